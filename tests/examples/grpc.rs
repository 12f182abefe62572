//! The gRPC service from scratch.

use crate::container::Container;
use crate::dockerfiles::build;
use crate::engine::{engine, run};
use crate::grpc_server::grpc_go;
use crate::start::Start;
use crate::support::skip;

#[test]
fn a_grpc_service_from_scratch_is_healthy_then_hangs_and_recovers() {
    let Some(engine) = engine() else { return };
    if !engine.tls {
        skip("this file makes no gRPC health checks");
        return;
    }
    let Some(server) = grpc_go() else { return };
    let image = build(engine, "grpc.Dockerfile", "server", &server);
    // The server ends with its standard input.
    let container = Start::new(engine, &image).options(&["--interactive"]).run();
    container.await_line("healthy: grpc://localhost:50051: SERVING in ");
    assert_says(&container, "NOT_SERVING", &["grpc://localhost:50051/down"]);
    let theirs = ["-addr=localhost:50051", "-service=nowhere"];
    assert_says(&container, "does not know service \"nowhere\"", &theirs);
    container.freeze();
    container.await_line("unhealthy: grpc://localhost:50051: no answer within 3 s");
    container.thaw();
    container.await_line("healthy: grpc://localhost:50051: SERVING in ");
}

/// Fails unless probelet in this container is unhealthy, and its line holds this text.
#[track_caller]
fn assert_says(container: &Container, text: &str, arguments: &[&str]) {
    let output = run([&["exec", &container.name, "/probelet"], arguments].concat());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains(text), "{output:?}");
}
