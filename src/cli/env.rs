//! The command line and the environment, as the program was given them.

use std::cell::RefCell;

use super::flag::{Flag, Kind};
use crate::text::Misuse;

/// What the process was given.
pub(crate) struct Env {
    /// The arguments without the program's name.
    args: Vec<&'static [u8]>,
    /// The variables, as `NAME=VALUE`.
    variables: Vec<&'static [u8]>,
    /// Those named `PROBELET_…`: often none, and then no flag's is looked for.
    twins: Vec<&'static [u8]>,
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
    /// Takes the words of the command line, the program's name first, and the variables.
    pub(crate) fn new(
        words: impl Iterator<Item = &'static [u8]>,
        variables: impl Iterator<Item = &'static [u8]>,
    ) -> Self {
        let variables: Vec<_> = variables.collect();
        let is_twin = |variable: &&[u8]| variable.starts_with(TWIN.as_bytes());
        Self {
            args: words.skip(1).collect(),
            twins: variables.iter().copied().filter(is_twin).collect(),
            variables,
            used: RefCell::default(),
        }
    }

    /// Stands in for a process environment in tests.
    #[cfg(test)]
    pub(crate) fn fake(words: &[&'static str], variables: &[&'static str]) -> Self {
        let bytes = |text: &&'static str| text.as_bytes();
        let words = std::iter::once(&b"probelet"[..]).chain(words.iter().map(bytes));
        Self::new(words, variables.iter().map(bytes))
    }

    /// Returns the arguments; one that is not UTF-8 is misuse.
    pub(super) fn args(&self) -> Result<Vec<&'static str>, Misuse> {
        // The bytes are not shown: they may be a secret's.
        let refused =
            |at: usize| Misuse::new(&format!("argument {at}"), "is not UTF-8; write plain text");
        let numbered = (1..).zip(&self.args);
        numbered
            .map(|(at, arg)| str::from_utf8(arg).map_err(|_| refused(at)))
            .collect()
    }

    /// Returns a variable's value; unset and empty are the same, as in `${NAME:-default}`.
    pub(super) fn var(&self, name: &str) -> Result<Option<&'static str>, Misuse> {
        let value = text(name, find(&self.variables, name))?;
        self.note(name, value.is_some());
        Ok(value)
    }

    /// Reports whether colour is unwanted (no-color.org).
    pub(crate) fn no_color(&self) -> bool {
        find(&self.variables, "NO_COLOR").is_some_and(|value| !value.is_empty())
    }

    /// Returns name and value of the variable that stands in for a long flag.
    pub(super) fn twin(&self, flag: &str) -> Result<Option<(String, &'static str)>, Misuse> {
        if self.twins.is_empty() || flag == NO_TWIN {
            return Ok(None);
        }
        let name = twin_name(flag);
        let value = text(&name, find(&self.twins, &name))?;
        if value.is_some() {
            self.note(&name, true);
        }
        Ok(value.map(|value| (name, value)))
    }

    /// Returns the variables that were asked for, and those named `PROBELET_…` that mean nothing.
    pub(crate) fn variables(&self) -> Vec<Variable> {
        let mut all = self.used.take();
        let name = |variable: &&'static [u8]| variable.split(|&b| b == b'=').next();
        let names = self.twins.iter().filter_map(name);
        all.extend(names.filter_map(|name| unknown(&String::from_utf8_lossy(name))));
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

/// Finds the value of a variable.
fn find(variables: &[&'static [u8]], name: &str) -> Option<&'static [u8]> {
    let value =
        |variable: &&'static [u8]| variable.strip_prefix(name.as_bytes())?.strip_prefix(b"=");
    variables.iter().find_map(value)
}

/// Converts a variable's value to text, if there is any.
fn text(name: &str, value: Option<&'static [u8]>) -> Result<Option<&'static str>, Misuse> {
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let refused = |_| {
        Misuse::new(
            &["variable ", name].concat(),
            "is not UTF-8; set it to plain text",
        )
    };
    str::from_utf8(value).map(Some).map_err(refused)
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
