//! HTTP/2 and gRPC as far as one health check needs them. Pure: bytes in, bytes out.

mod answer;
mod fault;
mod frames;
mod hpack;
mod huffman;
mod message;
mod request;
mod status;
mod table;

pub(super) use answer::Answer;
pub(crate) use fault::{Breach, GrpcFault};
pub(super) use frames::is_http2;
pub(super) use hpack::Field;
pub(crate) use message::Health;
pub(super) use request::{PATH, request, text};
