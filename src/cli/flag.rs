//! The table of every flag that probelet knows: its own, curl's, wget's and `grpc_health_probe`'s.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

/// Whether a flag takes a value, and whether it does anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Accepted and doing nothing, because it asks for what probelet always does.
    Ignored,
    /// The same, with a value that is dropped.
    IgnoredValue,
    /// The same for these values, separated by blanks, of which `""` is the empty one. With any
    /// other value, and without one, it is refused.
    Only(&'static str),
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
    /// Finds a flag by one of its names or letters, without dashes; not one that is refused.
    pub(super) fn find(name: &str) -> Option<Self> {
        let (name, rest) = line(name)?;
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
            _ => Kind::Only(rest),
        };
        Some(Self { name, kind, go })
    }

    /// Finds the long name that a misspelt or shortened one was meant to be.
    pub(super) fn nearest(name: &str) -> Option<&'static str> {
        let mut nearest = (usize::MAX, "");
        for (known, rest) in lines() {
            if known.len() < 3 || rest.starts_with('?') {
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

/// Returns what to do instead of a refused flag.
pub(super) fn advice(name: &str) -> Option<&'static str> {
    let is_it = |known: &str| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => known == name,
    };
    REFUSED.lines().find_map(|line| {
        let (names, advice) = line.split_once(' ')?;
        names.split(',').any(is_it).then_some(advice)
    })
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
        let (known, rest) = line.trim_ascii_end().split_once(' ')?;
        part = match known.cmp(name) {
            std::cmp::Ordering::Equal => return Some((known, rest)),
            std::cmp::Ordering::Greater => lower,
            std::cmp::Ordering::Less => upper,
        };
    }
    None
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
/// | `? VALUES` | accepted and doing nothing with one of these values, else refused |
///
/// A `~` before the kind marks a flag that is also written with one dash, as Go's flags are.
/// A text and not an array of structures, whose pointers would need a relocation each.
const TABLE: &str = include_str!("flags.txt");

/// One line for each reason to refuse a flag: its names, separated by commas, and what to do
/// instead. `NAME*` is every name that begins so.
const REFUSED: &str = include_str!("refused.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_understood_and_found() {
        for (name, rest) in lines() {
            assert_eq!(line(name), Some((name, rest)));
            let flag = Flag::find(name).expect("a kind");
            let needs_advice = matches!(flag.kind, Kind::Only(_));
            assert!(!needs_advice || advice(flag.name).is_some(), "{name}");
        }
        assert_eq!(lines().count(), TABLE.lines().count());
        assert!(lines().map(|(name, _)| name).is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn every_refused_name_is_there_once_and_is_not_accepted() {
        let lines = REFUSED
            .lines()
            .map(|line| line.split_once(' ').expect("an advice"));
        let mut names: Vec<_> = lines.flat_map(|(names, _)| names.split(',')).collect();
        for name in &names {
            let kind = Flag::find(name).map(|flag| flag.kind);
            assert!(matches!(kind, None | Some(Kind::Only(_))), "{name}");
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn names_that_are_not_in_the_table_are_not_found() {
        for name in ["", "!", "zz", "banana", "max-tim", "max-timee", "ft", "~"] {
            assert!(Flag::find(name).is_none(), "{name}");
        }
        assert_eq!(advice("proxy-header"), advice("x"));
        assert_eq!(advice("banana"), None);
    }

    #[test]
    fn a_misspelt_flag_finds_its_neighbour() {
        for (typed, meant) in [
            ("max-tme", Some("max-time")),
            ("expect-stauts", Some("expect-status")),
            ("no-check", Some("no-check-certificate")),
            ("conn", Some("connect-timeout")),
            // Three letters are the beginning of too much.
            ("con", None),
            ("banana-split", None),
        ] {
            assert_eq!(Flag::nearest(typed), meant);
        }
    }
}
