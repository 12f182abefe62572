//! What the values of many flags have in common.

use std::time::Duration;

use crate::cli::Given;
use crate::duration;
use crate::text::{self, Misuse};

/// Parses a value if it was given; `reason` says what is wrong with one that cannot be parsed.
pub(super) fn parsed<T>(
    given: Option<&'static Given>,
    parse: impl FnOnce(&'static str) -> Option<T>,
    reason: &str,
) -> Result<Option<T>, Misuse> {
    let value = given.map(|given| parse(given.text).ok_or_else(|| given.misuse(reason)));
    value.transpose()
}

/// Parses a whole number of at most `most`.
pub(super) fn number(text: &str, most: u32) -> Option<u32> {
    text::number(text).filter(|&number| number <= most)
}

/// Parses a time that the program may wait, zero included.
pub(super) fn pause(given: &'static Given) -> Result<Duration, Misuse> {
    let pause = duration(given)?;
    if pause > LONGEST {
        return Err(given.misuse("is over 1 hour; write 500ms, 3s or 1m"));
    }
    Ok(pause)
}

/// Parses a time that the program may wait and that is not zero.
pub(super) fn limit(given: &'static Given) -> Result<Duration, Misuse> {
    pause(given)?;
    age(given)
}

/// Parses a duration of any length but zero.
pub(super) fn age(given: &'static Given) -> Result<Duration, Misuse> {
    let age = duration(given)?;
    if age.is_zero() {
        return Err(given.misuse("leaves no time at all; write 500ms, 3s or 1m"));
    }
    Ok(age)
}

/// Parses a duration.
fn duration(given: &'static Given) -> Result<Duration, Misuse> {
    let reason = "is not a duration; write 500ms, 3s or 1m";
    duration::parse(given.text).ok_or_else(|| given.misuse(reason))
}

/// Returns which of two contradictory flags counts: one that was typed beats a variable, and two of
/// the same origin are misuse.
pub(super) fn either(
    one: Option<&'static Given>,
    other: Option<&'static Given>,
) -> Result<Option<&'static Given>, Misuse> {
    match (one, other) {
        (Some(one), Some(other)) if one.is_typed() == other.is_typed() => {
            let reason = ["contradicts ", other.name, "; leave one out"].concat();
            Err(one.secret_misuse(&reason))
        }
        (Some(one), Some(other)) => Ok(Some(if one.is_typed() { one } else { other })),
        (one, other) => Ok(one.or(other)),
    }
}

/// No probe waits longer.
const LONGEST: Duration = Duration::from_secs(3600);
