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
        Self::after(self.left().unwrap_or_default().min(limit))
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
}
