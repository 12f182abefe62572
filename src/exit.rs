//! The exit statuses that a run can decide on. The fifth, 70 for a defect of probelet's own, comes from
//! `sys/start.c`.

/// How a run ended, as its exit status says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Every target is healthy, or what was asked for (`--help`, `--install`, …) is done.
    Healthy,
    /// A bad flag, value, target, variable or file; nothing was sent.
    Misuse,
    /// Some target is unhealthy; carries `--fail-code`.
    Unhealthy(u8),
}

impl Exit {
    /// Returns the number; 64 is sysexits' `EX_USAGE`.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Healthy => 0,
            Self::Misuse => 64,
            Self::Unhealthy(code) => code,
        }
    }
}
