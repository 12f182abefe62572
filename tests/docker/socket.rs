//! HTTP over a Unix socket, at the engine's own.

use std::process::Output;

use crate::engine::{docker, engine, run};
use crate::image::Image;
use crate::support::missing;

#[test]
fn the_engine_itself_is_healthy() {
    let Some(engine) = engine() else { return };
    let Some(socket) = socket() else { return };
    let image = Image::of_probelet(engine);
    let ping = format!("unix:{socket}:/_ping");

    let output = beside_socket(&socket, &image, &["--expect-body", "OK", &ping]);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        stdout.starts_with(&format!("healthy: {ping}: 200 OK in ")),
        "{output:?}"
    );

    let api = docker(["version", "--format", "ApiVersion={{.Server.APIVersion}}"]);
    let options = ["--unix-socket", &socket, "--expect-json", api.trim()];
    let output = beside_socket(
        &socket,
        &image,
        &[&options[..], &["http://localhost/version"]].concat(),
    );
    assert!(output.status.success(), "{output:?}");

    let unknown = format!("unix:{socket}:/no/such/thing");
    let output = beside_socket(&socket, &image, &[&unknown]);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stdout.starts_with(&format!("unhealthy: {unknown}: 404 Not Found in ")),
        "{output:?}"
    );
}

#[test]
fn a_user_without_the_right_to_the_engines_socket_is_told() {
    let Some(engine) = engine() else { return };
    let Some(socket) = socket() else { return };
    let image = Image::of_probelet(engine);
    let ping = format!("unix:{socket}:/_ping");
    let mount = format!("--volume={socket}:{socket}");
    let output = run([
        "run",
        "--rm",
        "--user=65534:65534",
        &mount,
        image.tag(),
        &ping,
    ]);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stdout.starts_with(&format!("unhealthy: {ping}: ")),
        "{output:?}"
    );
    assert!(stdout.contains("permission"), "{output:?}");
}

/// Where the engine listens; `None` after saying so when it is not on this machine.
#[track_caller]
fn socket() -> Option<String> {
    let endpoint = docker([
        "context",
        "inspect",
        "--format",
        "{{.Endpoints.docker.Host}}",
    ]);
    let path = endpoint.trim().strip_prefix("unix://").map(str::to_owned);
    if path.is_none() {
        missing("the engine does not listen on a Unix socket");
    }
    path
}

/// Runs probelet as root in a container that sees the engine's socket.
fn beside_socket(socket: &str, image: &Image, arguments: &[&str]) -> Output {
    let mount = format!("--volume={socket}:{socket}");
    run([&["run", "--rm", "--user=0", &mount, image.tag()], arguments].concat())
}
