//! How long, and how often.

use std::time::Duration;

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::duration;
use crate::text::Misuse;

/// How long a run may take and when it tries again.
#[derive(Debug)]
pub(crate) struct Limits {
    /// The limit of a run, or of each attempt with `wait`.
    pub(crate) max_time: Duration,
    /// How many attempts a target gets; `None` is until the limit.
    pub(crate) tries: Option<u32>,
    /// The pause between attempts.
    pub(crate) retry_delay: Duration,
    /// How long to go on until healthy, and the pause in between.
    pub(crate) wait: Option<(Duration, Duration)>,
}

impl Limits {
    /// Reads the flags about time.
    pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Self, Misuse> {
        let max_time = flags.value("--max-time", env)?;
        let retry = flags.value("--retry", env)?;
        let tries_given = flags.value("--tries", env)?;
        let retry_delay = flags.value("--retry-delay", env)?;
        let wait = flags.value("--wait-healthy", env)?;
        let interval = flags.value("--interval", env)?;
        let tries = match (retry, tries_given) {
            (Some(given), Some(_)) => {
                return Err(given.secret_misuse("contradicts --tries; leave one out"));
            }
            (Some(given), None) => Some(count(given)?.saturating_add(1)),
            (None, Some(given)) if matches!(given.text, "0" | "inf") => None,
            (None, Some(given)) => Some(count(given)?),
            (None, None) => Some(1),
        };
        // A variable may be set for every probe there is; a flag is meant for this one.
        let lonely = |given: &Given, partner: bool| !partner && given.is_typed();
        if let Some(given) = retry_delay.filter(|g| lonely(g, retry.or(tries_given).is_some())) {
            return Err(given.secret_misuse("has no effect without --retry N"));
        }
        if let Some(given) = interval.filter(|g| lonely(g, wait.is_some())) {
            return Err(given.secret_misuse("has no effect without --wait-healthy DURATION"));
        }
        let wait = match wait {
            None => None,
            Some(given) => {
                let pause = interval.map_or(Ok(DEFAULT_INTERVAL), positive)?;
                Some((positive(given)?, pause))
            }
        };
        Ok(Self {
            max_time: max_time.map_or(Ok(DEFAULT_MAX_TIME), positive)?,
            tries,
            retry_delay: retry_delay.map_or(Ok(DEFAULT_RETRY_DELAY), any)?,
            wait,
        })
    }
}

/// Reads a duration.
fn any(given: Given) -> Result<Duration, Misuse> {
    duration::parse(given.text).ok_or_else(|| {
        let reason = if duration::is_long(given.text) {
            "is over 1 hour; write 500ms, 3s or 1m"
        } else {
            "is not a duration; write 500ms, 3s or 1m"
        };
        given.misuse(reason)
    })
}

/// Reads a duration that is not zero.
pub(super) fn positive(given: Given) -> Result<Duration, Misuse> {
    let duration = any(given)?;
    if duration.is_zero() {
        return Err(given.misuse("leaves no time at all; write 500ms, 3s or 1m"));
    }
    Ok(duration)
}

/// Reads a number of attempts.
fn count(given: Given) -> Result<u32, Misuse> {
    let digits = given.text.bytes().all(|b| b.is_ascii_digit());
    let count = given.text.parse().ok().filter(|_| digits);
    count.ok_or_else(|| given.misuse("is not a number of attempts; write 0, 1, 2 and so on"))
}

/// Shorter than every engine's own limit but Kubernetes' one second.
const DEFAULT_MAX_TIME: Duration = Duration::from_secs(4);

/// Between attempts.
const DEFAULT_RETRY_DELAY: Duration = Duration::from_millis(250);

/// Between probes while waiting.
const DEFAULT_INTERVAL: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests {
    use std::iter::empty;

    use super::*;
    use crate::cli::{Invocation, parse};

    /// Reads the flags about time out of words.
    fn limits(words: &[&str]) -> Result<Limits, Misuse> {
        let words = words.iter().map(std::ffi::OsString::from);
        let env = Env::new(words, empty(), |_| None);
        match parse(&env)? {
            Invocation::Run(mut flags) => Limits::resolve(&mut flags, &env),
            _ => panic!("neither help nor version is asked for"),
        }
    }

    #[test]
    fn every_time_is_within_an_hour() {
        for flag in [
            "--max-time",
            "--wait-healthy",
            "--interval",
            "--retry-delay",
        ] {
            for (text, good) in [
                ("0.000001", true),
                ("0.001ms", true),
                ("1h", false),
                ("3600", true),
                ("60m", true),
                ("3600000ms", true),
                ("3600.000001", false),
                ("3600000.001ms", false),
                ("60.00001m", false),
                ("18446744073709551615", false),
                ("18446744073709551616", false),
                ("-1", false),
                // Only a pause may be no time at all.
                ("0", flag == "--retry-delay"),
                ("0.0000009", flag == "--retry-delay"),
            ] {
                let words = [flag, text, "--retry=1", "--wait-healthy=1"];
                // The last one would win.
                let most = if flag == "--wait-healthy" { 3 } else { 4 };
                let found = limits(&words[..most]);
                assert_eq!(found.is_ok(), good, "{flag} {text}");
                let Ok(limits) = found else {
                    continue;
                };
                let (total, pause) = limits.wait.unwrap_or((DEFAULT_MAX_TIME, DEFAULT_INTERVAL));
                let hour = Duration::from_secs(3600);
                for time in [limits.max_time, total, pause] {
                    assert!(!time.is_zero() && time <= hour, "{flag} {text}");
                }
                assert!(limits.retry_delay <= hour, "{flag} {text}");
            }
        }
    }

    #[test]
    fn attempts_saturate_where_a_number_ends() {
        for (words, wanted) in [
            (&[][..], Some(Some(1))),
            (&["--retry=0"], Some(Some(1))),
            (&["--retry=4294967294"], Some(Some(u32::MAX))),
            (&["--retry=4294967295"], Some(Some(u32::MAX))),
            (&["--retry=4294967296"], None),
            (&["--retry=+1"], None),
            (&["--retry="], None),
            (&["--tries=0"], Some(None)),
            (&["--tries=inf"], Some(None)),
            (&["--tries=1"], Some(Some(1))),
            (&["--tries=4294967295"], Some(Some(u32::MAX))),
            (&["--tries=4294967296"], None),
        ] {
            let found = limits(words).ok().map(|limits| limits.tries);
            assert_eq!(found, wanted, "{words:?}");
        }
    }
}
