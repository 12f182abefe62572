//! The table of every flag that probelet knows: its own, curl's, wget's and `grpc_health_probe`'s.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

/// What a flag does with the word after it, and with the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Accepted and doing nothing, because it asks for what probelet always does.
    Ignored,
    /// The same, with a value that is dropped.
    IgnoredValue,
    /// The same for the values in the list; any other value is refused with the advice.
    Only {
        /// The values, separated by blanks; `""` stands for an empty one.
        values: &'static str,
        /// What to do instead.
        advice: &'static str,
    },
    /// Known and refused, with what to do instead.
    Refused(&'static str),
    /// On or off.
    Switch,
    /// Takes a value.
    Value,
}

/// A flag of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flag {
    /// The long name without dashes; for an alias the name of the flag that it stands for.
    pub(super) name: &'static str,
    /// What it does.
    pub(super) kind: Kind,
    /// Whether it is written as Go's flags are: with one dash or two, and a switch as `=true`, too.
    pub(super) go: bool,
}

impl Flag {
    /// Finds a flag by one of its names or letters, without dashes.
    pub(super) fn find(name: &str) -> Option<Self> {
        let (name, rest) = line(name).or_else(|| prefix(name))?;
        let (kind, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let (go, kind) = match kind.strip_prefix('~') {
            Some(kind) => (true, kind),
            None => (false, kind),
        };
        let kind = match kind {
            ">" => return Self::find(rest).map(|flag| Self { go, ..flag }),
            "+" => Kind::Switch,
            "-" => Kind::Ignored,
            "-=" => Kind::IgnoredValue,
            "=" => Kind::Value,
            "!" => Kind::Refused(advice(rest)?),
            _ => {
                let (key, values) = rest.split_once(' ')?;
                let advice = advice(key)?;
                Kind::Only { values, advice }
            }
        };
        Some(Self { name, kind, go })
    }

    /// Finds the long name that a misspelt or shortened one was meant to be.
    pub(super) fn nearest(name: &str) -> Option<&'static str> {
        let mut nearest = (usize::MAX, "");
        for (known, rest) in lines() {
            if known.len() < 3
                || known.starts_with('!')
                || rest.trim_start_matches('~').starts_with('!')
            {
                continue;
            }
            let distance = match known.strip_prefix(name) {
                Some(_) if name.len() > 3 => 0,
                _ => distance(name, known),
            };
            if distance < nearest.0 {
                nearest = (distance, known);
            }
        }
        let (distance, known) = nearest;
        (distance <= known.len() / 3).then_some(known)
    }
}

/// Returns the advice that several refused flags share.
fn advice(key: &str) -> Option<&'static str> {
    line(&["!", key].concat()).map(|(_, advice)| advice)
}

/// Finds the line that begins with a name, by halving the sorted table, and splits the name off.
///
/// A command line may hold 100,000 flags.
fn line(name: &str) -> Option<(&'static str, &'static str)> {
    let mut part = TABLE;
    while !part.is_empty() {
        let (before, after) = part.split_at_checked(part.len() / 2)?;
        let start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
        let (lower, _) = part.split_at_checked(start)?;
        let (_, upper) = after.split_once('\n')?;
        let line = part.get(start..part.len().saturating_sub(upper.len()))?;
        let (known, rest) = line.trim_end().split_once(' ')?;
        part = match known.cmp(name) {
            std::cmp::Ordering::Equal => return Some((known, rest)),
            std::cmp::Ordering::Greater => lower,
            std::cmp::Ordering::Less => upper,
        };
    }
    None
}

/// Finds the line of a name that ends with a star and begins as this name does.
///
/// Only refused flags have such a line, so no run that goes on comes here.
fn prefix(name: &str) -> Option<(&'static str, &'static str)> {
    lines().find(|(known, _)| {
        let start = known.strip_suffix('*');
        start.is_some_and(|start| name.starts_with(start))
    })
}

/// Returns the lines of the table, split after the name.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter_map(|line| line.split_once(' '))
}

/// Counts the single-letter edits from one word to another.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i.saturating_add(1);
        for (cell, b) in row.iter_mut().skip(1).zip(to.bytes()) {
            let edited = diagonal.saturating_add(usize::from(a != b));
            let here = edited.min(left.min(*cell).saturating_add(1));
            diagonal = std::mem::replace(cell, here);
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i.saturating_add(1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// One line for each name, sorted by bytes: the name, its kind and what the kind needs.
///
/// | kind | meaning |
/// |---|---|
/// | `=` | takes a value |
/// | `+` | a switch |
/// | `> NAME` | another name of NAME |
/// | `-`, `-=` | accepted and doing nothing; with a value |
/// | `? KEY VALUES` | accepted and doing nothing with one of these values |
/// | `! KEY` | refused with the advice of the line `!KEY`; `NAME*` is every name that begins so |
///
/// A `~` before the kind marks a flag that is also written with one dash, as Go's flags are.
/// A text and not an array of structures, whose pointers would need a relocation each.
const TABLE: &str = include_str!("flags.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_understood_and_found() {
        for (name, rest) in lines() {
            assert_eq!(line(name), Some((name, rest)));
            assert!(
                name.starts_with('!') || Flag::find(name).is_some(),
                "{name} {rest}"
            );
        }
        assert_eq!(lines().count(), TABLE.lines().count());
        assert!(lines().map(|(name, _)| name).is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn no_advice_is_left_over() {
        for (key, _) in lines().filter(|(name, _)| name.starts_with('!')) {
            let key = &key[1..];
            let used = |rest: &str| rest.split(' ').nth(1) == Some(key);
            assert!(lines().any(|(_, rest)| used(rest)), "{key}");
        }
    }

    #[test]
    fn names_that_are_not_in_the_table_are_not_found() {
        for name in ["", "!", "zz", "banana", "max-tim", "max-timee", "ft", "~"] {
            assert!(Flag::find(name).is_none(), "{name}");
        }
        let found = Flag::find("proxy-header").map(|flag| flag.kind);
        assert_eq!(found, Flag::find("preproxy").map(|flag| flag.kind));
    }

    #[test]
    fn a_misspelt_flag_finds_its_neighbour() {
        for (typed, meant) in [
            ("max-tme", Some("max-time")),
            ("expect-stauts", Some("expect-status")),
            ("no-check", Some("no-check-certificate")),
            ("conn", Some("connect-timeout")),
            ("banana-split", None),
        ] {
            assert_eq!(Flag::nearest(typed), meant);
        }
    }
}
