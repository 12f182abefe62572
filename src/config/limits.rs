//! How long a run may take, and how often it tries.

use std::time::Duration;

use crate::cli::Env;
use crate::cli::Flags;
use crate::text::Misuse;

use super::retry::{Pause, Tries};
use super::value::{either, limit, pause};

/// How long a run may take and when it tries again.
#[derive(Debug)]
pub(crate) struct Limits {
    /// The limit of each attempt, or of the whole run; see `bounds_attempts`.
    pub(crate) max_time: Duration,
    /// How many attempts each target gets.
    pub(crate) tries: Tries,
    /// The time between two attempts.
    pub(crate) pause: Pause,
    /// The limit of a run with several attempts.
    retry_max_time: Option<Duration>,
    /// Whether the run goes on until every target is healthy.
    pub(crate) wait: Option<Wait>,
}

/// `--wait-healthy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait {
    /// The limit of the whole run.
    pub(crate) limit: Duration,
    /// The pause between two rounds.
    pub(crate) interval: Duration,
}

impl Limits {
    /// Reads the flags about time; `connect_timeout` is that of the route.
    pub(super) fn resolve(
        flags: &mut Flags,
        env: &Env,
        connect_timeout: Option<Duration>,
    ) -> Result<Self, Misuse> {
        let max_time = flags.value("--max-time", env);
        let rpc_timeout = flags.value("--rpc-timeout", env);
        let retry = flags.value("--retry", env);
        let tries = flags.value("--tries", env);
        let retried = either(retry, tries)?;
        let retry_max_time = flags.value("--retry-max-time", env);
        let max_time = match either(max_time, rpc_timeout)? {
            None => DEFAULT_MAX_TIME,
            // grpc_health_probe's own limit begins when the connection is there.
            Some(given) if rpc_timeout.is_some_and(|it| std::ptr::eq(it, given)) => {
                limit(given)?.saturating_add(connect_timeout.unwrap_or_default())
            }
            Some(given) => limit(given)?,
        };
        Ok(Self {
            max_time,
            tries: retried.map_or(Ok(Tries::Count(1)), Tries::parse)?,
            pause: Pause::resolve(flags, env, retried)?,
            // As in curl, zero is no limit.
            retry_max_time: retry_max_time
                .map(pause)
                .transpose()?
                .filter(|limit| !limit.is_zero()),
            wait: Wait::resolve(flags, env)?,
        })
    }

    /// Reports whether `max_time` limits each attempt at each target, and not the whole run.
    pub(crate) fn bounds_attempts(&self) -> bool {
        self.wait.is_some() || matches!(self.tries, Tries::Count(2..))
    }

    /// Returns the limit of a whole run with so many targets.
    pub(crate) fn run(&self, targets: usize) -> Duration {
        let bound = self.retry_max_time.unwrap_or(Duration::MAX);
        match (self.wait, self.tries) {
            (Some(wait), _) => wait.limit,
            (None, Tries::Count(0 | 1)) => self.max_time,
            (None, Tries::Unlimited) => self.max_time.min(bound),
            (None, Tries::Count(tries)) => {
                let attempts = self.max_time.saturating_mul(tries);
                let one = attempts.saturating_add(self.pause.sum(tries.saturating_sub(1)));
                let targets = u32::try_from(targets).unwrap_or(u32::MAX);
                one.saturating_mul(targets).min(bound)
            }
        }
    }
}

impl Wait {
    /// Reads `--wait-healthy` and `--interval`.
    fn resolve(flags: &mut Flags, env: &Env) -> Result<Option<Self>, Misuse> {
        let interval = flags.value("--interval", env);
        let Some(given) = flags.value("--wait-healthy", env) else {
            return match interval.filter(|given| given.is_typed()) {
                Some(given) => {
                    Err(given.secret_misuse("has no effect without --wait-healthy DURATION"))
                }
                None => Ok(None),
            };
        };
        Ok(Some(Self {
            limit: limit(given)?,
            interval: interval.map_or(Ok(DEFAULT_INTERVAL), limit)?,
        }))
    }
}

/// Longer than services take to answer once, shorter than an engine's usual 30 seconds.
const DEFAULT_MAX_TIME: Duration = Duration::from_secs(10);

/// The interval of `--wait-healthy`.
const DEFAULT_INTERVAL: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Invocation, parse};

    /// Returns what the flags about time in these words mean.
    fn limits(words: &[&'static str]) -> Result<Limits, Misuse> {
        let env = Env::fake(words, &[]);
        match parse(&env)? {
            Invocation::Run(mut flags) => Limits::resolve(&mut flags, &env, None),
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
                ("1h", true),
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
                let hour = Duration::from_secs(3600);
                let wait = limits.wait.unwrap_or(Wait {
                    limit: DEFAULT_MAX_TIME,
                    interval: DEFAULT_INTERVAL,
                });
                for time in [limits.max_time, wait.limit, wait.interval] {
                    assert!(!time.is_zero() && time <= hour, "{flag} {text}");
                }
                assert!(limits.pause.before(0) <= hour, "{flag} {text}");
            }
        }
    }

    #[test]
    fn the_limit_of_a_run_is_the_sum_of_its_attempts_and_pauses() {
        let seconds =
            |words: &[&'static str], targets| limits(words).unwrap().run(targets).as_secs();
        for (words, targets, wanted) in [
            (&[][..], 3, 10),
            (&["-m3", "--retry=0"], 3, 3),
            (&["-m3", "--tries=1"], 1, 3),
            (&["-m3", "--retry=1"], 1, 7),
            (&["-m3", "--retry=1"], 2, 14),
            (&["-m3", "--tries=3"], 1, 9 + 1 + 2),
            (&["-m3", "--retry=2", "--retry-delay=0"], 1, 9 + 1 + 2),
            (&["-m3", "--tries=3", "--retry-delay=0"], 1, 9),
            (&["-m3", "--retry=2", "--retry-delay=5"], 1, 19),
            (&["-m1", "--retry=12"], 1, 13 + 1023 + 1200),
            (
                &["-m3", "--retry=12", "--retry-max-time=0", "--retry-delay=1"],
                1,
                51,
            ),
            (&["-m3", "--retry=12", "--retry-max-time=60"], 1, 60),
            (&["-m3", "--retry=4", "--retry-max-time=0"], 1, 30),
            (&["-m3", "--retry-max-time=1"], 1, 3),
            (&["-m3", "--tries=0"], 2, 3),
            (&["-m3", "--retry=2", "--wait-healthy=1m"], 2, 60),
        ] {
            assert_eq!(seconds(words, targets), wanted, "{words:?}");
        }
    }
}
