//! What became of the variables: for `-v`, `--explain` and JSON.

use crate::cli::{State, Variable};
use crate::text::escape;

/// Returns one line for each variable, without its value.
pub(super) fn words(variables: &[Variable]) -> impl Iterator<Item = &'static str> {
    variables.iter().map(|Variable { name, state }| {
        let name = escape(name);
        match state {
            State::Unknown(Some(near)) => [name, " (means nothing; did you mean ", near, "?)"]
                .concat()
                .leak(),
            State::Unknown(None) => [name, " (means nothing)"].concat().leak(),
            State::Unset => [name, " (unset)"].concat().leak(),
            State::Used => name,
        }
    })
}

/// Returns the lines of `-v`.
pub(super) fn trace(variables: &[Variable]) -> String {
    let lines = words(variables).map(|words| ["* variable ", words, "\n"].concat());
    lines.collect()
}
