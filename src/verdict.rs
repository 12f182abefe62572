//! Whether an answer means that the service is healthy, and if not, which check failed.
//!
//! Pure: no I/O and no clock, so every rule can be tested as a table. The words are in `report`.

use crate::expect::Expect;
#[cfg(feature = "grpc")]
use crate::net::Health;
use crate::net::{Exchange, Reply};
use crate::target::Target;

/// What became of one target.
#[derive(Debug)]
pub(crate) struct Verdict {
    /// The target.
    pub(crate) target: Target,
    /// Whether it is healthy.
    pub(crate) healthy: bool,
    /// The check that an answer failed.
    pub(crate) objection: Option<String>,
    /// Everything that is known.
    pub(crate) exchange: Exchange,
}

/// Judges what came of an exchange.
pub(crate) fn judge(target: &Target, expect: &Expect, exchange: Exchange) -> Verdict {
    let objection = match &exchange.result {
        Ok(Reply::Http(answer)) => expect.objection(answer),
        _ => None,
    };
    let answered = match &exchange.result {
        #[cfg(feature = "grpc")]
        Ok(Reply::Grpc(health)) => *health == Health::Serving,
        result => result.is_ok(),
    };
    Verdict {
        target: target.clone(),
        healthy: answered && objection.is_none(),
        objection,
        exchange,
    }
}
