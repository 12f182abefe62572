//! Why there is no answer to judge, as data. The probe itself is not at fault.

use std::time::{Duration, Instant};

use rustix::fs::FileType;
use rustix::io::Errno;

use super::deadline::Deadline;
use super::dns::LookupFault;
#[cfg(feature = "grpc")]
use super::grpc::GrpcFault;
use super::phase::Phase;
use super::socket::{Halt, Peer};
use super::stranger::Stranger;
use super::tls::TlsFault;
use crate::target::Target;

/// Why there is no answer to judge.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The peer closed the connection before its answer was complete.
    Close(Phase),
    /// No address could be connected to.
    Connect {
        /// Every address, with what became of it.
        tried: Vec<Attempt>,
        /// The limit, when some of them did not answer at all.
        limit: Duration,
    },
    /// A gRPC server did not answer with a health status.
    #[cfg(feature = "grpc")]
    Grpc(GrpcFault),
    /// The file shows nothing.
    File(FileFault),
    /// The answer is no valid HTTP, or not within the bounds.
    Http(HttpFault),
    /// No address was found.
    Lookup(LookupFault),
    /// No certificate was seen whose remaining days could be checked.
    NoCertificate,
    /// More redirects than allowed: how many, and where the last one pointed.
    Redirects(u32, Box<Target>),
    /// The peer reset the connection, or the network broke it.
    Reset(Phase, Errno),
    /// The peer speaks something else.
    Stranger(Stranger),
    /// The limit came first.
    Timeout(Phase, Duration),
    /// The TLS handshake failed, the certificate was refused, or the session broke.
    Tls(TlsFault),
}

/// Why a file shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileFault {
    /// It cannot be read.
    Errno(Errno),
    /// It is not a regular file.
    Kind(FileType),
}

/// What is wrong with an HTTP answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum HttpFault {
    /// A chunk does not end where its size says.
    ChunkEnd,
    /// A line of the chunked body exceeds its bound.
    ChunkLineTooLong,
    /// This line is not a chunk's size.
    ChunkSize(Vec<u8>),
    /// The response heads together exceed their bound.
    HeadTooLong,
    /// ureq-proto refused the head; carries its message.
    Invalid(String),
    /// A `Content-Length` is not a number.
    Length,
    /// Two values of `Content-Length` differ.
    Lengths,
    /// The response has too many header lines.
    TooManyLines,
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
    pub(super) fn halted(halt: Halt, deadline: Deadline<'_>) -> Self {
        match halt {
            Halt::Timeout => Self::Timeout(deadline.phase(), deadline.limit()),
            Halt::Errno(errno) => Self::Reset(deadline.phase(), errno),
        }
    }
}
