//! probelet under the names of the programs that other people's lines call.

use std::fs;

use crate::container::{Container, await_some};
use crate::engine::{Engine, docker, engine};
use crate::image::Image;
use crate::start::Start;
use crate::support;

#[test]
fn the_line_that_coolify_writes_finds_curl_and_wget() {
    let Some(engine) = engine() else { return };
    let image = installed(engine);
    // As Coolify writes it, whatever the image holds.
    let url = "http://localhost:8080/health";
    let line = format!(
        "--health-cmd=curl -s -X 'GET' -f '{url}' > /dev/null || wget -q -O- '{url}' > /dev/null || exit 1"
    );
    let container = Start::bare(engine, &image).options(&[&line]).run();
    await_run(&container, 0, "");
    turn(&container, "bad");
    // curl's stdout is thrown away; wget's verdict is on stderr, as stdout is for the body.
    let told = format!("unhealthy: {url}: 503 Service Unavailable in ");
    await_run(&container, 1, &told);
    turn(&container, "good");
    await_run(&container, 0, "");
}

/// A Debian image whose curl and wget are probelet.
#[track_caller]
fn installed(engine: &Engine) -> Image {
    let folder = support::scratch();
    fs::copy(&engine.server, folder.path().join("server")).expect("it can be copied");
    let dockerfile = folder.path().join("Dockerfile");
    fs::write(&dockerfile, DOCKERFILE).expect("a file can be written");
    Image::of_folder(engine, "names", folder.path(), &dockerfile)
}

/// Waits until the latest run ended so and printed a text that starts so, or nothing.
#[track_caller]
fn await_run(container: &Container, code: i64, start: &str) {
    let fits = || {
        let health = container.health();
        let run = health.log.last()?;
        let silent = start.is_empty() == run.output.is_empty();
        (run.code == code && run.output.starts_with(start) && silent).then_some(())
    };
    assert!(await_some(fits).is_some(), "{:#?}", container.health());
}

/// Turns the service with the program that the image calls curl.
#[track_caller]
fn turn(container: &Container, mood: &str) {
    let url = format!("http://127.0.0.1:8080/{mood}");
    docker(["exec", &container.name, "curl", "-fsS", &url]);
}

/// Both ways to get there: the program copied under the name, and copied there by itself.
const DOCKERFILE: &str = r#"
ARG BASE
ARG PROBELET
FROM ${PROBELET} AS probelet
FROM ${BASE}
COPY --from=probelet /probelet /usr/bin/wget
RUN ["/usr/bin/wget", "--install", "/usr/bin/curl"]
COPY server /server
CMD ["/server", "0.0.0.0:8080"]
"#;
