//! The exit statuses, and nothing else.

use std::process::ExitCode;

/// How a run ended, as its exit status says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// A fault of probelet's own.
    Defect,
    /// Every target is healthy, or the wish (`--help`, `--install`, …) was granted.
    Healthy,
    /// A bad flag, value, target, variable or file; nothing was sent.
    Misuse,
    /// Some target is unhealthy; carries `--fail-code`.
    Unhealthy(u8),
}

impl Exit {
    /// Yields the number; 64 and 70 are sysexits' `EX_USAGE` and `EX_SOFTWARE`.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Defect => 70,
            Self::Healthy => 0,
            Self::Misuse => 64,
            Self::Unhealthy(code) => code,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
