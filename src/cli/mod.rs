//! argv to flags and targets: what was typed. The only user of pico-args.

mod env;
mod expand;
mod flag;
pub(crate) mod usage;

use std::ffi::OsString;

use pico_args::Arguments;

use crate::text::{Misuse, quote, redact};

pub(crate) use env::Env;
use expand::{expand, expand_target};
use flag::{Flag, Kind};

/// What the command line asks for.
pub(crate) enum Invocation {
    /// `--help`, or `--help all`.
    Help {
        /// Whether everything is wanted.
        all: bool,
    },
    /// A run of some kind.
    Run(Flags),
    /// `--version`.
    Version,
}

/// A value as it was given, and by which name.
#[derive(Clone, Copy)]
pub(crate) struct Given {
    /// `--max-time` or `PROBELET_MAX_TIME`.
    pub(crate) name: &'static str,
    /// The value, expanded when it came from the command line.
    pub(crate) text: &'static str,
    /// Whether an `@` in front was typed, and not brought by a variable.
    typed_at: bool,
}

impl Given {
    /// Stands in for a typed value in tests.
    #[cfg(test)]
    pub(crate) fn fake(text: &'static str) -> Self {
        Self {
            name: "--flag",
            text,
            typed_at: true,
        }
    }

    /// Reports whether the value was typed, and does not stem from the environment.
    pub(crate) fn is_typed(self) -> bool {
        self.name.starts_with('-')
    }

    /// Yields the file that `@FILE` names.
    pub(crate) fn file(self) -> Option<&'static str> {
        self.text.strip_prefix('@').filter(|_| self.typed_at)
    }

    /// Makes the misuse that quotes this value.
    pub(crate) fn misuse(self, reason: &str) -> Misuse {
        self.secret_misuse(&[&quote(self.text), " ", reason].concat())
    }

    /// Makes the misuse for a value that is a secret, or holds one.
    pub(crate) fn secret_misuse(self, reason: &str) -> Misuse {
        Misuse::new(self.name, reason)
    }
}

/// The flags as typed, not yet understood.
pub(crate) struct Flags {
    /// Every flag under its long name; a value follows with `=` in front, so that none of them
    /// can pass for a flag.
    args: Arguments,
    /// The targets, in order.
    targets: Vec<String>,
}

/// Splits argv into flags and targets, combined letters and attached values included.
///
/// pico-args alone would take a following flag as a value and knows neither `-qO-` nor `-fsSo X`.
pub(crate) fn parse(env: &Env) -> Result<Invocation, Misuse> {
    let mut words = env.args()?.into_iter();
    let mut args = Vec::new();
    let mut targets = Vec::new();
    while let Some(word) = words.next() {
        if word == "--" {
            targets.extend(words.by_ref());
        } else if word == "-nv" {
            // wget's one flag of two letters.
        } else if let Some(long) = word.strip_prefix("--") {
            let (name, attached) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (long, None),
            };
            let flag = Flag::long(name).ok_or_else(|| unknown(name))?;
            if flag.name == "help" {
                return Ok(Invocation::Help {
                    all: words.next().as_deref() == Some("all"),
                });
            }
            take(flag, &format!("--{name}"), attached, &mut words, &mut args)?;
        } else if let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            let mut rest = letters.chars();
            while let Some(letter) = rest.next() {
                let flag = Flag::short(letter).ok_or_else(|| {
                    Misuse::new(&quote(&format!("-{letter}")), "unknown flag; see --help")
                })?;
                if flag.name == "help" {
                    return Ok(Invocation::Help {
                        all: words.next().as_deref() == Some("all"),
                    });
                }
                let attached = match flag.kind {
                    Kind::Value | Kind::IgnoredValue if !rest.as_str().is_empty() => {
                        Some(rest.by_ref().collect())
                    }
                    _ => None,
                };
                take(flag, &format!("-{letter}"), attached, &mut words, &mut args)?;
            }
        } else {
            targets.push(word);
        }
    }
    let mut flags = Flags {
        args: Arguments::from_vec(args),
        targets,
    };
    Ok(if flags.switch("--version") {
        Invocation::Version
    } else {
        Invocation::Run(flags)
    })
}

/// Puts one flag, with its value if it takes one, under its long name.
fn take(
    flag: Flag,
    typed: &str,
    attached: Option<String>,
    words: &mut impl Iterator<Item = String>,
    args: &mut Vec<OsString>,
) -> Result<(), Misuse> {
    match flag.kind {
        Kind::Refused => return Err(Misuse::new(typed, flag.advice())),
        Kind::Ignored | Kind::Switch if attached.is_some() => {
            return Err(Misuse::new(typed, "takes no value; leave it out"));
        }
        Kind::Ignored => {}
        Kind::Switch => args.push(format!("--{}", flag.name).into()),
        Kind::IgnoredValue | Kind::Value => {
            let value = match attached {
                Some(value) => value,
                None => following(typed, words)?,
            };
            if typed == "-Y" && value != "off" {
                return Err(Misuse::new(
                    typed,
                    "probelet never uses a proxy; leave it out",
                ));
            }
            if flag.kind == Kind::Value {
                args.push(format!("--{}", flag.name).into());
                args.push(format!("={value}").into());
            }
        }
    }
    Ok(())
}

/// Takes the next word as a value, unless it looks like a flag.
fn following(typed: &str, words: &mut impl Iterator<Item = String>) -> Result<String, Misuse> {
    let value = words
        .next()
        .ok_or_else(|| Misuse::new(typed, "needs a value after it"))?;
    if value.starts_with('-') && value != "-" {
        // Any other word may be a secret that begins with a dash.
        let next = match value.split('=').next().filter(|word| is_flag(word)) {
            Some(word) => quote(word),
            None => "what follows".to_owned(),
        };
        let reason = format!(
            "needs a value, and {next} looks like a flag; attach a value that begins with a dash"
        );
        return Err(Misuse::new(typed, &reason));
    }
    Ok(value)
}

/// Tells the name of a flag.
fn is_flag(word: &str) -> bool {
    match (word.strip_prefix("--"), word.strip_prefix('-')) {
        (Some(long), _) => Flag::long(long).is_some(),
        (None, Some(short)) => {
            let mut letters = short.chars();
            letters.next().and_then(Flag::short).is_some() && letters.next().is_none()
        }
        (None, None) => false,
    }
}

/// Says that a long flag does not exist, and which one was perhaps meant.
fn unknown(name: &str) -> Misuse {
    let reason = match Flag::nearest(name) {
        Some(near) => format!("unknown flag; did you mean --{near}?"),
        None => "unknown flag; see --help".to_owned(),
    };
    Misuse::new(&quote(&format!("--{name}")), &reason)
}

impl Flags {
    /// Tells whether a switch was given, and forgets it.
    pub(crate) fn switch(&mut self, name: &'static str) -> bool {
        let mut given = false;
        while self.args.contains(name) {
            given = true;
        }
        given
    }

    /// Yields every value of a flag in order, else that of its environment twin.
    pub(crate) fn values(
        &mut self,
        name: &'static str,
        env: &Env,
    ) -> Result<&'static [Given], Misuse> {
        let mut all = Vec::new();
        let text = |value: &str| Ok::<_, String>(value.get(1..).unwrap_or_default().to_owned());
        while let Ok(Some(value)) = self.args.opt_value_from_fn(name, text) {
            let text = expand(&value, name, env)?.leak();
            all.push(Given {
                name,
                text,
                typed_at: value.starts_with('@'),
            });
        }
        if all.is_empty()
            && let Some((name, text)) = env.twin(name)?
        {
            all.push(Given {
                name: name.leak(),
                text: text.leak(),
                typed_at: true,
            });
        }
        Ok(all.leak())
    }

    /// Yields a flag's value; the last one wins, as in curl and wget.
    pub(crate) fn value(&mut self, name: &'static str, env: &Env) -> Result<Option<Given>, Misuse> {
        Ok(self.values(name, env)?.last().copied())
    }

    /// Tells whether any target was typed.
    pub(crate) fn has_targets(&self) -> bool {
        !self.targets.is_empty()
    }

    /// Yields the targets, expanded, or those of `PROBELET_TARGET`.
    pub(crate) fn targets(&mut self, env: &Env) -> Result<Vec<String>, Misuse> {
        let typed = std::mem::take(&mut self.targets);
        let mut targets = Vec::new();
        for target in &typed {
            if matches!(
                target.as_str(),
                "||" | "&&" | "|" | ";" | "&" | ">" | "2>&1"
            ) {
                let reason = "belongs to a shell and there is none; leave it and what follows out";
                return Err(Misuse::new(&quote(target), reason));
            }
            if matches!(target.as_str(), "curl" | "wget") {
                let reason = "is the word that probelet replaces; leave it out";
                return Err(Misuse::new(&quote(target), reason));
            }
            targets.push(match target.as_bytes().contains(&b'$') {
                true => expand_target(target, &quote(&redact(target)), env)?,
                false => target.clone(),
            });
        }
        if targets.is_empty()
            && let Some(list) = env.var("PROBELET_TARGET")?
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

    /// Makes sure that nothing was left unread: every flag has its user.
    pub(crate) fn finish(self) -> Result<(), Misuse> {
        match self.args.finish().first() {
            None => Ok(()),
            Some(left) => Err(Misuse::new(&left.to_string_lossy(), "has no effect here")),
        }
    }
}
