//! The command line and the environment: the only caller of `std::env`.

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};

use super::flag::{Flag, Kind};
use crate::sys::Words;
use crate::text::Misuse;

/// What the process was given.
pub(crate) struct Env {
    /// The arguments without the program's name.
    args: Vec<&'static OsStr>,
    /// The variables named `PROBELET_…`: often none, and then no flag's is looked for.
    twins: Vec<(OsString, OsString)>,
    /// Finds any variable; a function, so that tests bring their own.
    lookup: fn(&str) -> Option<OsString>,
    /// The variables that were asked for.
    used: RefCell<Vec<Variable>>,
}

/// A variable that matters to the run, or looks as if it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    /// Its name.
    pub(crate) name: String,
    /// What became of it.
    pub(crate) state: State,
}

/// What became of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It is unset or empty, and a default took its place.
    Unset,
    /// It is named `PROBELET_…` and means nothing; holds the name that was perhaps meant.
    Unknown(Option<String>),
    /// Its value was used.
    Used,
}

impl Env {
    /// Reads the command line, and the environment once.
    pub(crate) fn capture(words: Words) -> Self {
        let lookup = |name: &str| std::env::var_os(name);
        Self::new(words.skip(1), std::env::vars_os(), lookup)
    }

    /// Takes the arguments, all variables, and a way to find any one of them.
    pub(crate) fn new(
        args: impl Iterator<Item = &'static OsStr>,
        variables: impl Iterator<Item = (OsString, OsString)>,
        lookup: fn(&str) -> Option<OsString>,
    ) -> Self {
        let is_twin =
            |(name, _): &(OsString, OsString)| name.as_encoded_bytes().starts_with(TWIN.as_bytes());
        Self {
            args: args.collect(),
            twins: variables.filter(is_twin).collect(),
            lookup,
            used: RefCell::default(),
        }
    }

    /// Stands in for a process environment in tests.
    #[cfg(test)]
    pub(crate) fn fake(lookup: fn(&str) -> Option<OsString>) -> Self {
        Self::new(std::iter::empty(), std::iter::empty(), lookup)
    }

    /// Returns the arguments; one that is not UTF-8 is misuse.
    pub(super) fn args(&self) -> Result<Vec<&'static str>, Misuse> {
        // The bytes are not shown: they may be a secret's.
        let refused =
            |at: usize| Misuse::new(&format!("argument {at}"), "is not UTF-8; write plain text");
        let numbered = (1..).zip(&self.args);
        numbered
            .map(|(at, arg)| arg.to_str().ok_or_else(|| refused(at)))
            .collect()
    }

    /// Returns a variable's value; unset and empty are the same, as in `${NAME:-default}`.
    pub(super) fn var(&self, name: &str) -> Result<Option<String>, Misuse> {
        let value = text(name, (self.lookup)(name))?;
        self.note(name, value.is_some());
        Ok(value)
    }

    /// Reports whether colour is unwanted (no-color.org).
    pub(crate) fn no_color(&self) -> bool {
        (self.lookup)("NO_COLOR").is_some_and(|value| !value.is_empty())
    }

    /// Returns name and value of the variable that stands in for a long flag.
    pub(super) fn twin(&self, flag: &str) -> Result<Option<(String, String)>, Misuse> {
        if self.twins.is_empty() || flag == NO_TWIN {
            return Ok(None);
        }
        let name = twin_name(flag);
        let found = self.twins.iter().find(|(known, _)| *known == *name);
        let value = text(&name, found.map(|(_, value)| value.clone()))?;
        if value.is_some() {
            self.note(&name, true);
        }
        Ok(value.map(|value| (name, value)))
    }

    /// Returns the variables that were asked for, and those named `PROBELET_…` that mean nothing.
    pub(crate) fn variables(&self) -> Vec<Variable> {
        let mut all = self.used.take();
        let names = self.twins.iter().map(|(name, _)| name.to_string_lossy());
        all.extend(names.filter_map(|name| unknown(&name)));
        all
    }

    /// Remembers a variable that was asked for, once.
    fn note(&self, name: &str, is_set: bool) {
        let mut used = self.used.borrow_mut();
        // A command line may name 100,000 variables, and nobody reads so many lines.
        if used.len() < MAX_NOTED && !used.iter().any(|known| known.name == name) {
            let state = if is_set { State::Used } else { State::Unset };
            let name = name.to_owned();
            used.push(Variable { name, state });
        }
    }
}

/// Returns the variable of a long flag.
fn twin_name(flag: &str) -> String {
    let mut name = [TWIN, flag].concat().replace('-', "_");
    name.make_ascii_uppercase();
    name
}

/// Returns a variable named `PROBELET_…` if it means nothing.
fn unknown(name: &str) -> Option<Variable> {
    let flag = name
        .strip_prefix(TWIN)?
        .to_ascii_lowercase()
        .replace('_', "-");
    let takes_value = |flag: &Flag| flag.kind == Kind::Value && flag.name != NO_TWIN;
    let near = Flag::find(&flag).or_else(|| Flag::find(Flag::nearest(&flag)?));
    let near = near.filter(takes_value).map(|flag| twin_name(flag.name));
    (near.as_deref() != Some(name) && name != TARGET).then(|| Variable {
        name: name.to_owned(),
        state: State::Unknown(near),
    })
}

/// Converts a variable's value to text, if there is any.
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

/// How many variables are remembered at most.
const MAX_NOTED: usize = 100;

/// The one flag with a value that no variable stands in for.
const NO_TWIN: &str = "install";

/// The variable that holds targets when none is given.
pub(super) const TARGET: &str = "PROBELET_TARGET";

/// What the names of all variables for flags begin with.
const TWIN: &str = "PROBELET_";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_means_nothing_is_named() {
        for (name, wanted) in [
            ("PROBELET_MAX_TIME", None),
            ("PROBELET_TARGET", None),
            ("PROBELET_TIMEOUT", Some(Some("PROBELET_MAX_TIME"))),
            ("PROBELET_MAXTIME", Some(Some("PROBELET_MAX_TIME"))),
            ("PROBELET_INSTALL", Some(None)),
            ("PROBELET_INSECURE", Some(None)),
            ("PROBELET_BANANA_SPLIT", Some(None)),
            ("PROBELET_max_time", Some(Some("PROBELET_MAX_TIME"))),
            ("PROBELET_", Some(None)),
        ] {
            let state = unknown(name).map(|variable| variable.state);
            let wanted = wanted.map(|near| State::Unknown(near.map(str::to_owned)));
            assert_eq!(state, wanted, "{name}");
        }
    }
}
