//! What can go wrong on the other side of the wire, and its words.

use std::fmt;
use std::time::{Duration, Instant};

use rustix::io::Errno;

use super::socket::{Halt, Peer};
use crate::text::{list, span};

/// Why there is no answer to judge. The probe itself is not at fault.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The peer closed the connection before its answer was complete.
    ///
    /// Usual causes: it is still starting, it crashed on this request, or a plain request met a
    /// TLS port.
    Close(Phase),
    /// No address could be connected to.
    Connect {
        /// Every address, with what became of it.
        tried: Vec<Attempt>,
        /// The limit, when some of them did not answer at all.
        limit: Duration,
    },
    /// What came back is not HTTP, or not within the bounds; says what it is.
    Garble(String),
    /// The name has no address, or nobody would say.
    Lookup(String),
    /// More redirects than allowed; carries how many, and where the last one pointed.
    Redirects(u32, String),
    /// The peer reset the connection, or the network broke it.
    Reset(Phase, Errno),
    /// The TLS handshake failed, or the certificate was refused; says why and what to do.
    Tls(String),
    /// The limit came first.
    Timeout(Phase, Duration),
}

/// How far an exchange had got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The head is there, the body is awaited.
    Body,
    /// Connected; the TLS handshake is under way.
    #[cfg_attr(
        not(feature = "tls"),
        expect(dead_code, reason = "needs TLS to be reached")
    )]
    Handshake,
    /// The status line is there, the rest of the head is awaited.
    Headers,
    /// Looking up this name, quoted, and what is known of why it takes long.
    Lookup(String),
    /// Sending the request.
    Send,
    /// Nothing was begun: other targets used the time up.
    Start,
    /// The request is sent, the status line is awaited.
    StatusLine,
}

/// One address that did not work.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// The address.
    pub(crate) peer: Peer,
    /// What became of it.
    pub(crate) why: Halt,
    /// When that was.
    pub(crate) at: Instant,
}

impl Failure {
    /// Turns a broken send or receive into a failure.
    pub(super) fn halted(halt: Halt, phase: Phase, limit: Duration) -> Self {
        match halt {
            Halt::Timeout => Self::Timeout(phase, limit),
            Halt::Errno(errno) => Self::Reset(phase, errno),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Close(phase) => write!(f, "connection closed {}", phase.moment()),
            Self::Connect { tried, limit } => connect_words(f, tried, *limit),
            Self::Garble(what) | Self::Tls(what) | Self::Lookup(what) => f.write_str(what),
            Self::Redirects(most, to) => {
                write!(f, "redirected more than {most} times, at last to {to}")
            }
            Self::Reset(phase, errno) => write!(f, "{} {}", errno_words(*errno), phase.moment()),
            Self::Timeout(phase, limit) => {
                write!(f, "no answer within {} ({phase})", span(*limit))
            }
        }
    }
}

impl Phase {
    /// Says when a connection broke.
    fn moment(&self) -> &'static str {
        match self {
            Self::Body => "in the middle of the body",
            Self::Handshake => "in the TLS handshake",
            Self::Headers => "in the middle of the response head",
            Self::Lookup(_) | Self::Send | Self::Start | Self::StatusLine => "without an answer",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => f.write_str("response head received, waiting for the body"),
            Self::Handshake => f.write_str("connected, waiting for the TLS handshake"),
            Self::Headers => f.write_str("status line received, waiting for the headers"),
            Self::Lookup(name) => write!(f, "looking up {name}"),
            Self::Send => f.write_str("connected, sending the request"),
            Self::Start => f.write_str("not tried; the targets before it used up the time"),
            Self::StatusLine => f.write_str("connected, request sent, waiting for the status line"),
        }
    }
}

/// Says what became of every address, those with the same fate together.
fn connect_words(f: &mut fmt::Formatter<'_>, tried: &[Attempt], limit: Duration) -> fmt::Result {
    let mut rest: Vec<_> = tried.iter().collect();
    let mut gap = "";
    while let Some(first) = rest.first().map(|attempt| attempt.why) {
        let (same, others) = rest.into_iter().partition(|attempt| attempt.why == first);
        let same: Vec<&Attempt> = same;
        let peers: Vec<_> = same.iter().map(|it| it.peer.to_string()).collect();
        let peers = list(&peers);
        if first == Halt::Timeout && gap.is_empty() && others.is_empty() {
            return write!(
                f,
                "no answer within {} (connecting to {peers})",
                span(limit)
            );
        }
        write!(f, "{gap}{first} at {peers}")?;
        (gap, rest) = ("; ", others);
    }
    Ok(())
}

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Errno(errno) => f.write_str(&errno_words(*errno)),
            Self::Timeout => f.write_str("no connection"),
        }
    }
}

/// Says an error number in words that are the same with every libc.
pub(super) fn errno_words(errno: Errno) -> String {
    let words = match errno {
        Errno::ACCESS | Errno::PERM => "permission denied",
        Errno::ADDRNOTAVAIL => "address not available",
        Errno::CONNREFUSED => "connection refused",
        Errno::CONNRESET | Errno::PIPE | Errno::CONNABORTED => "connection reset",
        Errno::HOSTUNREACH => "host unreachable",
        Errno::MFILE | Errno::NFILE => "too many open files",
        Errno::NAMETOOLONG => "socket path too long",
        Errno::NETUNREACH => "network unreachable",
        Errno::NOENT => "no such socket",
        Errno::AFNOSUPPORT => "address family not supported",
        Errno::NOTDIR => "not a directory in the socket path",
        Errno::PROTOTYPE => "not a stream socket",
        Errno::TIMEDOUT => "connection timed out",
        other => return std::io::Error::from(other).to_string(),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(address: &str, why: Halt) -> Attempt {
        Attempt {
            peer: Peer::Inet(address.parse().unwrap()),
            why,
            at: Instant::now(),
        }
    }

    #[test]
    fn addresses_with_the_same_fate_share_their_words() {
        let refused = Halt::Errno(Errno::CONNREFUSED);
        let limit = Duration::from_secs(4);
        let failure = |tried| Failure::Connect { tried, limit }.to_string();
        assert_eq!(
            failure(vec![
                attempt("127.0.0.1:80", refused),
                attempt("[::1]:80", refused)
            ]),
            "connection refused at 127.0.0.1:80 and [::1]:80"
        );
        assert_eq!(
            failure(vec![
                attempt("127.0.0.1:80", refused),
                attempt("[::1]:80", Halt::Errno(Errno::ADDRNOTAVAIL)),
            ]),
            "connection refused at 127.0.0.1:80; address not available at [::1]:80"
        );
        assert_eq!(
            failure(vec![attempt("10.0.0.1:80", Halt::Timeout)]),
            "no answer within 4 s (connecting to 10.0.0.1:80)"
        );
        let many = (0..9).map(|_| attempt("10.0.0.1:80", refused)).collect();
        assert!(failure(many).ends_with("10.0.0.1:80 and 5 more"));
    }
}
