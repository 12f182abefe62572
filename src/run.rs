//! Attempts: retries, several targets, waiting until healthy, one deadline over all.

use std::thread::sleep;
use std::time::Duration;

use crate::config::Config;
use crate::net::{Deadline, Failure, Outcome, Phase};
use crate::target::Target;
use crate::verdict::{Verdict, judge};

/// Takes every verdict as it becomes final, and every round of waiting that was in vain.
pub(crate) trait Listener {
    /// A target's last word.
    fn verdict(&mut self, verdict: &Verdict, deadline: Deadline);
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
fn attempts(config: &Config, target: &Target, deadline: Deadline) -> Verdict {
    let mut left = config.limits.tries;
    let mut earlier = None;
    loop {
        if deadline.left().is_none() {
            let result = Err(Failure::Timeout(Phase::Start, deadline.limit()));
            let outcome = Outcome {
                hops: Vec::new(),
                away: None,
                result,
            };
            return earlier.unwrap_or_else(|| judge(target, &config.expect, outcome));
        }
        let outcome = config.client.exchange(target, &config.expect, deadline);
        let verdict = judge(target, &config.expect, outcome);
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
    verdict.outcome.result.is_err()
}
