//! Splits argv into flags and targets, combined letters and attached values included.

use std::vec::IntoIter;

use super::flag::{Flag, Kind, advice};
use super::given::{Typed, Value};
use super::{Env, Flags, habit};
use crate::text::{Misuse, quote};

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

/// Splits argv into flags and targets.
pub(crate) fn parse(env: &Env) -> Result<Invocation, Misuse> {
    let mut words = Words {
        rest: env.args()?.into_iter(),
        seen: Vec::new(),
        flags: Flags::default(),
    };
    while let Some(word) = words.rest.next() {
        let is_help = match word.strip_prefix('-') {
            None | Some("") => {
                words.flags.targets.push(word);
                false
            }
            Some("-") => {
                words.flags.targets.extend(words.rest.by_ref());
                false
            }
            Some(rest) => match rest.strip_prefix('-') {
                Some(long) => words.long(long)?,
                None => words.letters(rest)?,
            },
        };
        if is_help {
            let all = words.rest.next() == Some("all");
            return Ok(Invocation::Help { all });
        }
    }
    Ok(if words.flags.switch("--version") {
        Invocation::Version
    } else {
        Invocation::Run(words.flags)
    })
}

/// The words that are left, and what was found so far.
struct Words {
    /// The words that are left.
    rest: IntoIter<&'static str>,
    /// The flags that were looked up, because a command line may hold 100,000 of a few kinds.
    seen: Vec<(&'static str, Flag)>,
    /// What was found so far.
    flags: Flags,
}

impl Words {
    /// Finds a flag by one of its names or letters, without dashes.
    fn find(&mut self, name: &'static str) -> Option<Flag> {
        if let Some((_, flag)) = self.seen.iter().find(|(known, _)| *known == name) {
            return Some(*flag);
        }
        let flag = Flag::find(name)?;
        self.seen.push((name, flag));
        Some(flag)
    }

    /// Takes what follows two dashes; returns whether it asks for help.
    fn long(&mut self, word: &'static str) -> Result<bool, Misuse> {
        let (name, value) = name_and_value(word);
        // A letter has one dash, unless Go's flags have that name.
        let flag = match self.find(name).filter(|flag| name.len() > 1 || flag.go) {
            Some(flag) => flag,
            None => {
                let flag = habit::negated(name)?.ok_or_else(|| habit::unknown(name))?;
                self.seen.push((name, flag));
                flag
            }
        };
        self.take(flag, Typed { dashes: "--", name }, value)
    }

    /// Takes what follows one dash: letters, the last of them perhaps with its value, or one of
    /// the names that have one dash; returns whether it asks for help.
    fn letters(&mut self, word: &'static str) -> Result<bool, Misuse> {
        let (name, value) = name_and_value(word);
        match self.find(name) {
            Some(flag) if flag.go => return self.take(flag, Typed { dashes: "-", name }, value),
            Some(_) if name.len() > 2 => return Err(habit::one_dash(name)),
            _ => {}
        }
        let mut letters = word.chars();
        let mut previous = "";
        while let Some((letter, rest)) = split_first(&mut letters) {
            let typed = Typed {
                dashes: "-",
                name: letter,
            };
            // wget's flags of two letters may end such a word: -qnv.
            if letter == "n" && habit::is_wgets(rest) {
                self.flags.ignore(typed);
                break;
            }
            let flag = self
                .find(letter)
                .ok_or_else(|| habit::unknown_letter(typed, previous, name))?;
            previous = letter;
            let takes_value = !matches!(flag.kind, Kind::Ignored | Kind::Switch);
            let attached = Some(rest).filter(|rest| takes_value && !rest.is_empty());
            if self.take(flag, typed, attached.map(str::trim_ascii_start))? {
                return Ok(true);
            }
            if attached.is_some() {
                break;
            }
        }
        Ok(false)
    }

    /// Takes one flag, with its value if it has one; returns whether it asks for help.
    fn take(
        &mut self,
        flag: Flag,
        typed: Typed,
        attached: Option<&'static str>,
    ) -> Result<bool, Misuse> {
        match (flag.kind, attached) {
            (Kind::Switch, Some(value)) if flag.go && flag.name != "help" => {
                let on = truth(value)
                    .ok_or_else(|| typed.misuse("is on or off; write =true or =false"))?;
                self.flags.push(flag.name, Value::Switch(on));
            }
            (Kind::Ignored | Kind::Switch, Some(_)) => {
                return Err(typed.misuse("takes no value; leave it out"));
            }
            (Kind::Switch, None) if flag.name == "help" => return Ok(true),
            (Kind::Switch, None) => self.flags.push(flag.name, Value::Switch(true)),
            (Kind::Ignored, None) => self.flags.ignore(typed),
            (Kind::IgnoredValue, _) => {
                self.value(typed, attached)?;
                self.flags.ignore(typed);
            }
            (Kind::Only(values), _) => {
                let value = attached.or_else(|| self.rest.next());
                let value = value.map(|value| if value.is_empty() { "\"\"" } else { value });
                if !values.split(' ').any(|known| Some(known) == value) {
                    let advice = advice(flag.name).unwrap_or_default();
                    return Err(typed.misuse(advice));
                }
                self.flags.ignore(typed);
            }
            (Kind::Value, _) => {
                let value = self.value(typed, attached)?;
                self.flags.push(flag.name, Value::Text(value));
            }
        }
        Ok(false)
    }

    /// Returns the attached value, or else the next word, unless that looks like a flag.
    fn value(
        &mut self,
        typed: Typed,
        attached: Option<&'static str>,
    ) -> Result<&'static str, Misuse> {
        if let Some(value) = attached {
            return Ok(value);
        }
        let value = self.rest.next();
        let value = value.ok_or_else(|| typed.misuse("needs a value after it"))?;
        if value.starts_with('-') && value != "-" {
            // Any other word may be a secret that begins with a dash.
            let (word, _) = name_and_value(value);
            let next = if is_flag(word) {
                quote(word)
            } else {
                "what follows"
            };
            let reason = format!(
                "needs a value, and {next} looks like a flag; attach a value that begins with a dash"
            );
            return Err(typed.misuse(&reason));
        }
        Ok(value)
    }
}

/// Splits `NAME=VALUE`.
fn name_and_value(word: &str) -> (&str, Option<&str>) {
    match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    }
}

/// Splits the next letter off a word.
fn split_first(letters: &mut std::str::Chars<'static>) -> Option<(&'static str, &'static str)> {
    let word = letters.as_str();
    letters.next()?;
    let rest = letters.as_str();
    Some((word.strip_suffix(rest)?, rest))
}

/// Reads a boolean as Go does.
fn truth(value: &str) -> Option<bool> {
    match value {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// Reports whether a word is the name of a flag.
fn is_flag(word: &str) -> bool {
    match (word.strip_prefix("--"), word.strip_prefix('-')) {
        (Some(long), _) => Flag::find(long).is_some(),
        (None, Some(short)) => Flag::find(short).is_some_and(|flag| flag.go || short.len() == 1),
        (None, None) => false,
    }
}
