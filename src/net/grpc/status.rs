//! What the last fields of a stream say: the gRPC status. Pure.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::fault::{Breach, GrpcFault};
use super::hpack::Field;
use super::message::{self, Health};
use crate::text::percent_decoded;

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
    let code = str::from_utf8(code).ok().and_then(|code| code.parse().ok());
    match code.ok_or(Breach::NoStatus)? {
        0 => Ok(message::response(message)?),
        code => {
            let text = value(fields, "grpc-message").unwrap_or_default();
            Err(GrpcFault::Status(code, percent_decoded(text)))
        }
    }
}

/// Checks the content type of a head.
pub(super) fn is_grpc(fields: &[Field]) -> Result<(), GrpcFault> {
    match value(fields, "content-type") {
        Some(kind) if kind.starts_with(b"application/grpc") => Ok(()),
        kind => Err(GrpcFault::ContentType(kind.map(<[u8]>::to_vec))),
    }
}

/// Returns the value of the first field of that name.
pub(super) fn value<'a>(fields: &'a [Field], name: &str) -> Option<&'a [u8]> {
    let field = fields.iter().find(|field| field.name == name.as_bytes())?;
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
        for (text, wanted) in [
            ("grpc-status: 0", Ok(Health::Serving)),
            ("grpc-status: 5", status(5, b"")),
            ("grpc-status: 5\ngrpc-message: a%20b%", status(5, b"a b%")),
            (":status: 503\ngrpc-status: 14", status(14, b"")),
            ("grpc-status: x", Err(Breach::NoStatus.into())),
            ("grpc-status: -1", Err(Breach::NoStatus.into())),
            ("x: y", Err(Breach::NoStatus.into())),
            (":status: 502", Err(GrpcFault::HttpStatus(b"502".to_vec()))),
            (":status: 200", Err(GrpcFault::ContentType(None))),
            (
                ":status: 200\ncontent-type: text/html",
                Err(GrpcFault::ContentType(Some(b"text/html".to_vec()))),
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
