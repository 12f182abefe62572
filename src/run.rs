//! Attempts: retries, several targets, waiting until healthy, one deadline over all.

use std::thread::sleep;
use std::time::Duration;

use crate::config::Config;
use crate::net::{Deadline, Exchange, Watch};
use crate::target::Target;
use crate::verdict::{Verdict, judge};

/// Takes every verdict as it becomes final, and every round of waiting that was in vain.
pub(crate) trait Listener {
    /// A target's last word.
    fn verdict(&mut self, verdict: &Verdict, deadline: Deadline<'_>);
    /// Not healthy yet, and there is time.
    fn waiting(&mut self, verdicts: &[Verdict], left: Duration);
}

/// Probes every target, in order, whatever became of the one before; tells whether all are
/// healthy.
pub(crate) fn run(config: &Config, listener: &mut impl Listener) -> bool {
    let Some((total, interval)) = config.limits.wait else {
        let deadline = Deadline::after(config.limits.max_time);
        let mut healthy = true;
        for target in &config.targets {
            let verdict = attempts(config, target, deadline);
            healthy &= verdict.healthy;
            listener.verdict(&verdict, deadline);
        }
        return healthy;
    };
    let end = Deadline::after(total);
    let mut earlier = Vec::new();
    loop {
        let deadline = match end.left() {
            Some(left) if left > config.limits.max_time => Deadline::after(config.limits.max_time),
            _ => end,
        };
        let mut verdicts: Vec<Verdict> = config
            .targets
            .iter()
            .map(|target| attempts(config, target, deadline))
            .collect();
        let healthy = verdicts.iter().all(|verdict| verdict.healthy);
        match end.left() {
            Some(left) if !healthy => {
                listener.waiting(&verdicts, left);
                sleep(left.min(interval));
                if end.left().is_some() {
                    earlier = verdicts;
                    continue;
                }
            }
            // As in `attempts`.
            None if !earlier.is_empty() && verdicts.iter().any(is_failure) => verdicts = earlier,
            _ => {}
        }
        for verdict in &verdicts {
            listener.verdict(verdict, end);
        }
        return healthy;
    }
}

/// Probes one target until it is healthy, the attempts are used up, or time is.
fn attempts(config: &Config, target: &Target, deadline: Deadline<'_>) -> Verdict {
    let mut left = config.limits.tries;
    let mut earlier = None;
    loop {
        if deadline.left().is_none() {
            let exchange = Exchange::unbegun(deadline.limit());
            return earlier.unwrap_or_else(|| judge(target, &config.expect, exchange));
        }
        let watch = Watch::new(None);
        let followed = deadline.watched(&watch);
        let exchange = config.client.probe(target, &config.expect, followed);
        let verdict = judge(target, &config.expect, exchange);
        // An attempt that the limit cut short says less than the one before it.
        if let Some(earlier) = earlier
            && deadline.left().is_none()
            && is_failure(&verdict)
        {
            return earlier;
        }
        left = left.map(|left| left.saturating_sub(1));
        match deadline.left() {
            Some(time) if !verdict.healthy && left != Some(0) => {
                // With less time than the pause another attempt could only run into the limit.
                if time <= config.limits.retry_delay {
                    return verdict;
                }
                sleep(config.limits.retry_delay);
                earlier = Some(verdict);
            }
            _ => return verdict,
        }
    }
}

/// Tells whether there was no whole answer.
fn is_failure(verdict: &Verdict) -> bool {
    verdict.exchange.result.is_err()
}

#[cfg(test)]
mod tests {
    use std::iter::empty;

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

        fn waiting(&mut self, _: &[Verdict], left: Duration) {
            self.waiting.push(left);
        }
    }

    /// Runs against sockets that are not there, which takes no time and no network.
    fn run_with(words: &[&str]) -> Notes {
        let targets = ["unix:/nowhere/a:/", "unix:/nowhere/b:/"];
        let words = words.iter().chain(&targets).map(std::ffi::OsString::from);
        let env = Env::new(words, empty(), |_| None);
        let Ok(Invocation::Run(flags)) = cli::parse(&env) else {
            panic!("a good command line");
        };
        let Ok(Job::Probe(config)) = Job::resolve(flags, &env) else {
            panic!("a good command line");
        };
        let mut notes = Notes::default();
        assert!(!run(&config, &mut notes));
        assert_eq!(notes.verdicts.len(), config.targets.len());
        notes
    }

    #[test]
    fn time_only_ever_runs_out() {
        for words in [
            &["--max-time=50ms"][..],
            &["--max-time=20ms", "--tries=inf", "--retry-delay=0"],
            &["--max-time=60m", "--retry=1000", "--retry-delay=0"],
            &["--max-time=20ms", "--retry=4294967295", "--retry-delay=60m"],
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
