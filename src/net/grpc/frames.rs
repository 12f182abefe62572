//! HTTP/2 frames (RFC 9113, sections 4 and 6). Pure.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::fault::Breach;

/// One frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    /// The type.
    pub(super) kind: u8,
    /// The flags.
    pub(super) flags: u8,
    /// The stream, 0 for the connection.
    pub(super) stream: u32,
    /// What it carries.
    pub(super) payload: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Takes a frame off the input; `None` when it has not come in whole.
    pub(super) fn take(input: &mut &'a [u8]) -> Result<Option<Self>, Breach> {
        let Some((&[a, b, c, kind, flags, stream @ ..], rest)) = input.split_first_chunk::<9>()
        else {
            return Ok(None);
        };
        let length = u32::from_be_bytes([0, a, b, c]);
        let length = usize::try_from(length).map_or(usize::MAX, |length| length);
        if length > MAX_PAYLOAD {
            return Err(Breach::LongFrame);
        }
        let Some((payload, rest)) = rest.split_at_checked(length) else {
            return Ok(None);
        };
        *input = rest;
        Ok(Some(Self {
            kind,
            flags,
            // The first bit is reserved.
            stream: u32::from_be_bytes(stream) & 0x7fff_ffff,
            payload,
        }))
    }

    /// Appends the frame.
    pub(super) fn append_to(&self, out: &mut Vec<u8>) {
        let length = u32::try_from(self.payload.len()).unwrap_or_default();
        out.extend(length.to_be_bytes().iter().skip(1));
        out.extend([self.kind, self.flags]);
        out.extend(self.stream.to_be_bytes());
        out.extend(self.payload);
    }

    /// Reports whether a flag is set.
    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Returns the payload of `DATA` or `HEADERS` without padding and priority.
    pub(super) fn content(&self) -> Result<&'a [u8], Breach> {
        let mut content = self.payload;
        if self.has(PADDED) {
            let (&padding, rest) = content.split_first().ok_or(Breach::Frame)?;
            let length = rest
                .len()
                .checked_sub(padding.into())
                .ok_or(Breach::Frame)?;
            content = rest.get(..length).unwrap_or_default();
        }
        if self.kind == HEADERS && self.has(PRIORITY_FLAG) {
            content = content.get(5..).ok_or(Breach::Frame)?;
        }
        Ok(content)
    }
}

/// Reports whether the first bytes may be the start of HTTP/2: a frame of less than 64 KiB.
pub(crate) fn is_http2(bytes: &[u8]) -> bool {
    match *bytes {
        [0, _, _, kind, ..] => matches!(kind, SETTINGS | GOAWAY),
        [first, ..] => first == 0,
        [] => true,
    }
}

/// A part of a message.
pub(super) const DATA: u8 = 0;
/// The start of a header block.
pub(super) const HEADERS: u8 = 1;
/// The end of a stream before its time.
pub(super) const RST_STREAM: u8 = 3;
/// What the sender can take.
pub(super) const SETTINGS: u8 = 4;
/// A response to a request that was not made.
pub(super) const PUSH_PROMISE: u8 = 5;
/// To be sent back.
pub(super) const PING: u8 = 6;
/// The end of the connection.
pub(super) const GOAWAY: u8 = 7;
/// More of a header block.
pub(super) const CONTINUATION: u8 = 9;

/// The flag of `SETTINGS` and `PING` that acknowledges the peer's.
pub(super) const ACK: u8 = 1;
/// The flag of the last frame of a stream.
pub(super) const END_STREAM: u8 = 1;
/// The flag of the last frame of a header block.
pub(super) const END_HEADERS: u8 = 4;
/// The flag of a payload with padding.
pub(super) const PADDED: u8 = 8;
/// The flag of `HEADERS` with a priority.
pub(super) const PRIORITY_FLAG: u8 = 0x20;

/// The longest payload that may be sent to a peer that did not allow more.
pub(super) const MAX_PAYLOAD: usize = 16_384;

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame of this kind.
    fn frame(kind: u8, flags: u8, payload: &[u8]) -> Frame<'_> {
        Frame {
            kind,
            flags,
            stream: 1,
            payload,
        }
    }

    #[test]
    fn what_is_appended_is_taken() {
        for payload in [&b""[..], b"abc", &[7; MAX_PAYLOAD]] {
            let frame = frame(DATA, END_STREAM, payload);
            let mut bytes = Vec::new();
            frame.append_to(&mut bytes);
            let whole = bytes.len();
            bytes.extend(b"rest");
            let mut input = &*bytes;
            assert_eq!(Frame::take(&mut input), Ok(Some(frame)));
            assert_eq!(input, b"rest");
            for end in 0..whole {
                assert_eq!(Frame::take(&mut &bytes[..end]), Ok(None));
            }
        }
    }

    #[test]
    fn a_long_frame_is_refused_before_it_has_come() {
        assert_eq!(
            Frame::take(&mut &b"\0\x40\x01\0\0\0\0\0\x01"[..]),
            Err(Breach::LongFrame)
        );
        assert_eq!(Frame::take(&mut &b"\0\x40\0\0\0\0\0\0\x01"[..]), Ok(None));
    }

    #[test]
    fn http2_begins_with_settings_or_goaway() {
        for bytes in [
            &b""[..],
            b"\0",
            b"\0\0\x12",
            b"\0\0\x12\x04",
            b"\0\0\x08\x07\0",
        ] {
            assert!(is_http2(bytes), "{bytes:?}");
        }
        for bytes in [&b"H"[..], b"\x15\x03", b"\0\0\0\x06", b"\x01\0\0\x04"] {
            assert!(!is_http2(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn the_reserved_bit_is_ignored() {
        let mut input = &b"\0\0\0\x04\0\x80\0\0\x01"[..];
        let frame = Frame::take(&mut input).unwrap().unwrap();
        assert_eq!((frame.kind, frame.stream), (SETTINGS, 1));
    }

    #[test]
    fn padding_and_priority_are_taken_off() {
        for (kind, flags, payload, wanted) in [
            (DATA, 0, &b"abc"[..], Ok(&b"abc"[..])),
            (DATA, PADDED, b"\x02abc..", Ok(b"abc")),
            (DATA, PADDED, b"\x00", Ok(b"")),
            (DATA, PADDED, b"\x03abc", Ok(b"")),
            (DATA, PADDED, b"\x04abc", Err(Breach::Frame)),
            (DATA, PADDED, b"", Err(Breach::Frame)),
            (DATA, PRIORITY_FLAG, b"abcdefg", Ok(b"abcdefg")),
            (HEADERS, PRIORITY_FLAG, b"12345abc", Ok(b"abc")),
            (HEADERS, PRIORITY_FLAG, b"1234", Err(Breach::Frame)),
            (
                HEADERS,
                PRIORITY_FLAG | PADDED,
                b"\x0112345abc.",
                Ok(b"abc"),
            ),
        ] {
            let frame = frame(kind, flags, payload);
            assert_eq!(frame.content(), wanted, "{frame:?}");
        }
    }
}
