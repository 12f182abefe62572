//! The record of a lookup, and why one failed, as data.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use rustix::io::Errno;

use super::message::Answer;
use super::record::Kind;
use crate::net::address::Family;
use crate::net::socket::Halt;
use crate::target::Host;

/// The record of one lookup.
#[derive(Clone, Debug)]
pub(crate) struct Lookup {
    /// The name, as it was given.
    pub(crate) name: String,
    /// The addresses in `/etc/hosts`; when there are some, no server is asked.
    pub(crate) hosts: Vec<IpAddr>,
    /// What was asked, in order.
    pub(crate) questions: Vec<Question>,
    /// When the first addresses were found.
    pub(crate) found: Option<Instant>,
}

/// What one server was asked, once or several times.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// The server.
    pub(crate) server: SocketAddr,
    /// The full name.
    pub(crate) name: String,
    /// The kind of address.
    pub(crate) kind: Kind,
    /// When it was asked first.
    pub(crate) asked: Instant,
    /// How often it was asked.
    pub(crate) times: u32,
    /// What came of it the last time.
    pub(crate) outcome: Outcome,
    /// When that was.
    pub(crate) at: Instant,
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The server answered.
    Answered(Answer),
    /// The system reported an error.
    Errno(Errno),
    /// Nothing came yet.
    Silent,
    /// The answer was cut short, and asking again over TCP failed.
    Tcp(TcpFault),
}

/// Why asking over TCP failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TcpFault {
    /// The server closed the connection before its answer was complete.
    Close,
    /// The system reported an error, or the time was over.
    Halt(Halt),
    /// The answer is to another question.
    OtherQuestion,
}

impl From<Halt> for TcpFault {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}

/// Why a name leads to no address.
#[derive(Clone, Debug)]
pub(crate) enum LookupFault {
    /// The host has no address of the wanted family.
    Family(Host, Family),
    /// This build connects to no address of other machines.
    #[cfg(feature = "local-only")]
    NotLocal(IpAddr),
    /// The name servers say that there is no such name, or no such address.
    Nothing(Family),
    /// This build asks no name server on another machine.
    #[cfg(feature = "local-only")]
    ServerNotLocal(IpAddr),
    /// The name servers could not answer.
    Unanswered,
    /// No query can carry the name.
    Unaskable,
}

impl Lookup {
    /// Starts the record.
    pub(super) fn new(name: &str, hosts: Vec<IpAddr>) -> Self {
        Self {
            name: name.to_owned(),
            hosts,
            questions: Vec::new(),
            found: None,
        }
    }
}

impl Outcome {
    /// Reports whether the server cannot help.
    pub(crate) fn is_failure(&self) -> bool {
        match self {
            Self::Answered(answer) => matches!(answer, Answer::Failed(_) | Answer::Lame),
            Self::Errno(_) | Self::Tcp(_) => true,
            Self::Silent => false,
        }
    }
}
