//! The one clock: an absolute end that every wait is measured against.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::phase::Phase;

/// The moment at which an attempt, or a part of it, has to end.
#[derive(Clone, Copy)]
pub(crate) struct Deadline<'a> {
    /// When the clock was started.
    start: Instant,
    /// How long it may take, as given.
    limit: Duration,
    /// The attempt that is followed, if one is.
    watch: Option<&'a Watch<'a>>,
}

/// Follows one attempt: what it is doing, and whether it takes long.
pub(crate) struct Watch<'a> {
    /// When the attempt began.
    start: Instant,
    /// What the attempt is doing.
    phase: Cell<Phase>,
    /// Called once, when the attempt is slow.
    slow: Option<&'a dyn Fn(Phase)>,
    /// Whether it was called.
    reported: Cell<bool>,
}

impl<'a> Watch<'a> {
    /// Starts to follow an attempt; `slow` is called when it takes longer than `SLOW`.
    pub(crate) fn new(slow: Option<&'a dyn Fn(Phase)>) -> Self {
        Self {
            start: Instant::now(),
            phase: Cell::new(Phase::Start),
            slow,
            reported: Cell::new(false),
        }
    }

    /// Returns the time until the attempt is slow; `None` from then on, when that was reported.
    fn until_slow(&self) -> Option<Duration> {
        let slow = self.slow.filter(|_| !self.reported.get())?;
        let left = SLOW.checked_sub(self.start.elapsed());
        if left.is_none_or(|left| left.is_zero()) {
            self.reported.set(true);
            slow(self.phase.get());
            return None;
        }
        left
    }
}

impl Deadline<'_> {
    /// Starts the clock, for no attempt in particular.
    pub(crate) fn after(limit: Duration) -> Self {
        Self {
            start: Instant::now(),
            limit,
            watch: None,
        }
    }

    /// Returns the same deadline for an attempt that is followed.
    pub(crate) fn watched<'b>(&self, watch: &'b Watch<'b>) -> Deadline<'b> {
        Deadline {
            start: self.start,
            limit: self.limit,
            watch: Some(watch),
        }
    }

    /// Returns the limit as it was given.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Returns the time that is left; `None` once it is over.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.limit
            .checked_sub(self.start.elapsed())
            .filter(|left| !left.is_zero())
    }

    /// Returns how long the next wait may last: until the end, or until the attempt is slow.
    ///
    /// Every wait asks again when that time is over, so a slow attempt is reported in time.
    pub(super) fn next_wait(&self) -> Option<Duration> {
        let slow = self.watch.and_then(Watch::until_slow);
        let left = self.left()?;
        Some(slow.map_or(left, |slow| slow.min(left)))
    }

    /// Returns a deadline that is this one's or an earlier one.
    pub(crate) fn at_most(&self, limit: Duration) -> Self {
        // The clock is read once: the time between two readings would be added to the limit.
        let start = Instant::now();
        let left = self.limit.saturating_sub(start.duration_since(self.start));
        Self {
            start,
            limit: left.min(limit),
            watch: self.watch,
        }
    }

    /// Notes what the attempt is doing from now on.
    pub(super) fn enter(&self, phase: Phase) {
        if let Some(watch) = self.watch {
            watch.phase.set(phase);
        }
    }

    /// Returns what the attempt is doing.
    pub(super) fn phase(&self) -> Phase {
        self.watch.map_or(Phase::Start, |watch| watch.phase.get())
    }
}

/// An attempt that takes longer is reported as slow: engines end a check after 2 s and more.
pub(crate) const SLOW: Duration = Duration::from_millis(1500);
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
