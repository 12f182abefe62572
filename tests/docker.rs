//! Runs real services in the real Docker Engine, each probed by the HEALTHCHECK of its own image.
//!
//! The Dockerfiles keep the intervals of production; the tests only shorten the interval and the
//! number of retries, never the command.

mod support;

#[path = "docker/container.rs"]
mod container;
#[path = "docker/engine.rs"]
mod engine;
#[path = "docker/flavours.rs"]
mod flavours;
#[path = "docker/from_scratch.rs"]
mod from_scratch;
#[path = "docker/health.rs"]
mod health;
#[path = "docker/image.rs"]
mod image;
#[path = "docker/install.rs"]
mod install;
#[path = "docker/names.rs"]
mod names;
#[path = "docker/services.rs"]
mod services;
#[path = "docker/sizes.rs"]
mod sizes;
#[path = "docker/socket.rs"]
mod socket;
#[path = "docker/start.rs"]
mod start;

// The house of the gRPC tests, of which these need a server.
#[allow(dead_code)]
#[path = "process/grpc/server.rs"]
mod grpc_server;
