//! An image that holds a server, probelet and nothing else, and what its health log says when the
//! server is not where the probe looks.

use std::fs;

use crate::container::Container;
use crate::engine::{Engine, docker, engine, project};
use crate::image::Image;
use crate::start::Start;
use crate::support;

#[test]
fn a_service_from_scratch_is_healthy_bad_slow_and_stopped() {
    let Some(engine) = engine() else { return };
    let image = service(engine);
    let container = Start::new(engine, &image).run();
    let healthy = || container.await_line("healthy: http://localhost:8080/health: 200 OK in ");
    let unhealthy = |reason: &str| {
        container.await_line(&format!(
            "unhealthy: http://localhost:8080/health: {reason}"
        ))
    };
    healthy();
    turn(&container, "bad");
    unhealthy("503 Service Unavailable in ");
    turn(&container, "good");
    healthy();
    turn(&container, "slow");
    unhealthy("no answer within 2 s (connected, request sent, waiting for the status line)");
    turn(&container, "good");
    healthy();
    turn(&container, "stop");
    let line = unhealthy("connection refused at 127.0.0.1:8080");
    assert!(line.contains("nothing listens"), "{line}");
}

#[test]
fn a_service_with_no_rights_at_all_is_healthy() {
    let Some(engine) = engine() else { return };
    let image = service(engine);
    let container = Start::locked(engine, &image).run();
    container.await_line("healthy: http://localhost:8080/health: 200 OK in ");
    turn(&container, "bad");
    container.await_line("unhealthy: http://localhost:8080/health: 503 Service Unavailable in ");
}

#[test]
fn a_service_on_another_port_is_named() {
    let Some(engine) = engine() else { return };
    let image = service(engine);
    let container = Start::new(engine, &image)
        .arguments(&["0.0.0.0:9090"])
        .run();
    let line = container.await_line(
        "unhealthy: http://localhost:8080/health: connection refused at 127.0.0.1:8080",
    );
    assert!(
        line.ends_with("; this container listens on 0.0.0.0:9090"),
        "{line}"
    );
}

#[test]
fn a_service_on_the_other_family_is_named() {
    let Some(engine) = engine() else { return };
    let image = service(engine);
    for (listen, probed) in [
        ("[::1]:8080", "127.0.0.1:8080"),
        ("127.0.0.1:8080", "[::1]:8080"),
    ] {
        let target = format!("PROBELET_TARGET=http://{probed}/health");
        let container = Start::new(engine, &image)
            .options(&[
                "--sysctl=net.ipv6.conf.all.disable_ipv6=0",
                "--env",
                &target,
            ])
            .arguments(&[listen])
            .run();
        let line = container.await_line(&format!(
            "unhealthy: http://{probed}/health: connection refused at {probed}"
        ));
        assert!(line.contains(listen), "{line}");
    }
}

#[test]
fn localhost_finds_a_service_on_either_family() {
    let Some(engine) = engine() else { return };
    let image = service(engine);
    for listen in ["[::1]:8080", "127.0.0.1:8080"] {
        let container = Start::new(engine, &image)
            .options(&["--sysctl=net.ipv6.conf.all.disable_ipv6=0"])
            .arguments(&[listen])
            .run();
        container.await_line("healthy: http://localhost:8080/health: 200 OK in ");
    }
}

/// The image of the project's example service.
#[track_caller]
pub(crate) fn service(engine: &Engine) -> Image {
    let folder = support::scratch();
    fs::copy(&engine.server, folder.path().join("health_service")).expect("it can be copied");
    let dockerfile = project("tests/apps/scratch/Dockerfile");
    Image::of_folder(engine, "scratch", folder.path(), &dockerfile)
}

/// Changes how the service answers, with the only client that its image has.
#[track_caller]
fn turn(container: &Container, mood: &str) {
    let target = format!("http://127.0.0.1:8080/{mood}");
    docker(["exec", &container.name, "/probelet", &target]);
}
