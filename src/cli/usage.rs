//! The help text.

/// `--help`.
pub(crate) const SHORT: &str = include_str!("usage.txt");

/// `--help all`.
pub(crate) const ALL: &str = concat!(include_str!("usage.txt"), include_str!("usage_all.txt"));
