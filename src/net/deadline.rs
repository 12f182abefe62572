//! The one clock: an absolute end that every wait is measured against.

use std::time::{Duration, Instant};

/// The moment when a run, or one attempt of it, is over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    /// When it started; every time on a line counts from here.
    start: Instant,
    /// How long it may take, as given.
    limit: Duration,
}

impl Deadline {
    /// Starts the clock.
    pub(crate) fn after(limit: Duration) -> Self {
        Self {
            start: Instant::now(),
            limit,
        }
    }

    /// Yields the limit as it was given.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Yields what is left; `None` once it is over.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.limit
            .checked_sub(self.start.elapsed())
            .filter(|left| !left.is_zero())
    }

    /// Starts another clock, whose end is this one's or an earlier one.
    pub(crate) fn at_most(&self, limit: Duration) -> Self {
        // One look at the clock for both: the time between two would come on top.
        let start = Instant::now();
        let left = self.limit.saturating_sub(start.duration_since(self.start));
        Self {
            start,
            limit: left.min(limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_end_is_never_later() {
        let run = Deadline::after(Duration::from_secs(10));
        for (limit, most) in [(0, 0), (1, 1), (10, 10), (3600, 10)] {
            let left = run
                .at_most(Duration::from_secs(limit))
                .left()
                .unwrap_or_default();
            assert!(left <= Duration::from_secs(most), "{limit}");
        }
    }

    #[test]
    fn nothing_is_left_after_the_end() {
        assert!(Deadline::after(Duration::ZERO).left().is_none());
        let over = Deadline::after(Duration::from_nanos(1));
        while over.left().is_some() {}
        assert!(over.at_most(Duration::from_secs(1)).left().is_none());
    }

    /// Limits around every border, the longest that there can be among them.
    const EDGES: [Duration; 8] = [
        Duration::ZERO,
        Duration::from_nanos(1),
        Duration::from_millis(1),
        Duration::from_secs(3600),
        Duration::from_secs(u32::MAX as u64),
        Duration::from_secs(i64::MAX as u64),
        Duration::from_secs(u64::MAX),
        Duration::MAX,
    ];

    #[test]
    fn what_is_left_never_grows_and_never_overflows() {
        for limit in EDGES {
            let deadline = Deadline::after(limit);
            assert_eq!(deadline.limit(), limit);
            let mut before = limit;
            for _ in 0..100 {
                let left = deadline.left().unwrap_or_default();
                assert!(left <= before, "{left:?} after {before:?}");
                before = left;
            }
        }
    }

    #[test]
    fn no_other_clock_outlives_the_run() {
        for limit in EDGES {
            for part in EDGES {
                let run = Deadline::after(limit);
                let attempt = run.at_most(part);
                assert!(attempt.limit() <= part.min(limit), "{part:?} of {limit:?}");
                // The attempt's first, so that what passes in between is on the run's side.
                let (run, left) = (run.left().unwrap_or_default(), attempt.left());
                assert!(left.unwrap_or_default() <= run, "{part:?} of {limit:?}");
            }
        }
    }
}
