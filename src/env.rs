//! The command line and the environment: the only caller of `std::env`.

use std::ffi::OsString;

use crate::text::{Misuse, quote};

/// What the process was given. Variables are looked up one by one, so that a huge environment
/// costs nothing.
pub(crate) struct Env {
    /// The arguments without the program's name.
    args: Vec<OsString>,
    /// Finds a variable; a function, so that tests bring their own.
    lookup: fn(&str) -> Option<OsString>,
}

impl Env {
    /// Reads the command line.
    pub(crate) fn capture() -> Self {
        Self {
            args: std::env::args_os().skip(1).collect(),
            lookup: |name| std::env::var_os(name),
        }
    }

    /// Stands in for a process environment in tests.
    #[cfg(test)]
    pub(crate) fn fake(lookup: fn(&str) -> Option<OsString>) -> Self {
        Self {
            args: Vec::new(),
            lookup,
        }
    }

    /// Yields the arguments; one that is not UTF-8 is misuse.
    pub(crate) fn args(&self) -> Result<Vec<String>, Misuse> {
        self.args
            .iter()
            .map(|arg| {
                arg.to_str().map(str::to_owned).ok_or_else(|| {
                    Misuse::new(
                        &quote(&arg.to_string_lossy()),
                        "is not UTF-8; write plain text",
                    )
                })
            })
            .collect()
    }

    /// Yields a variable's value; unset and empty are the same, as in `${NAME:-default}`.
    pub(crate) fn var(&self, name: &str) -> Result<Option<String>, Misuse> {
        match (self.lookup)(name) {
            None => Ok(None),
            Some(value) if value.is_empty() => Ok(None),
            Some(value) => value.into_string().map(Some).map_err(|_| {
                Misuse::new(
                    &format!("variable {name}"),
                    "is not UTF-8; set it to plain text",
                )
            }),
        }
    }
}
