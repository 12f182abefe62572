//! gRPC health checks.

#[path = "grpc/real.rs"]
mod real;
#[path = "grpc/server.rs"]
mod server;
