//! Why a health check failed, as data.

/// What a server answered instead of a health status.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum GrpcFault {
    /// HTTP/2 that breaks the rules or the bounds.
    Breach(Breach),
    /// A content type that is not gRPC's, or none.
    ContentType(Option<Vec<u8>>),
    /// The connection was ended by GOAWAY, with this error code and text.
    GoAway(u32, Vec<u8>),
    /// An HTTP status other than 200, and no gRPC status.
    HttpStatus(Vec<u8>),
    /// The TLS handshake did not choose HTTP/2.
    #[cfg(feature = "tls")]
    NoAlpn,
    /// A gRPC status that is no number.
    InvalidStatus(Vec<u8>),
    /// The stream was ended by RST_STREAM, with this error code.
    Reset(u32),
    /// A gRPC status other than OK, with its message.
    Status(u32, Vec<u8>),
}

/// A rule of HTTP/2 or gRPC, or a bound of probelet, that an answer breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breach {
    /// A message is compressed, though no compression was offered.
    Compressed,
    /// A frame is malformed or came where it may not come.
    Frame,
    /// A header block is malformed or refers to the dynamic table.
    Headers,
    /// A frame is longer than 16 KiB.
    LongFrame,
    /// The headers are longer than 64 KiB.
    LongHeaders,
    /// The message is longer than 64 KiB.
    LongMessage,
    /// There are too many frames.
    ManyFrames,
    /// The message is not a health status.
    Message,
    /// The status is OK, and there is no message.
    NoMessage,
    /// The stream ended without a gRPC status.
    NoStatus,
}

impl GrpcFault {
    /// Returns the fault that GOAWAY is; none when the server only shuts down and still answers
    /// the call that it has taken.
    pub(super) fn going_away(payload: &[u8]) -> Option<Self> {
        let (Some(last), Some(code)) = (word(payload, 0), word(payload, 4)) else {
            return Some(Breach::Frame.into());
        };
        let is_graceful = code == 0 && last & 0x7fff_ffff >= 1;
        let text = payload.get(8..).unwrap_or_default();
        (!is_graceful).then(|| Self::GoAway(code, text.get(..MAX_TEXT).unwrap_or(text).to_vec()))
    }
}

/// Reads four bytes at an offset.
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*word))
}

impl From<Breach> for GrpcFault {
    fn from(breach: Breach) -> Self {
        Self::Breach(breach)
    }
}

/// How much of GOAWAY's text is kept.
const MAX_TEXT: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_away() {
        let fault = |code, text: &[u8]| Some(GrpcFault::GoAway(code, text.to_vec()));
        for (payload, wanted) in [
            (&b"\x7f\xff\xff\xff\0\0\0\0"[..], None),
            (b"\0\0\0\x01\0\0\0\0max_age", None),
            (b"\0\0\0\0\0\0\0\0bye", fault(0, b"bye")),
            (b"\0\0\0\x01\0\0\0\x0bcalm", fault(11, b"calm")),
            (b"\0\0\0\x01\0\0\0", Some(Breach::Frame.into())),
        ] {
            assert_eq!(GrpcFault::going_away(payload), wanted);
        }
    }
}
