//! Differences, and the list of reasons for them.

use std::fmt;

use super::others::Said;

/// A server that somebody judges otherwise.
pub(super) struct Difference<'a> {
    /// The server's name.
    pub(super) name: &'a str,
    /// Who judges it otherwise.
    pub(super) who: &'a str,
    /// What probelet says.
    pub(super) ours: &'a Said,
    /// What the other program says.
    pub(super) theirs: &'a Said,
}

impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            who,
            ours,
            theirs,
        } = self;
        write!(
            f,
            "{name}\n\t{who}: {}\n\tprobelet: {}",
            theirs.words, ours.words
        )
    }
}

/// Why somebody judges otherwise.
#[derive(Debug)]
pub(super) struct Reason {
    /// The whole line.
    pub(super) line: &'static str,
    /// Who.
    who: &'static str,
    /// What the other program's words hold.
    theirs: &'static str,
    /// What probelet's line holds.
    ours: &'static str,
}

impl Reason {
    /// Reports whether this is the reason for a difference.
    pub(super) fn fits(&self, difference: &Difference<'_>) -> bool {
        self.who == difference.who
            && difference.theirs.words.contains(self.theirs)
            && difference.ours.words.contains(self.ours)
    }
}

/// Reads the list: a line is name, who, what the other program's words hold, what probelet's line
/// holds, and the reason, with a bar between them.
pub(super) fn reasons() -> Vec<Reason> {
    let lines = include_str!("differences.txt").lines();
    let lines = lines.filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let cells: Vec<_> = line.split(" | ").collect();
            let [_, who, theirs, ours, _] = <[_; 5]>::try_from(cells).expect("five cells");
            let [theirs, ours] = [theirs, ours].map(str::trim);
            Reason {
                line,
                who,
                theirs,
                ours,
            }
        })
        .collect()
}
