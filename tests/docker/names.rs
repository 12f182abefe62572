//! probelet under the names of the programs that other people's lines call.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::container::{Container, await_some};
use crate::engine::{Engine, docker, engine, run};
use crate::grpc_server::grpc_go;
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

#[test]
fn a_link_named_curl_or_wget_works_in_an_image_from_scratch() {
    let Some(engine) = engine() else { return };
    let url = "http://localhost:8080/health";
    for line in [
        vec!["curl", "-fsSv", "-m", "3", url],
        vec![
            "/usr/bin/curl",
            "--fail",
            "--silent",
            "--show-error",
            "-o-",
            url,
        ],
        vec!["wget", "-nv", "-t1", "--spider", "-T", "3", url],
        vec!["wget", "-qO-", url],
    ] {
        let image = linked(engine, &engine.server, &line);
        let container = Start::bare(engine, &image).run();
        let code = |code: i64| {
            let fits = || (container.health().log.last()?.code == code).then_some(());
            assert!(
                await_some(fits).is_some(),
                "{line:?}: {:#?}",
                container.health()
            );
            // The same line by `docker exec`, which is what an exec probe does.
            let output = run([&["exec", container.name.as_str()], &line[..]].concat());
            assert_eq!(
                output.status.code().map(i64::from),
                Some(code),
                "{output:?}"
            );
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
        };
        code(0);
        turn(&container, "bad");
        let told = code(1);
        assert!(told.contains("unhealthy: "), "{line:?}: {told}");
        turn(&container, "good");
        code(0);
    }
}

#[test]
fn a_link_named_grpc_health_probe_works_in_an_image_from_scratch() {
    let Some(engine) = engine() else { return };
    if !engine.tls {
        return support::skip("this file makes no gRPC health checks");
    }
    let Some(server) = grpc_go() else { return };
    let line = [
        "grpc_health_probe",
        "-addr=localhost:8080",
        "-rpc-timeout=1s",
    ];
    let image = linked(engine, &server, &line);
    // The server ends with its standard input.
    let container = Start::new(engine, &image).options(&["--interactive"]).run();
    container.await_line("healthy: grpc://localhost:8080: SERVING in ");
    let exec = |more: &[&str]| {
        let words = [&["exec", container.name.as_str()], &line[..], more].concat();
        run(words).status.code()
    };
    assert_eq!(exec(&[]), Some(0));
    assert_eq!(exec(&["-service=down"]), Some(1));
    assert_eq!(exec(&["-service=nowhere"]), Some(1));
    container.freeze();
    container.await_line("unhealthy: grpc://localhost:8080: no answer within 1 s");
    container.thaw();
    container.await_line("healthy: grpc://localhost:8080: SERVING in ");
}

/// An image from scratch with a server, probelet, links to it, and this HEALTHCHECK.
#[track_caller]
fn linked(engine: &Engine, server: &Path, line: &[&str]) -> Image {
    let folder = support::scratch();
    fs::copy(server, folder.path().join("server")).expect("it can be copied");
    let links = folder.path().join("links");
    fs::create_dir(&links).expect("a folder can be made");
    for name in ["curl", "grpc_health_probe", "wget"] {
        symlink("/probelet", links.join(name)).expect("a link can be made");
    }
    let dockerfile = folder.path().join("Dockerfile");
    let text = [FROM_SCRATCH, &format!("HEALTHCHECK CMD {line:?}\n")].concat();
    fs::write(&dockerfile, text).expect("a file can be written");
    Image::of_folder(engine, "links", folder.path(), &dockerfile)
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

/// An image in which the names are links.
const FROM_SCRATCH: &str = r#"
ARG PROBELET
FROM ${PROBELET} AS probelet
FROM scratch
COPY --from=probelet /probelet /probelet
COPY links /usr/bin
COPY server /server
ENTRYPOINT ["/server"]
CMD ["0.0.0.0:8080"]
"#;
