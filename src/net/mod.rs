//! The wire: everything that touches a socket, the HTTP library or TLS.

mod address;
mod deadline;
mod dial;
mod dns;
mod failure;
mod http;
mod socket;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(feature = "tls"))]
#[path = "tls/absent.rs"]
mod tls;

pub(crate) use address::Family;
pub(crate) use deadline::Deadline;
pub(crate) use dial::{Override, Route};
pub(crate) use failure::{Attempt, Failure, Phase};
pub(crate) use http::{Body, Client, Follow, Hop, Outcome, Reply, Request, basic};
pub(crate) use socket::{Halt, Peer, write_fd};
#[cfg(feature = "tls")]
pub(crate) use tls::{Defect, Policy, Source, TrustFault};
pub(crate) use tls::{Trust, VERSIONS as TLS_VERSIONS};
