//! The wire: everything that touches a socket, the HTTP library or TLS. Returns what happened, as data.

mod address;
mod connection;
mod deadline;
mod dial;
pub(crate) mod dns;
mod failure;
mod file;
#[cfg(feature = "grpc")]
mod grpc;
#[cfg(feature = "grpc")]
mod health;
mod hop;
mod http;
mod peers;
pub(crate) mod phase;
mod route;
mod socket;
mod stranger;
mod tcp;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(feature = "tls"))]
#[path = "tls/absent.rs"]
mod tls;

use std::time::Duration;

use crate::expect::{Answer, Content, Expect};
use crate::target::{Scheme, Target};

pub(crate) use address::Family;
pub(crate) use deadline::{Deadline, SLOW, Watch};
pub(crate) use failure::{Attempt, Failure, FileFault, HttpFault};
pub(crate) use file::{Age, FileState};
#[cfg(feature = "grpc")]
pub(crate) use grpc::{Breach, GrpcFault, Health};
pub(crate) use hop::Hop;
pub(crate) use http::{Away, Body, Follow, Request, basic, credentials};
pub(crate) use phase::{Phase, Step};
pub(crate) use route::{Override, Route};
pub(crate) use socket::{Halt, Peer};
pub(crate) use stranger::{Speaks, Stranger};
#[cfg(all(test, feature = "tls"))]
pub(crate) use tls::Algorithm;
#[cfg(feature = "tls")]
pub(crate) use tls::{
    CertName, CertificateFacts, Defect, Place, Policy, Reason, Refusal, Source, TlsBreach,
    TrustFault,
};
pub(crate) use tls::{Handshake, TlsFault, Trust, VERSIONS as TLS_VERSIONS};

/// Everything that stays the same from target to target.
#[derive(Debug)]
pub(crate) struct Client {
    /// The request.
    pub(crate) request: Request,
    /// The way to the target.
    pub(crate) route: Route,
    /// The certificates that are trusted.
    pub(crate) trust: Trust,
    /// Which redirects are followed, and how many.
    pub(crate) follow: (Follow, u32),
    /// What a `tcp://` or `tls://` target is sent.
    pub(crate) send: Option<&'static [u8]>,
    /// What the body is for, checks aside.
    pub(crate) body: Body,
    /// What is kept of the conversation, to be shown.
    pub(crate) kept: Kept,
}

/// What is kept of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Everything, and whether a port that closes speaks TLS.
    All,
    /// Every response head.
    Heads,
    /// Only what the verdict needs.
    Nothing,
}

/// What a target answered, when it answered.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A connection opened, and nothing more was asked.
    Connected,
    /// Bytes of a protocol that probelet does not know.
    Content(Content),
    /// A file of this machine.
    File(FileState),
    /// What a gRPC server says of a service.
    #[cfg(feature = "grpc")]
    Grpc(Health),
    /// An HTTP answer.
    Http(Answer),
}

/// Everything that is known after an attempt.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// The connections, in order; empty when nothing was begun.
    pub(crate) hops: Vec<Hop>,
    /// Where a redirect pointed that was not followed.
    pub(crate) away: Option<Away>,
    /// What came of it.
    pub(crate) result: Result<Reply, Failure>,
}

impl Exchange {
    /// Returns the exchange that was never begun, because other targets used up the time.
    pub(crate) fn unbegun(limit: Duration) -> Self {
        Self {
            hops: Vec::new(),
            away: None,
            result: Err(Failure::Timeout(Phase::Start, limit)),
        }
    }

    /// Returns the time from the beginning of the first hop to the end of the last one.
    pub(crate) fn took(&self) -> Duration {
        match (self.hops.first(), self.hops.last()) {
            (Some(first), Some(last)) => last.moments.ended.duration_since(first.moments.started),
            _ => Duration::ZERO,
        }
    }
}

impl Client {
    /// Makes one attempt at a target.
    pub(crate) fn probe(
        &self,
        target: &Target,
        expect: &Expect,
        deadline: Deadline<'_>,
    ) -> Exchange {
        let mut exchange = match target.scheme {
            Scheme::Http | Scheme::Https => http::exchange(self, target, expect, deadline),
            #[cfg(feature = "grpc")]
            Scheme::Grpc | Scheme::Grpcs => health::exchange(self, target, deadline),
            #[cfg(not(feature = "grpc"))]
            Scheme::Grpc | Scheme::Grpcs => tcp::exchange(self, target, expect, deadline),
            Scheme::File => file::exchange(target, expect, deadline),
            Scheme::Tcp | Scheme::Tls => tcp::exchange(self, target, expect, deadline),
        };
        let seen = exchange.hops.iter().any(|hop| hop.handshake.is_some());
        if exchange.result.is_ok() && !seen && self.trust.min_cert_days().is_some() {
            exchange.result = Err(Failure::NoCertificate);
        }
        #[cfg(feature = "tls")]
        if let (Err(Failure::Close(_) | Failure::Reset(..)), Some(hop), true) = (
            &exchange.result,
            exchange.hops.last_mut(),
            self.kept == Kept::All,
        ) {
            hop.try_tls(self, deadline);
        }
        exchange
    }
}
