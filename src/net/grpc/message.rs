//! The messages of `grpc.health.v1.Health/Check`, with gRPC's five bytes before each. Pure.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::fault::Breach;

/// What a server says of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    /// It does not serve.
    NotServing,
    /// A number that the protocol does not define.
    Other(u32),
    /// It serves.
    Serving,
    /// The server does not know it; only `Watch` should answer this.
    ServiceUnknown,
    /// The server does not say.
    Unknown,
}

/// Returns a request for this service, or for the whole server when the name is empty.
pub(super) fn request(service: &str) -> Vec<u8> {
    let mut message = Vec::new();
    if !service.is_empty() {
        message.push(0x0a);
        let mut rest = service.len();
        while rest >= 0x80 {
            message.extend(u8::try_from(rest & 0x7f | 0x80));
            rest >>= 7;
        }
        message.extend(u8::try_from(rest));
        message.extend_from_slice(service.as_bytes());
    }
    let length = u32::try_from(message.len()).unwrap_or_default();
    [&[0][..], &length.to_be_bytes(), &message].concat()
}

/// Reads a response; the input is all that was received.
pub(super) fn response(input: &[u8]) -> Result<Health, Breach> {
    let Some((&[compressed, a, b, c, d], message)) = input.split_first_chunk() else {
        return Err(Breach::NoMessage);
    };
    let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).ok();
    match (compressed, length == Some(message.len())) {
        (0, true) => Ok(match status(message).ok_or(Breach::Message)? {
            0 => Health::Unknown,
            1 => Health::Serving,
            2 => Health::NotServing,
            3 => Health::ServiceUnknown,
            other => Health::Other(other),
        }),
        (0, false) => Err(Breach::Message),
        _ => Err(Breach::Compressed),
    }
}

/// Reads field 1 of the message, whose default is 0, past all that is unknown.
fn status(mut message: &[u8]) -> Option<u32> {
    let mut status = 0;
    while !message.is_empty() {
        let tag = varint(&mut message)?;
        // No field has the number 0.
        if tag < 8 {
            return None;
        }
        match tag & 7 {
            0 => {
                let value = varint(&mut message)?;
                if tag == 8 {
                    // An enum has 32 bits, whatever is sent.
                    status = u32::try_from(value & 0xffff_ffff).ok()?;
                }
            }
            1 => message = message.get(8..)?,
            2 => {
                let length = usize::try_from(varint(&mut message)?).ok()?;
                message = message.get(length..)?;
            }
            5 => message = message.get(4..)?,
            _ => return None,
        }
    }
    Some(status)
}

/// Reads a number of up to ten bytes.
fn varint(message: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = message.split_first()?;
        *message = rest;
        // The tenth byte has room for one bit.
        if shift == 63 && byte > 1 {
            return None;
        }
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests() {
        assert_eq!(request(""), b"\0\0\0\0\0");
        assert_eq!(request("a.B"), b"\0\0\0\0\x05\x0a\x03a.B");
        let long = request(&"x".repeat(300));
        assert!(long.starts_with(b"\0\0\0\x01\x2f\x0a\xac\x02xxx"));
        assert_eq!(long.len(), 5 + 3 + 300);
    }

    #[test]
    fn responses() {
        for (input, wanted) in [
            (&b"\0\0\0\0\0"[..], Ok(Health::Unknown)),
            (b"\0\0\0\0\x02\x08\x00", Ok(Health::Unknown)),
            (b"\0\0\0\0\x02\x08\x01", Ok(Health::Serving)),
            (b"\0\0\0\0\x02\x08\x02", Ok(Health::NotServing)),
            (b"\0\0\0\0\x02\x08\x03", Ok(Health::ServiceUnknown)),
            (b"\0\0\0\0\x03\x08\x80\x01", Ok(Health::Other(128))),
            (b"\0\0\0\0\x06\x08\x81\x80\x80\x80\x10", Ok(Health::Serving)),
            // The last one counts, and what is unknown is passed over.
            (b"\0\0\0\0\x04\x08\x02\x08\x01", Ok(Health::Serving)),
            (
                b"\0\0\0\0\x17\x10\x01\x19........\x22\x03abc\x2d....\x08\x01",
                Ok(Health::Serving),
            ),
            (b"", Err(Breach::NoMessage)),
            (b"\0\0\0\0", Err(Breach::NoMessage)),
            (b"\x01\0\0\0\x02\x08\x01", Err(Breach::Compressed)),
            (b"\0\0\0\0\x03\x08\x01", Err(Breach::Message)),
            (b"\0\0\0\0\x01\x08\x01", Err(Breach::Message)),
            (b"\0\0\0\0\x01\x08", Err(Breach::Message)),
            (b"\0\0\0\0\x01\x0b", Err(Breach::Message)),
            (b"\0\0\0\0\x04\x00\x01\x08\x01", Err(Breach::Message)),
            (b"\0\0\0\0\x02\x12\x05", Err(Breach::Message)),
            (b"\0\0\0\0\x02\x19\x05", Err(Breach::Message)),
            (
                b"\0\0\0\0\x0b\x08\x81\x80\x80\x80\x80\x80\x80\x80\x80\x02",
                Err(Breach::Message),
            ),
            (
                b"\0\0\0\0\x0c\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
                Err(Breach::Message),
            ),
        ] {
            assert_eq!(response(input), wanted, "{input:?}");
        }
    }
}
