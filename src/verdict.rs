//! Whether an answer means that the service is healthy, and if not, which check failed.
//!
//! Pure: no I/O, so every rule can be tested as a table. The words are in `report`.

use crate::expect::{Clock, Expect, Objection};
#[cfg(feature = "grpc")]
use crate::net::Health;
use crate::net::{Age, Exchange, Reply};
use crate::target::Target;

/// What became of one target.
#[derive(Debug)]
pub(crate) struct Verdict {
    /// The target.
    pub(crate) target: Target,
    /// Whether it is healthy.
    pub(crate) healthy: bool,
    /// The check that an answer failed.
    pub(crate) objection: Option<Objection>,
    /// Everything that is known.
    pub(crate) exchange: Exchange,
}

/// Judges what came of an exchange; `is_over` reports whether the time for that is over.
pub(crate) fn judge(
    target: &Target,
    expect: &Expect,
    exchange: Exchange,
    is_over: Clock<'_>,
) -> Verdict {
    let objection = match &exchange.result {
        Ok(Reply::Http(answer)) => expect.answer(answer, is_over),
        // A port that keeps the connection open is read until the limit, and judged after it.
        Ok(Reply::Content(content)) => expect.text(content, &|| false),
        Ok(Reply::File(state)) => {
            age(expect, state.age).or_else(|| expect.file(&state.content, is_over))
        }
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

/// Returns what is wrong with the age of a file.
fn age(expect: &Expect, age: Age) -> Option<Objection> {
    let most = expect.max_age?;
    match age {
        Age::Past(age) => (age > most).then_some(Objection::Stale { age, most }),
        Age::Future(ahead) => Some(Objection::Future(ahead)),
    }
}
