//! Why there is no answer, in words.

use std::net::SocketAddr;
use std::time::Duration;

use rustix::io::Errno;

use crate::net::{Attempt, Failure, Halt, Hop, HttpFault, Peer, Phase, Speaks, Stranger};
use crate::text::{duration_text, list, peer, say};

use super::errno::{errno_words, halt};
use super::{file, lookup};

#[cfg(feature = "grpc")]
use super::grpc;

use super::tls;

/// Returns why there is no answer; `hop` is the last connection, if one was begun.
pub(super) fn words(failure: &Failure, hop: Option<&Hop>) -> &'static str {
    match failure {
        Failure::Close(phase) => ["connection closed ", moment(*phase, hop)].concat().leak(),
        Failure::Connect { tried, limit } => {
            let missing = hop
                .and_then(|hop| hop.lookup.as_ref())
                .and_then(lookup::missing);
            [connect(tried, *limit), missing.unwrap_or_default()]
                .concat()
                .leak()
        }
        #[cfg(feature = "grpc")]
        Failure::Grpc(fault) => hop.map_or("", |hop| grpc::words(fault, &hop.target)),
        Failure::File(fault) => file::words(*fault),
        Failure::Http(fault) => http(fault),
        Failure::Lookup(fault) => lookup::words(fault, hop.and_then(|hop| hop.lookup.as_ref())),
        Failure::NoCertificate => "no certificate was seen, so --min-cert-days fails",
        Failure::Redirects(most, to) => {
            say!("redirected more than {most} times, at last to {to}")
        }
        Failure::Reset(phase, errno) => [errno_words(*errno), " ", moment(*phase, hop)]
            .concat()
            .leak(),
        Failure::Stranger(stranger) => self::stranger(stranger, hop),
        Failure::Timeout(phase, limit) => {
            let doing = match (phase, hop.and_then(|hop| hop.lookup.as_ref())) {
                (Phase::Lookup, Some(lookup)) => lookup::waiting(lookup),
                _ => doing(*phase),
            };
            say!("no answer within {} ({doing})", duration_text(*limit))
        }
        Failure::Tls(fault) => tls::words(fault, hop),
    }
}

/// Returns when a connection broke.
fn moment(phase: Phase, hop: Option<&Hop>) -> &'static str {
    match phase {
        Phase::Answer if hop.is_some_and(|hop| hop.moments.first_byte.is_some()) => {
            "without a whole answer"
        }
        Phase::Body => "in the middle of the body",
        Phase::Handshake => "in the TLS handshake",
        Phase::Headers => "in the middle of the response head",
        _ => "without an answer",
    }
}

/// Returns what an attempt is doing.
pub(super) fn doing(phase: Phase) -> &'static str {
    match phase {
        Phase::Answer => "connected, waiting for an answer",
        Phase::Body => "response head received, waiting for the body",
        Phase::Connect => "connecting",
        Phase::Handshake => "connected, waiting for the TLS handshake",
        Phase::Headers => "status line received, waiting for the headers",
        Phase::Lookup => "looking up the name",
        Phase::Send => "connected, sending the request",
        Phase::Start => "not tried; the targets before it used up the time",
        Phase::StatusLine => "connected, request sent, waiting for the status line",
    }
}

/// Returns what became of every address, those with the same outcome together.
fn connect(tried: &[Attempt], limit: Duration) -> &'static str {
    let mut out = String::new();
    let mut rest: Vec<_> = tried.iter().filter(|attempt| !is_absent(attempt)).collect();
    if rest.is_empty() {
        rest = tried.iter().collect();
    }
    while let Some(why) = rest.first().map(|attempt| attempt.why) {
        let (same, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|attempt| attempt.why == why);
        let peers: Vec<_> = same.iter().map(|it| say!("{}", it.peer)).collect();
        let peers = list(&peers);
        if why == Halt::Timeout && out.is_empty() && others.is_empty() {
            let limit = duration_text(limit);
            return say!("no answer within {limit} (connecting to {peers})");
        }
        let gap = if out.is_empty() { "" } else { "; " };
        out.extend([gap, halt(why), " at ", peers]);
        rest = others;
    }
    out.leak()
}

/// Reports whether an attempt only shows that this machine has no IPv6: in Docker's default network
/// `localhost` has one address.
fn is_absent(attempt: &Attempt) -> bool {
    let absent = [Errno::ADDRNOTAVAIL, Errno::AFNOSUPPORT, Errno::NETUNREACH];
    let is_local = matches!(attempt.peer, Peer::Inet(SocketAddr::V6(it)) if it.ip().is_loopback());
    is_local
        && absent
            .iter()
            .any(|errno| attempt.why == Halt::Errno(*errno))
}

/// Returns what is wrong with an HTTP answer.
pub(super) fn http(fault: &HttpFault) -> &'static str {
    let invalid = |why: &str| ["not a valid HTTP answer: ", why].concat().leak();
    match fault {
        HttpFault::ChunkEnd => invalid("a chunk does not end where its size says"),
        HttpFault::ChunkLineTooLong => "a line of the chunked body is over 64 KiB",
        HttpFault::ChunkSize(line) => invalid(
            ["\"", peer(line, MAX_START), "\" is not a chunk's size"]
                .concat()
                .leak(),
        ),
        HttpFault::HeadTooLong => "the response head is over 64 KiB",
        HttpFault::Invalid(why) => invalid(peer(why.as_bytes(), MAX_WORDS)),
        HttpFault::Length => invalid("content-length header not a number"),
        HttpFault::Lengths => invalid("conflicting content-length headers"),
        HttpFault::TooManyLines => "the response has more than 100 header lines",
    }
}

/// Returns what a peer speaks instead of what was expected.
fn stranger(stranger: &Stranger, hop: Option<&Hop>) -> &'static str {
    let is_grpc = hop.is_some_and(|hop| hop.target.scheme.is_grpc());
    match (stranger.speaks, is_grpc) {
        (Speaks::Tls, _) => "TLS on this port",
        (Speaks::Http, true) => "this port speaks HTTP/1.1",
        (Speaks::Http2, false) => "this port speaks HTTP/2",
        // It holds what was asked for, secrets included.
        (Speaks::Request | Speaks::Http2, _) => {
            "the answer is a request; this port echoes, or is a proxy's"
        }
        _ => {
            let wanted = if is_grpc { "HTTP/2" } else { "HTTP" };
            let start = peer(&stranger.start, MAX_START);
            say!("the answer is not {wanted}; it starts \"{start}\"")
        }
    }
}

/// How much of a peer's first line is shown.
const MAX_START: usize = 40;

/// How much of a library's message is shown.
const MAX_WORDS: usize = 120;
