//! gRPC health checks in words.

use crate::net::{Breach, GrpcFault, Health};
use crate::target::Target;
use crate::text::{peer, quote, say};

/// Returns the name of a health status, as the protocol writes it.
pub(super) fn health(health: Health) -> &'static str {
    match health {
        Health::NotServing => "NOT_SERVING",
        Health::Other(number) => say!("health status {number}"),
        Health::Serving => "SERVING",
        Health::ServiceUnknown => "SERVICE_UNKNOWN",
        Health::Unknown => "UNKNOWN",
    }
}

/// Returns why there is no health status.
pub(super) fn words(fault: &GrpcFault, target: &Target) -> &'static str {
    match fault {
        GrpcFault::Breach(breach) => self::breach(*breach),
        GrpcFault::ContentType(kind) => match kind {
            Some(kind) => {
                let kind = peer(kind, MAX_VALUE);
                say!("the answer is HTTP/2 and not gRPC; its content type is \"{kind}\"")
            }
            None => "the answer is HTTP/2 and not gRPC; it has no content type",
        },
        GrpcFault::GoAway(code, text) => {
            let name = named(ERRORS, *code);
            let text = said(text);
            say!("the server ended the connection with GOAWAY {name}{text}")
        }
        GrpcFault::HttpStatus(status) => {
            let status = peer(status, MAX_VALUE);
            say!("the answer is HTTP status {status} without a gRPC status")
        }
        #[cfg(feature = "tls")]
        GrpcFault::NoAlpn => "the TLS server did not choose HTTP/2 (ALPN)",
        GrpcFault::InvalidStatus(status) => {
            let status = peer(status, MAX_VALUE);
            say!("the gRPC status \"{status}\" is not a number")
        }
        GrpcFault::Reset(code) => {
            let name = named(ERRORS, *code);
            say!("the server ended the call with RST_STREAM {name}")
        }
        GrpcFault::Status(code, text) => status(*code, text, &target.path),
    }
}

/// Returns a gRPC status other than OK.
fn status(code: u32, text: &[u8], service: &str) -> &'static str {
    match (code, service) {
        (5, "") => "the server has no overall status (NOT_FOUND); name a service behind the port",
        (5, service) => {
            let service = quote(service);
            say!("the server does not know service {service} (NOT_FOUND)")
        }
        (12, _) => "the server does not offer the health service (UNIMPLEMENTED)",
        _ => say!("gRPC status {}{}", named(STATUSES, code), said(text)),
    }
}

/// Returns what a server says, if it says something.
fn said(text: &[u8]) -> &'static str {
    match text {
        [] => "",
        text => [": \"", peer(text, MAX_TEXT), "\""].concat().leak(),
    }
}

/// Returns the name of a code, or its number.
fn named(names: &'static str, code: u32) -> &'static str {
    let index = usize::try_from(code).ok();
    match index.and_then(|index| names.split(' ').nth(index)) {
        Some(name) => name,
        None => say!("{code}"),
    }
}

/// Returns what is wrong with an answer.
fn breach(breach: Breach) -> &'static str {
    match breach {
        Breach::Compressed => "the message is compressed, which was not asked for",
        Breach::Frame => "not valid HTTP/2: a frame is malformed or out of place",
        Breach::Headers => "not valid HTTP/2: malformed headers",
        Breach::LongFrame => "not valid HTTP/2: a frame is over 16 KiB",
        Breach::LongHeaders => "the headers are over 64 KiB",
        Breach::LongMessage => "the message is over 64 KiB",
        Breach::ManyFrames => "the answer has more than 1000 frames",
        Breach::Message => "the message is not a health status",
        Breach::NoMessage => "the gRPC status is OK, but there is no message",
        Breach::NoStatus => "the answer ended without a gRPC status",
    }
}

/// gRPC's statuses, from 0 on.
const STATUSES: &str = "OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND \
ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE \
UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED";

/// HTTP/2's error codes, from 0 on.
const ERRORS: &str = "NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR \
SETTINGS_TIMEOUT STREAM_CLOSED FRAME_SIZE_ERROR REFUSED_STREAM CANCEL COMPRESSION_ERROR \
CONNECT_ERROR ENHANCE_YOUR_CALM INADEQUATE_SECURITY HTTP_1_1_REQUIRED";

/// How much of a header's value is shown.
const MAX_VALUE: usize = 40;

/// How much of a server's message is shown.
const MAX_TEXT: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_names() {
        for (names, code, wanted) in [
            (STATUSES, 1, "CANCELLED"),
            (STATUSES, 12, "UNIMPLEMENTED"),
            (STATUSES, 16, "UNAUTHENTICATED"),
            (STATUSES, 17, "17"),
            (ERRORS, 0, "NO_ERROR"),
            (ERRORS, 8, "CANCEL"),
            (ERRORS, 13, "HTTP_1_1_REQUIRED"),
            (ERRORS, u32::MAX, "4294967295"),
        ] {
            assert_eq!(named(names, code), wanted);
        }
    }
}
