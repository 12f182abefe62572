//! The help text.

/// `--help all`, which begins with what `--help` prints.
const ALL: &str = concat!(include_str!("usage.txt"), include_str!("usage_all.txt"));

/// How long the text of `--help` is.
const SHORT: usize = include_str!("usage.txt").len();

/// Returns the help text, short or whole.
pub(crate) fn usage(all: bool) -> &'static str {
    if all { ALL } else { ALL.split_at(SHORT).0 }
}
