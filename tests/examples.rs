//! Starts each file of examples/ under its engine, or holds it to the engine's own rules.

mod support;

#[path = "examples/compose.rs"]
mod compose;
#[path = "examples/dockerfiles.rs"]
mod dockerfiles;
#[path = "examples/grpc.rs"]
mod grpc;
#[path = "examples/kube.rs"]
mod kube;
#[path = "examples/mount.rs"]
mod mount;
#[path = "examples/podman.rs"]
mod podman;
#[path = "examples/quadlet.rs"]
mod quadlet;
#[path = "examples/quick_start.rs"]
mod quick_start;
#[path = "examples/release.rs"]
mod release;
#[path = "examples/rules.rs"]
mod rules;
#[path = "examples/swarm.rs"]
mod swarm;
#[path = "examples/validator.rs"]
mod validator;
#[path = "examples/worker.rs"]
mod worker;

// The house of tests/docker.rs, of which these tests use a part.
#[allow(dead_code)]
#[path = "docker/container.rs"]
mod container;
#[allow(dead_code)]
#[path = "docker/engine.rs"]
mod engine;
#[path = "docker/health.rs"]
mod health;
#[allow(dead_code)]
#[path = "docker/image.rs"]
mod image;
#[allow(dead_code)]
#[path = "docker/start.rs"]
mod start;

// The house of the gRPC tests, of which these need a server.
#[allow(dead_code)]
#[path = "process/grpc/server.rs"]
mod grpc_server;
