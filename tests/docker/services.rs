//! Five services whose images do without curl and requests: every fault is seen, and named.

use std::fs;

use crate::container::{Container, await_some};
use crate::engine::{Engine, engine, project};
use crate::image::Image;
use crate::sizes::{CURL, assert_smaller};
use crate::start::Start;
use crate::support::{self, Authority};

#[test]
fn agencyos_is_probed_on_the_port_of_its_environment_without_a_shell() {
    let Some(engine) = engine() else { return };
    let folder = project("tests/apps/agencyos");
    let image = Image::of_folder(engine, "agencyos", &folder, &project("Dockerfile.example"));
    assert_smaller(
        engine,
        "agencyos",
        CURL,
        &former(engine, "agencyos"),
        &image,
    );
    assert_eq!(
        image.healthcheck(),
        [
            "CMD",
            "/probelet",
            "-m",
            "4s",
            "http://localhost:${PORT}/health"
        ]
    );

    let moved = Start::new(engine, &image)
        .options(&["--env=PORT=9000"])
        .run();
    moved.await_line("healthy: http://localhost:9000/health: 200 OK in ");
    drop(moved);

    let container = Start::new(engine, &image).run();
    shows_every_fault(
        &container,
        "http://localhost:8000/health",
        ("/app/data/agencyos.db", "this is no database"),
        "4 s",
    );
}

#[test]
fn todo_fails_on_a_500_that_its_former_check_let_pass() {
    let Some(engine) = engine() else { return };
    let broken = ("/app/data/todos.json", "[");

    let before = former(engine, "todo");
    let image = Image::of_app(engine, "todo", "Dockerfile");
    assert_smaller(engine, "todo", "requests", &before, &image);

    let container = Start::new(engine, &before).run();
    let healthy = await_some(|| Some(container.health()).filter(|it| it.status == "healthy"));
    assert!(healthy.is_some(), "never healthy:\n{}", container.logs());
    container.with_content(broken.0, broken.1, || {
        container.await_log("\"GET /health HTTP/1.1\" 500", 3);
        let health = container.health();
        assert_eq!(health.status, "healthy");
        let latest = health.log.iter().rev().take(2);
        assert!(latest.map(|run| run.code).eq([0, 0]), "{health:#?}");
    });
    drop(container);

    let container = Start::new(engine, &image).run();
    shows_every_fault(&container, "http://localhost:8000/health", broken, "1 s");
}

#[test]
fn swft_is_probed_by_its_page_on_port_80() {
    let Some(engine) = engine() else { return };
    let image = Image::of_app(engine, "swft", "Dockerfile");
    assert_smaller(engine, "swft", CURL, &former(engine, "swft"), &image);
    let container = Start::new(engine, &image).run();
    let broken = ("/app/templates/index.html", "{% for stage in");
    shows_every_fault(&container, "http://localhost/", broken, "2 s");
}

#[test]
fn ai_gateway_is_unhealthy_when_it_says_so_with_a_200() {
    let Some(engine) = engine() else { return };
    let image = Image::of_app(engine, "ai-gateway", "Dockerfile");
    assert_smaller(
        engine,
        "ai-gateway",
        CURL,
        &former(engine, "ai-gateway"),
        &image,
    );
    let container = Start::new(engine, &image).run();
    let target = "http://localhost:8000/health";
    let file = "/app/providers.json";
    container.await_line(&format!("healthy: {target}: 200 OK"));
    container.with_content(file, "{}", || {
        container.await_line(&format!(
            "unhealthy: {target}: JSON status is \"Degraded\", wanted \"Healthy\""
        ));
    });
    shows_every_fault(&container, target, (file, "{"), "3 s");
}

#[test]
fn ragstar_is_verified_with_its_own_ca_for_a_user_without_a_shell() {
    let Some(engine) = engine() else { return };
    let _index = Image::of_stage(engine, "ragstar", "index");
    let image = Image::of_app(engine, "ragstar", "Dockerfile");
    assert_smaller(engine, "ragstar", CURL, &former(engine, "ragstar"), &image);
    let tls = support::scratch();
    let authority = Authority::root("private CA");
    fs::write(tls.path().join("ca.pem"), authority.pem()).expect("a file can be written");
    authority.issue(["localhost"]).write(tls.path());
    let inside = format!("{}/.", tls.path().display());
    let container = Start::new(engine, &image)
        .file(inside.as_ref(), "/run/tls")
        .run();
    if !engine.tls {
        let misuse = || container.health().log.pop();
        let run = await_some(misuse).expect("the health check runs");
        assert_eq!(run.code, 64, "{run:?}");
        assert!(run.output.contains("TLS"), "{run:?}");
        return;
    }
    let broken = ("/app/index.json", "{");
    shows_every_fault(&container, "https://localhost:8443/health", broken, "3 s");
}

/// The image with the health check that the service had.
#[track_caller]
fn former(engine: &Engine, app: &str) -> Image {
    Image::of_app(engine, app, "Dockerfile.before")
}

/// Healthy; then answering 500, hanging and gone, each named by its line, and recovering between.
#[track_caller]
fn shows_every_fault(container: &Container, target: &str, broken: (&str, &str), limit: &str) {
    let healthy = format!("healthy: {target}: 200 OK in ");
    let unhealthy = |reason: &str| {
        container.await_line(&format!("unhealthy: {target}: {reason}"));
    };
    container.await_line(&healthy);

    let (file, content) = broken;
    container.with_content(file, content, || unhealthy("500 Internal Server Error in "));
    container.await_line(&healthy);

    container.freeze();
    unhealthy(&format!("no answer within {limit} ("));
    container.thaw();
    container.await_line(&healthy);

    container.kill();
    unhealthy("connection refused at ");
}
