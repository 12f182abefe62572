//! Names to addresses: `/etc/hosts`, then the name servers of `/etc/resolv.conf`.
//!
//! Our own, because the system's resolver can neither be interrupted nor bounded: it would need
//! a thread per lookup, and costs more code than this.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod ask;
mod hosts;
mod lookup;
mod message;
mod record;
mod resolv_conf;
mod resolver;
mod server;

pub(crate) use lookup::{Lookup, LookupFault, Outcome, Question, TcpFault};
pub(crate) use message::Answer;
pub(crate) use record::Kind;
pub(super) use resolver::Resolver;
