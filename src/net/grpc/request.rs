//! What is sent: the preface, the settings and the call. Pure.

use super::frames::{self, Frame, MAX_PAYLOAD};
use super::hpack::{self, Field};
use super::message;

/// Returns everything that opens a connection and makes the call.
pub(crate) fn request(fields: &[Field], service: &str) -> Vec<u8> {
    let mut out = PREFACE.to_vec();
    let settings = Frame {
        kind: frames::SETTINGS,
        flags: 0,
        stream: 0,
        payload: SETTINGS,
    };
    settings.append_to(&mut out);
    let mut block = Vec::new();
    for field in fields {
        hpack::append(&mut block, &field.name, &field.value);
    }
    append(&mut out, [frames::HEADERS, frames::CONTINUATION], &block);
    let message = message::request(service);
    append(&mut out, [frames::DATA; 2], &message);
    out
}

/// Returns the call as `-v` shows it: as curl writes HTTP/2, like HTTP/1.1.
pub(crate) fn text(fields: &[Field]) -> Vec<u8> {
    let mut out = format!("POST {PATH} HTTP/2\r\n").into_bytes();
    for field in fields {
        let name = match &*field.name {
            b":authority" => b"host",
            [b':', ..] => continue,
            name => name,
        };
        out.extend([name, b": ", &field.value, b"\r\n"].concat());
    }
    out
}

/// Appends a payload as one frame, or as several when it is longer than a frame may be.
fn append(out: &mut Vec<u8>, [mut kind, then]: [u8; 2], payload: &[u8]) {
    let mut parts = payload.chunks(MAX_PAYLOAD).peekable();
    while let Some(payload) = parts.next() {
        let flags = match (parts.peek(), kind) {
            (Some(_), _) => 0,
            (None, frames::DATA) => frames::END_STREAM,
            (None, _) => frames::END_HEADERS,
        };
        let frame = Frame {
            kind,
            flags,
            stream: 1,
            payload,
        };
        frame.append_to(out);
        kind = then;
    }
}

/// How every HTTP/2 connection begins.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// What is called.
pub(crate) const PATH: &str = "/grpc.health.v1.Health/Check";

/// No dynamic table for header blocks, and no pushed streams.
const SETTINGS: &[u8] = &[0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0];

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the frames of a request: kind, flags, stream and length.
    fn frames(request: &[u8]) -> Vec<(u8, u8, u32, usize)> {
        let mut rest = request.strip_prefix(PREFACE).unwrap();
        let mut frames = Vec::new();
        while let Some(frame) = Frame::take(&mut rest).unwrap() {
            let length = frame.payload.len();
            frames.push((frame.kind, frame.flags, frame.stream, length));
        }
        assert_eq!(rest, b"");
        frames
    }

    #[test]
    fn what_is_long_takes_several_frames() {
        let field = |value: usize| Field {
            name: b"x".to_vec(),
            value: vec![b'v'; value],
        };
        assert_eq!(
            frames(&request(&[field(10)], "")),
            [(4, 0, 0, 12), (1, 4, 1, 14), (0, 1, 1, 5)]
        );
        assert_eq!(
            frames(&request(
                &[field(16_384), field(16_384)],
                &"s".repeat(20_000)
            )),
            [
                (4, 0, 0, 12),
                (1, 0, 1, 16_384),
                (9, 0, 1, 16_384),
                (9, 4, 1, 12),
                (0, 0, 1, 16_384),
                (0, 1, 1, 3_625),
            ]
        );
    }
}
