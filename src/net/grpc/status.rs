//! What the last fields of a stream say: the gRPC status. Pure.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::fault::{Breach, GrpcFault};
use super::hpack::Field;
use super::message::{self, Health};
use crate::text::{number, percent_decoded};

/// Judges the end of a stream by its last fields, and the message by gRPC's status.
pub(super) fn end(fields: &[Field], message: &[u8]) -> Result<Health, GrpcFault> {
    let Some(code) = value(fields, "grpc-status") else {
        // A head that is the whole answer.
        if let Some(status) = value(fields, ":status") {
            if status != b"200" {
                return Err(GrpcFault::HttpStatus(status.to_vec()));
            }
            is_grpc(fields)?;
        }
        return Err(Breach::NoStatus.into());
    };
    match str::from_utf8(code).ok().and_then(number) {
        None => Err(GrpcFault::InvalidStatus(code.to_vec())),
        Some(0) => Ok(message::response(message)?),
        Some(code) => {
            let text = value(fields, "grpc-message").unwrap_or_default();
            Err(GrpcFault::Status(code, percent_decoded(text)))
        }
    }
}

/// Checks the content type of a head.
pub(super) fn is_grpc(fields: &[Field]) -> Result<(), GrpcFault> {
    let kind = value(fields, "content-type");
    match kind.and_then(|kind| kind.strip_prefix(b"application/grpc")) {
        // application/grpc-web has its trailers in the body.
        Some([] | [b'+' | b';', ..]) => Ok(()),
        _ => Err(GrpcFault::ContentType(kind.map(<[u8]>::to_vec))),
    }
}

/// Returns the value of the last field of that name, which is the one that counts in grpc-go.
pub(super) fn value<'a>(fields: &'a [Field], name: &str) -> Option<&'a [u8]> {
    let field = fields.iter().rfind(|field| field.name == name.as_bytes())?;
    Some(&field.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `name: value` lines.
    fn fields(text: &str) -> Vec<Field> {
        let field = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            Field {
                name: name.into(),
                value: value.into(),
            }
        };
        text.lines().map(field).collect()
    }

    #[test]
    fn ends() {
        let status = |code, text: &[u8]| Err(GrpcFault::Status(code, text.to_vec()));
        let invalid = |code: &[u8]| Err(GrpcFault::InvalidStatus(code.to_vec()));
        for (text, wanted) in [
            ("grpc-status: 0", Ok(Health::Serving)),
            ("grpc-status: 5", status(5, b"")),
            ("grpc-status: 5\ngrpc-message: a%20b%", status(5, b"a b%")),
            (":status: 503\ngrpc-status: 14", status(14, b"")),
            ("grpc-status: 0\ngrpc-status: 13", status(13, b"")),
            ("grpc-status: x", invalid(b"x")),
            ("grpc-status: -1", invalid(b"-1")),
            ("grpc-status: ", invalid(b"")),
            ("x: y", Err(Breach::NoStatus.into())),
            (":status: 502", Err(GrpcFault::HttpStatus(b"502".to_vec()))),
            (":status: 200", Err(GrpcFault::ContentType(None))),
            (
                ":status: 200\ncontent-type: text/html",
                Err(GrpcFault::ContentType(Some(b"text/html".to_vec()))),
            ),
            (
                ":status: 200\ncontent-type: application/grpc-web",
                Err(GrpcFault::ContentType(Some(
                    b"application/grpc-web".to_vec(),
                ))),
            ),
            (
                ":status: 200\ncontent-type: application/grpc+proto",
                Err(Breach::NoStatus.into()),
            ),
        ] {
            let result = end(&fields(text), b"\0\0\0\0\x02\x08\x01");
            assert_eq!(result, wanted, "{text}");
        }
    }
}
