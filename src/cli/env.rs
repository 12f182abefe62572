//! The command line and the environment: the only caller of `std::env`.

use std::cell::Cell;
use std::ffi::OsString;

use crate::text::{Misuse, find};

/// What the process was given.
pub(crate) struct Env {
    /// The arguments without the program's name.
    args: Vec<OsString>,
    /// The variables that stand in for flags; mostly none, which saves looking for each of them.
    twins: Vec<(OsString, OsString)>,
    /// Finds any variable; a function, so that tests bring their own.
    lookup: fn(&str) -> Option<OsString>,
    /// The lines that `-v` has for the variables that had a say.
    used: Cell<String>,
}

impl Env {
    /// Reads the command line, and the environment once.
    pub(crate) fn capture() -> Self {
        let lookup = |name: &str| std::env::var_os(name);
        Self::new(std::env::args_os().skip(1), std::env::vars_os(), lookup)
    }

    /// Takes the arguments, all variables, and a way to find any one of them.
    pub(crate) fn new(
        args: impl Iterator<Item = OsString>,
        variables: impl Iterator<Item = (OsString, OsString)>,
        lookup: fn(&str) -> Option<OsString>,
    ) -> Self {
        let is_twin =
            |(name, _): &(OsString, OsString)| name.as_encoded_bytes().starts_with(TWIN.as_bytes());
        Self {
            args: args.collect(),
            twins: variables.filter(is_twin).collect(),
            lookup,
            used: Cell::default(),
        }
    }

    /// Stands in for a process environment in tests.
    #[cfg(test)]
    pub(crate) fn fake(lookup: fn(&str) -> Option<OsString>) -> Self {
        Self::new(std::iter::empty(), std::iter::empty(), lookup)
    }

    /// Yields the arguments; one that is not UTF-8 is misuse.
    pub(crate) fn args(&self) -> Result<Vec<String>, Misuse> {
        // Which bytes stays unsaid: they may be a secret's.
        let refused =
            |at: usize| Misuse::new(&format!("argument {at}"), "is not UTF-8; write plain text");
        let numbered = (1..).zip(&self.args);
        numbered
            .map(|(at, arg)| arg.to_str().map(str::to_owned).ok_or_else(|| refused(at)))
            .collect()
    }

    /// Yields a variable's value; unset and empty are the same, as in `${NAME:-default}`.
    pub(crate) fn var(&self, name: &str) -> Result<Option<String>, Misuse> {
        let value = text(name, (self.lookup)(name))?;
        self.note(name, if value.is_some() { "" } else { " (unset)" });
        Ok(value)
    }

    /// Tells whether colour is unwanted (no-color.org).
    pub(crate) fn no_color(&self) -> bool {
        (self.lookup)("NO_COLOR").is_some_and(|value| !value.is_empty())
    }

    /// Yields name and value of the variable that stands in for a long flag.
    pub(crate) fn twin(&self, flag: &str) -> Result<Option<(String, String)>, Misuse> {
        if self.twins.is_empty() {
            return Ok(None);
        }
        let bare = flag.strip_prefix("--").unwrap_or(flag);
        let mut name = [TWIN, bare].concat().replace('-', "_");
        name.make_ascii_uppercase();
        let found = self.twins.iter().find(|(known, _)| *known == *name);
        let value = text(&name, found.map(|(_, value)| value.clone()))?;
        if value.is_some() {
            self.note(&name, "");
        }
        Ok(value.map(|value| (name, value)))
    }

    /// Yields a line for each variable that had a say, without its value.
    pub(crate) fn used(&self) -> String {
        self.used.take()
    }

    /// Remembers a variable, once.
    fn note(&self, name: &str, state: &str) {
        let line = ["* variable ", name, state, "\n"].concat();
        let mut used = self.used.take();
        if find(used.as_bytes(), &line).is_none() {
            used.push_str(&line);
        }
        self.used.set(used);
    }
}

/// Makes text of a variable's value, if there is any.
fn text(name: &str, value: Option<OsString>) -> Result<Option<String>, Misuse> {
    match value {
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

/// What the names of all variables for flags begin with.
const TWIN: &str = "PROBELET_";
