//! Attempts: retries, several targets, and waiting until healthy, all within the limits.

use std::cell::Cell;
use std::thread::sleep;
use std::time::Duration;

use crate::config::{Config, Goal, Tries};
use crate::net::{Deadline, Exchange, Phase, Watch};
use crate::target::Target;
use crate::verdict::{Verdict, judge};

/// Is told what happens in a run.
pub(crate) trait Listener {
    /// Takes the final verdict of a target; `deadline` is the end of the run.
    fn verdict(&mut self, verdict: &Verdict, deadline: Deadline<'_>);
    /// Takes note, once per target, that an attempt is slow, and of what it is doing.
    fn slow(&self, target: &Target, phase: Phase);
    /// Takes the verdicts of a round that was not healthy, and the time that is left.
    fn waiting(&mut self, verdicts: &[Verdict], left: Duration);
}

/// Probes the targets in order; reports whether the goal is reached.
pub(crate) fn run(config: &Config, listener: &mut impl Listener) -> bool {
    let end = Deadline::after(config.limits.run(config.targets.len()));
    match config.limits.wait {
        None => once(config, listener, end),
        Some(wait) => until_healthy(config, listener, end, wait.interval),
    }
}

/// Probes the targets once, and reports each verdict as soon as it is there.
fn once(config: &Config, listener: &mut impl Listener, end: Deadline<'_>) -> bool {
    let mut healthy = Vec::new();
    for (at, target) in config.targets.iter().enumerate() {
        let reported = Cell::new(false);
        let slow = |phase| {
            if !reported.replace(true) {
                listener.slow(target, phase);
            }
        };
        let verdict = attempts(config, target, share(config, at, end), Some(&slow));
        healthy.push(verdict.healthy);
        listener.verdict(&verdict, end);
        if config.goal == Goal::Any && verdict.healthy {
            break;
        }
    }
    config.goal.is_reached(&healthy)
}

/// Probes the targets again and again, and reports the verdicts of the last round.
fn until_healthy(
    config: &Config,
    listener: &mut impl Listener,
    end: Deadline<'_>,
    interval: Duration,
) -> bool {
    let mut earlier = Vec::new();
    loop {
        let mut verdicts = round(config, end);
        let healthy: Vec<_> = verdicts.iter().map(|verdict| verdict.healthy).collect();
        let healthy = config.goal.is_reached(&healthy);
        match end.left() {
            Some(left) if !healthy => {
                listener.waiting(&verdicts, left);
                sleep(left.min(interval));
                if end.left().is_some() {
                    earlier = verdicts;
                    continue;
                }
            }
            // A round that the end cut short says less than the one before it.
            None if !earlier.is_empty() && verdicts.iter().any(is_failure) => verdicts = earlier,
            _ => {}
        }
        for verdict in &verdicts {
            listener.verdict(verdict, end);
        }
        return healthy;
    }
}

/// Probes the targets, as far as the goal needs it.
fn round(config: &Config, end: Deadline<'_>) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = Vec::new();
    for (at, target) in config.targets.iter().enumerate() {
        let share = share(config, at, end);
        let share = match config.limits.tries {
            // Without a number of attempts, a target's part of a round ends with the limit.
            Tries::Unlimited => at_most(share, config.limits.max_time),
            Tries::Count(_) => share,
        };
        let verdict = attempts(config, target, share, None);
        let enough = config.goal == Goal::Any && verdict.healthy;
        verdicts.push(verdict);
        if enough {
            break;
        }
    }
    verdicts
}

/// Returns the deadline of one target, whose limit is what the targets before it left: where one
/// healthy target is enough, a hanging one leaves time for those after it.
fn share<'a>(config: &Config, at: usize, end: Deadline<'a>) -> Deadline<'a> {
    let to_come = match config.goal {
        Goal::Any if !config.limits.bounds_attempts() => config.targets.len().saturating_sub(at),
        _ => 1,
    };
    match (end.left(), u32::try_from(to_come)) {
        (Some(left), Ok(to_come)) if at > 0 || to_come > 1 => end.at_most(left / to_come.max(1)),
        _ => end,
    }
}

/// Returns a deadline after so long, or the end with its own limit if that comes first.
fn at_most(end: Deadline<'_>, limit: Duration) -> Deadline<'_> {
    match end.left() {
        Some(left) if left > limit => end.at_most(limit),
        _ => end,
    }
}

/// Probes one target until it is healthy, the attempts are used up, or time is; `slow` is called
/// when an attempt takes long.
fn attempts(
    config: &Config,
    target: &Target,
    end: Deadline<'_>,
    slow: Option<&dyn Fn(Phase)>,
) -> Verdict {
    let limits = &config.limits;
    let mut earlier: Option<Verdict> = None;
    for retry in 0_u32.. {
        if end.left().is_none() {
            break;
        }
        let deadline = match limits.bounds_attempts() {
            true => at_most(end, limits.max_time),
            false => end,
        };
        let watch = Watch::new(slow);
        let followed = deadline.watched(&watch);
        let exchange = config.client.probe(target, &config.expect, followed);
        let verdict = judge(target, &config.expect, exchange, &|| {
            deadline.left().is_none()
        });
        // An attempt that the end of the run cut short says less than the one before it.
        if let Some(earlier) = earlier
            && end.left().is_none()
            && is_failure(&verdict)
        {
            return earlier;
        }
        let last = limits.tries == Tries::Count(retry.saturating_add(1));
        match end.left() {
            Some(left) if !verdict.healthy && !last => {
                sleep(left.min(limits.pause.before(retry)));
                earlier = Some(verdict);
            }
            _ => return verdict,
        }
    }
    let exchange = Exchange::unbegun(end.limit());
    earlier.unwrap_or_else(|| judge(target, &config.expect, exchange, &|| true))
}

/// Reports whether there was no whole answer.
fn is_failure(verdict: &Verdict) -> bool {
    verdict.exchange.result.is_err()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Env;
    use crate::cli::{self, Invocation};
    use crate::config::Job;

    /// Notes every time that is left.
    #[derive(Default)]
    struct Notes {
        /// What was left after each round of waiting.
        waiting: Vec<Duration>,
        /// What was left at each verdict.
        verdicts: Vec<Duration>,
    }

    impl Listener for Notes {
        fn verdict(&mut self, verdict: &Verdict, deadline: Deadline<'_>) {
            assert!(!verdict.healthy);
            self.verdicts.push(deadline.left().unwrap_or_default());
        }

        fn slow(&self, _: &Target, _: Phase) {}

        fn waiting(&mut self, _: &[Verdict], left: Duration) {
            self.waiting.push(left);
        }
    }

    /// Runs against sockets that are not there, which takes no time and no network.
    fn run_with(words: &[&'static str]) -> Notes {
        let targets = ["unix:/nowhere/a:/", "unix:/nowhere/b:/"];
        let env = Env::fake(&[words, &targets].concat(), &[]);
        let Ok(Invocation::Run(flags)) = cli::parse(&env) else {
            panic!("a good command line");
        };
        let Ok(Job::Probe(config)) = Job::resolve(flags, &env) else {
            panic!("a good command line");
        };
        let mut notes = Notes::default();
        assert!(!run(config, &mut notes));
        assert_eq!(notes.verdicts.len(), config.targets.len());
        notes
    }

    #[test]
    fn time_only_ever_runs_out() {
        for words in [
            &["--max-time=50ms"][..],
            &["--max-time=20ms", "--tries=inf", "--retry-delay=0"],
            &["--max-time=60m", "--tries=1000", "--retry-delay=0"],
            &["--max-time=60m", "--retry=20", "--retry-delay=1ms"],
            &["--max-time=60m", "--wait-healthy=30ms", "--interval=1ms"],
            &["--max-time=1ms", "--wait-healthy=30ms", "--interval=60m"],
            &[
                "--max-time=0.000001",
                "--wait-healthy=20ms",
                "--interval=0.000001",
                "--tries=inf",
                "--retry-delay=0",
            ],
        ] {
            let notes = run_with(words);
            let waits = words.iter().any(|word| word.starts_with("--wait-healthy"));
            assert_eq!(!notes.waiting.is_empty(), waits, "{words:?}");
            for left in [&notes.waiting, &notes.verdicts] {
                assert!(left.is_sorted_by(|a, b| a >= b), "{words:?}: {left:?}");
            }
            if waits {
                let whole = Duration::from_millis(30);
                assert!(notes.waiting.iter().all(|left| *left < whole), "{words:?}");
                assert!(notes.verdicts.iter().all(Duration::is_zero), "{words:?}");
            }
        }
    }
}
