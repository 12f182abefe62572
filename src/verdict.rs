//! Whether an answer means that the service is healthy, and in which words.
//!
//! Pure: no I/O and no clock, so every rule can be tested as a table.

use std::time::Duration;

use crate::expect::Expect;
use crate::net::{Failure, Outcome, Reply};
use crate::target::Target;
use crate::text::elapsed;

/// What became of one target.
#[derive(Debug)]
pub(crate) struct Verdict {
    /// The target.
    pub(crate) target: Target,
    /// Whether it is healthy.
    pub(crate) healthy: bool,
    /// What was found; for an unhealthy one the cause.
    pub(crate) finding: String,
    /// How long it took.
    pub(crate) took: Duration,
    /// Everything that is known.
    pub(crate) outcome: Outcome,
}

/// Judges what came of an exchange.
pub(crate) fn judge(target: &Target, expect: &Expect, outcome: Outcome) -> Verdict {
    let took = match (outcome.hops.first(), outcome.hops.last()) {
        (Some(first), Some(last)) => last.ended.duration_since(first.started),
        _ => Duration::ZERO,
    };
    // Whoever was asked last.
    let place = match outcome.hops.as_slice() {
        [_, .., last] => last.target.to_string(),
        _ => String::new(),
    };
    let (healthy, finding) = match &outcome.result {
        Err(failure) => {
            let mut found = failure.to_string();
            if !(place.is_empty() || matches!(failure, Failure::Redirects(..))) {
                found.push_str(" after a redirect to ");
                found.push_str(&place);
            }
            (false, found)
        }
        Ok(Reply::Connected) => (true, format!("connected in {}", elapsed(took))),
        Ok(Reply::Answer(answer)) => {
            let mut found = format!("{} in {}", answer.status_text(), elapsed(took));
            if !place.is_empty() {
                found.push_str(" at ");
                found.push_str(&place);
            }
            let objection = expect.objection(answer);
            if let Some(objection) = &objection {
                if expect.status.accepts(answer.status) {
                    found.clone_from(objection);
                } else {
                    found.push_str(", ");
                    found.push_str(objection);
                }
            }
            if let Some(away) = &outcome.away {
                found.push_str(&format!("; redirects to {away}, not followed"));
            }
            (objection.is_none(), found)
        }
    };
    Verdict {
        target: target.clone(),
        healthy,
        finding,
        took,
        outcome,
    }
}
