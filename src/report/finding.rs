//! What was found, in words: the answer or the cause, without advice.

use super::failure;
use super::file;
#[cfg(feature = "grpc")]
use super::grpc;
use super::objection;
use crate::expect::Objection;
use crate::net::{Away, Exchange, Failure, Reply};
use crate::text::{elapsed, hide_text, peer, redact};
use crate::verdict::Verdict;

/// Returns what was found; for an unhealthy target the cause.
pub(crate) fn finding(verdict: &Verdict) -> String {
    let exchange = &verdict.exchange;
    let took = elapsed(exchange.took());
    match &exchange.result {
        Err(failure) => {
            let mut found = failure::words(failure, exchange.hops.last());
            if let (Some(place), false) = (
                redirected_to(exchange),
                matches!(failure, Failure::Redirects(..)),
            ) {
                found.extend([" after a redirect to ", &place]);
            }
            match exchange.hops.len() {
                0 | 1 => found,
                // The peer chose the place.
                _ => hide_text(&found),
            }
        }
        Ok(Reply::Connected) => ["connected in ", &took].concat(),
        Ok(Reply::Content(_)) => match &verdict.objection {
            Some(objection) => objection::words(objection, "the answer"),
            None => ["answered in ", &took].concat(),
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
            [&*grpc::health(*health), " in ", &took, wanted].concat()
        }
        Ok(Reply::Http(answer)) => {
            let status = answer.head.status().to_string();
            let reason = peer(&answer.head.reason, MAX_REASON);
            let gap = if reason.is_empty() { "" } else { " " };
            let mut found = [&status, gap, &reason, " in ", &took].concat();
            if let Some(place) = redirected_to(exchange) {
                found.extend([" at ", &place]);
            }
            if let Some(objection) = &verdict.objection {
                let words = objection::words(objection, "the body");
                if let Objection::Status(_) = objection {
                    found.extend([", ", &words]);
                } else {
                    found = words;
                }
            }
            if let Some(away) = &exchange.away {
                found.extend(["; redirects to ", &self::away(away), ", not followed"]);
            }
            found
        }
    }
}

/// Returns the last target in the redirect chain, if there was a redirect.
fn redirected_to(exchange: &Exchange) -> Option<String> {
    match exchange.hops.as_slice() {
        [_, .., last] => Some(hide_text(&last.target.to_string())),
        _ => None,
    }
}

/// Returns where a redirect points that was not followed.
pub(super) fn away(away: &Away) -> String {
    match away {
        Away::Nowhere(location) => redact(&peer(location, MAX_LOCATION)),
        Away::To(target) => redact(&hide_text(&target.url_text())),
    }
}

/// How much of a reason phrase is shown.
const MAX_REASON: usize = 56;

/// How much of a redirect's location is shown.
const MAX_LOCATION: usize = 200;
