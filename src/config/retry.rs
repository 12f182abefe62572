//! How many attempts each target gets, and the pauses between them.

use std::time::Duration;

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::text::Misuse;

use super::value::{number, parsed, pause};

/// How many attempts each target gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tries {
    /// At most so many, at least one.
    Count(u32),
    /// Attempts until the limit of the run.
    Unlimited,
}

/// The time between two attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    /// 1 s, doubling up to 10 minutes, as curl does.
    Doubling,
    /// Always the same.
    Fixed(Duration),
}

impl Tries {
    /// Parses curl's number of retries, or wget's number of attempts.
    pub(super) fn parse(given: &'static Given) -> Result<Self, Misuse> {
        let is_wget = is_wget(given);
        if is_wget && matches!(given.text, "0" | "inf") {
            return Ok(Self::Unlimited);
        }
        let reason = "is not a number of attempts; write 0, 1, 2 and so on";
        let count = parsed(Some(given), |text| number(text, u32::MAX), reason)?;
        let more = if is_wget { 0 } else { 1 };
        Ok(Self::Count(count.unwrap_or_default().saturating_add(more)))
    }
}

impl Pause {
    /// Reads `--retry-delay`, whose meaning depends on the flag that asks for more attempts.
    pub(super) fn resolve(
        flags: &mut Flags,
        env: &Env,
        retried: Option<&'static Given>,
    ) -> Result<Self, Misuse> {
        let Some(given) = flags.value("--retry-delay", env) else {
            return Ok(Self::Doubling);
        };
        // A variable may be set for every probe there is; a flag is meant for this one.
        if retried.is_none() && given.is_typed() {
            return Err(given.secret_misuse("has no effect without --retry N"));
        }
        let delay = pause(given)?;
        // curl's zero asks for its default; wget's is no pause at all.
        let curl = retried.is_some_and(|retried| !is_wget(retried));
        Ok(match delay.is_zero() && curl {
            true => Self::Doubling,
            false => Self::Fixed(delay),
        })
    }

    /// Returns the pause before a retry, of which the first is number 0.
    pub(crate) fn before(self, retry: u32) -> Duration {
        match self {
            Self::Fixed(pause) => pause,
            Self::Doubling => match 1_u64.checked_shl(retry) {
                Some(seconds) if retry < 10 => Duration::from_secs(seconds),
                _ => LONGEST_PAUSE,
            },
        }
    }

    /// Returns the sum of the pauses before so many retries.
    pub(super) fn sum(self, retries: u32) -> Duration {
        match self {
            Self::Fixed(pause) => pause.saturating_mul(retries),
            Self::Doubling => {
                let doubling = (0..retries.min(10)).map(|retry| self.before(retry));
                let rest = LONGEST_PAUSE.saturating_mul(retries.saturating_sub(10));
                doubling.fold(rest, Duration::saturating_add)
            }
        }
    }
}

/// Reports whether the number of attempts is counted as wget counts it.
fn is_wget(given: &'static Given) -> bool {
    matches!(given.name, "--tries" | "PROBELET_TRIES")
}

/// curl's longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_saturate_where_a_number_ends() {
        for (name, text, wanted) in [
            ("--retry", "0", Some(Tries::Count(1))),
            ("--retry", "4294967294", Some(Tries::Count(u32::MAX))),
            ("--retry", "4294967295", Some(Tries::Count(u32::MAX))),
            ("--retry", "4294967296", None),
            ("--retry", "+1", None),
            ("--retry", "", None),
            ("--retry", "inf", None),
            ("--tries", "0", Some(Tries::Unlimited)),
            ("--tries", "inf", Some(Tries::Unlimited)),
            ("PROBELET_TRIES", "0", Some(Tries::Unlimited)),
            ("--tries", "1", Some(Tries::Count(1))),
            ("--tries", "4294967295", Some(Tries::Count(u32::MAX))),
            ("--tries", "4294967296", None),
        ] {
            assert_eq!(
                Tries::parse(Given::fake(name, text)).ok(),
                wanted,
                "{name} {text}"
            );
        }
    }

    #[test]
    fn pauses_double_up_to_ten_minutes() {
        let seconds = [0, 1, 9, 10, 70].map(|retry| Pause::Doubling.before(retry).as_secs());
        assert_eq!(seconds, [1, 2, 512, 600, 600]);
        assert_eq!(Pause::Doubling.sum(11).as_secs(), 1023 + 600);
    }
}
