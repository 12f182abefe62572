//! What was found, in words: the answer or the cause, without advice.

use super::failure;
use super::file;
#[cfg(feature = "grpc")]
use super::grpc;
use super::objection;
use crate::expect::Objection;
use crate::net::{Away, Exchange, Failure, Reply};
use crate::text::{elapsed, hide_text, peer, redact, say};
use crate::verdict::Verdict;

/// Returns what was found; for an unhealthy target the cause.
pub(crate) fn finding(verdict: &Verdict) -> &'static str {
    let exchange = &verdict.exchange;
    let took = elapsed(exchange.took());
    match &exchange.result {
        Err(failure) => {
            let found = failure::words(failure, exchange.hops.last());
            let found = match redirected_to(exchange) {
                Some(place) if !matches!(failure, Failure::Redirects(..)) => {
                    say!("{found} after a redirect to {place}")
                }
                _ => found,
            };
            match exchange.hops.len() {
                0 | 1 => found,
                // The peer chose the place.
                _ => hide_text(found),
            }
        }
        Ok(Reply::Connected) => ["connected in ", took].concat().leak(),
        Ok(Reply::Content(_)) => match &verdict.objection {
            Some(objection) => objection::words(objection, "the answer"),
            None => ["answered in ", took].concat().leak(),
        },
        Ok(Reply::File(state)) => match &verdict.objection {
            Some(objection) => objection::words(objection, "the file"),
            None => file::age(state.age),
        },
        #[cfg(feature = "grpc")]
        Ok(Reply::Grpc(health)) => {
            let wanted = if verdict.healthy {
                ""
            } else {
                ", wanted SERVING"
            };
            [grpc::health(*health), " in ", took, wanted]
                .concat()
                .leak()
        }
        Ok(Reply::Http(answer)) => {
            let status = answer.head.status();
            let reason = peer(&answer.head.reason, MAX_REASON);
            let gap = if reason.is_empty() { "" } else { " " };
            let mut found = say!("{status}{gap}{reason} in {took}");
            if let Some(place) = redirected_to(exchange) {
                found = say!("{found} at {place}");
            }
            if let Some(objection) = &verdict.objection {
                let words = objection::words(objection, "the body");
                found = match objection {
                    Objection::Status(_) => say!("{found}, {words}"),
                    _ => words,
                };
            }
            if let Some(away) = &exchange.away {
                found = say!("{found}; redirects to {}, not followed", self::away(away));
            }
            found
        }
    }
}

/// Returns the last target in the redirect chain, if there was a redirect.
fn redirected_to(exchange: &Exchange) -> Option<&'static str> {
    match exchange.hops.as_slice() {
        [_, .., last] => Some(hide_text(&last.target.to_string())),
        _ => None,
    }
}

/// Returns where a redirect points that was not followed.
pub(super) fn away(away: &Away) -> &'static str {
    match away {
        Away::Nowhere(location) => redact(peer(location, MAX_LOCATION)).leak(),
        Away::To(target) => redact(hide_text(&target.url_text())).leak(),
    }
}

/// How much of a reason phrase is shown.
const MAX_REASON: usize = 56;

/// How much of a redirect's location is shown.
const MAX_LOCATION: usize = 200;
