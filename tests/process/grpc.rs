//! gRPC health checks.

#[path = "grpc/corpus.rs"]
mod corpus;
#[path = "grpc/real.rs"]
mod real;
#[path = "grpc/secure.rs"]
mod secure;
#[path = "grpc/server.rs"]
mod server;
