//! Flags and targets as they were given, not yet understood.

use super::env::TARGET;
use super::expand::{expand, expand_target};
use super::value::Given;
use super::{Env, habit};
use crate::text::{Misuse, quote, redact};

/// The flags and targets as typed.
#[derive(Default)]
pub(crate) struct Flags {
    /// The flags, in order.
    given: Vec<Flag>,
    /// The flags that do nothing, each once.
    ignored: Vec<Typed>,
    /// The targets, in order.
    pub(super) targets: Vec<&'static str>,
    /// The first value that cannot be read.
    misuse: Option<Misuse>,
}

/// One flag as typed.
struct Flag {
    /// Its long name, without dashes.
    name: &'static str,
    /// What was given with it.
    value: Value,
    /// Whether `config` has read it.
    is_read: bool,
}

/// What was given with a flag.
#[derive(Clone, Copy)]
pub(super) enum Value {
    /// On, or off as in `-tls=false`.
    Switch(bool),
    /// A value, not yet expanded.
    Text(&'static str),
}

/// A flag by the name that was typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Typed {
    /// One dash or two.
    pub(super) dashes: &'static str,
    /// The name or letter behind them.
    pub(super) name: &'static str,
}

impl Typed {
    /// Returns the name with its dashes.
    pub(super) fn text(self) -> String {
        [self.dashes, self.name].concat()
    }

    /// Returns the misuse that names this flag.
    pub(super) fn misuse(self, reason: &str) -> Misuse {
        Misuse::new(&self.text(), reason)
    }
}

impl Flags {
    /// Adds a flag with its value.
    pub(super) fn push(&mut self, name: &'static str, value: Value) {
        self.given.push(Flag {
            name,
            value,
            is_read: false,
        });
    }

    /// Adds a flag that does nothing.
    pub(super) fn ignore(&mut self, typed: Typed) {
        if !self.ignored.contains(&typed) {
            self.ignored.push(typed);
        }
    }

    /// Returns what was given with a flag, in order.
    fn read<'a>(
        &'a mut self,
        names: &'a [&'static str],
    ) -> impl Iterator<Item = (&'static str, Value)> {
        self.given.iter_mut().filter_map(|flag| {
            let name = names
                .iter()
                .find(|name| name.strip_prefix("--") == Some(flag.name))?;
            flag.is_read = true;
            Some((*name, flag.value))
        })
    }

    /// Reports whether a switch is on; the last one wins.
    pub(crate) fn switch(&mut self, name: &'static str) -> bool {
        matches!(self.read(&[name]).last(), Some((_, Value::Switch(true))))
    }

    /// Returns every value of a flag in order, else that of its environment twin.
    pub(crate) fn values(&mut self, name: &'static str, env: &Env) -> &'static [Given] {
        self.values_of(&[name], env)
    }

    /// Returns every value of several flags in the order typed, else those of their twins; none where
    /// one cannot be read, which `check` reports.
    pub(crate) fn values_of(&mut self, names: &[&'static str], env: &Env) -> &'static [Given] {
        match self.try_values(names, env) {
            Ok(values) => values.leak(),
            Err(misuse) => {
                self.misuse.get_or_insert(misuse);
                &[]
            }
        }
    }

    /// Returns what `values_of` returns, or the value that cannot be read.
    fn try_values(&mut self, names: &[&'static str], env: &Env) -> Result<Vec<Given>, Misuse> {
        let mut all = Vec::new();
        for (name, value) in self.read(names) {
            let Value::Text(typed) = value else { continue };
            let text = match typed.as_bytes().contains(&b'$') {
                true => expand(typed, name, env)?.leak(),
                false => typed,
            };
            let typed_at = typed.starts_with('@');
            all.push(Given {
                name,
                text,
                is_typed: true,
                typed_at,
            });
        }
        if all.is_empty() {
            for name in names.iter().filter_map(|name| name.strip_prefix("--")) {
                if let Some((name, text)) = env.twin(name)? {
                    all.push(Given {
                        name: name.leak(),
                        text,
                        is_typed: false,
                        typed_at: true,
                    });
                }
            }
        }
        Ok(all)
    }

    /// Returns a flag's value; the last one wins, as in curl and wget.
    pub(crate) fn value(&mut self, name: &'static str, env: &Env) -> Option<&'static Given> {
        self.values(name, env).last()
    }

    /// Makes sure that every value could be read.
    pub(crate) fn check(&self) -> Result<(), Misuse> {
        self.misuse.map_or(Ok(()), Err)
    }

    /// Reports whether a flag was typed.
    pub(crate) fn was_typed(&self, name: &str) -> bool {
        let bare = name.strip_prefix("--");
        self.given.iter().any(|flag| Some(flag.name) == bare)
    }

    /// Reports whether any target was typed.
    pub(crate) fn has_targets(&self) -> bool {
        !self.targets.is_empty()
    }

    /// Returns the targets, expanded, or those of `PROBELET_TARGET`.
    pub(crate) fn targets(&mut self, env: &Env) -> Result<Vec<String>, Misuse> {
        let mut targets = Vec::new();
        for &target in &self.targets {
            habit::leftover(target, targets.is_empty()).map_or(Ok(()), Err)?;
            targets.push(match target.as_bytes().contains(&b'$') {
                true => expand_target(target, quote(&redact(target)), env)?,
                false => target.to_owned(),
            });
        }
        if targets.is_empty()
            && let Some(list) = env.var(TARGET)?
        {
            targets.extend(list.split_ascii_whitespace().map(str::to_owned));
        }
        if targets.is_empty() {
            return Err(Misuse::new(
                "no target",
                "write probelet http://localhost:8000/health",
            ));
        }
        Ok(targets)
    }

    /// Returns the flags that were typed and do nothing, each once.
    pub(crate) fn ignored(&self) -> Vec<&'static str> {
        let names = self.ignored.iter().map(|typed| typed.text());
        names.map(|name| &*name.leak()).collect()
    }

    /// Makes sure that nothing was left unread: every flag has its user.
    pub(crate) fn finish(self) -> Result<(), Misuse> {
        match self.given.iter().find(|flag| !flag.is_read) {
            None => Ok(()),
            Some(Flag { name, .. }) => {
                Err(Typed { dashes: "--", name }.misuse("has no effect here"))
            }
        }
    }
}
