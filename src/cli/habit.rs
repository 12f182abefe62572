//! Advice for what people write out of habit, and mistype.

use super::flag::{Flag, Kind, advice};
use super::given::Typed;
use crate::text::{Misuse, quote};

/// Reads `--no-NAME`, with which curl and wget turn a flag off.
///
/// What is never done need not be turned off: such a flag does nothing.
pub(super) fn negated(name: &'static str) -> Result<Option<Flag>, Misuse> {
    let Some(positive) = name.strip_prefix("no-") else {
        return Ok(None);
    };
    let reason = match Flag::find(positive) {
        None if advice(positive).is_none() => return Ok(None),
        None => {
            let (kind, go) = (Kind::Ignored, false);
            return Ok(Some(Flag { name, kind, go }));
        }
        Some(Flag { name, kind, .. }) => match kind {
            Kind::Switch => ["leave --", name, " out instead"].concat(),
            Kind::Ignored => ["probelet always does what --", name, " asks for"].concat(),
            _ => return Ok(None),
        },
    };
    Err(Typed { dashes: "--", name }.misuse(&reason))
}

/// Reports whether these letters behind an `n` make flags of wget that do nothing: `-nv`, `-nvc`.
pub(super) fn is_wgets(letters: &str) -> bool {
    let fits = |letter: u8| matches!(letter, b'c' | b'd' | b'H' | b'p' | b'v');
    !letters.is_empty() && letters.bytes().all(fits)
}

/// Returns the misuse for a long flag that is refused or does not exist.
pub(super) fn unknown(name: &'static str) -> Misuse {
    let typed = Typed { dashes: "--", name };
    match (advice(name), name.split_once(' ')) {
        (Some(advice), _) => typed.misuse(advice),
        (None, Some((name, _))) if Flag::find(name).is_some() => one_word("--", name),
        _ => Misuse::new(quote(&typed.text()), &did_you_mean(name)),
    }
}

/// Returns the misuse for a letter that is refused or does not exist, in a word of this name.
///
/// The word itself is not shown: a part of it may be a secret.
pub(super) fn unknown_letter(letter: Typed, previous: &'static str, name: &str) -> Misuse {
    if let Some((flag, _)) = name.split_once(' ')
        && Flag::find(flag).is_some_and(|flag| flag.go)
    {
        return one_word("-", flag);
    }
    let meant = Flag::nearest(name).filter(|_| name.len() > 3);
    match (advice(letter.name), meant) {
        _ if letter.name == " " => one_word("-", previous),
        _ if letter.name == "=" && !previous.is_empty() => {
            let name = previous;
            Typed { dashes: "-", name }.misuse("takes no value; leave it out")
        }
        (Some(advice), None) => letter.misuse(advice),
        _ => Misuse::new(quote(&letter.text()), &did_you_mean(name)),
    }
}

/// Returns the misuse for a long name behind one dash, as Go's programs take it.
pub(super) fn one_dash(name: &'static str) -> Misuse {
    let typed = Typed { dashes: "-", name };
    match advice(name) {
        Some(advice) => typed.misuse(advice),
        None => typed.misuse(&["needs two dashes; write --", name].concat()),
    }
}

/// Returns the misuse for a word among the targets that cannot be one.
pub(super) fn leftover(word: &str, is_first: bool) -> Option<Misuse> {
    let is_shell = |part: &&str| {
        let redirected = part.trim_start_matches(['1', '2', '&']);
        matches!(*part, "||" | "&&" | "|" | ";" | "&")
            || redirected.starts_with(['>', '<'])
            || (*part == "exit" && !is_first)
    };
    if let Some(part) = word.split(' ').find(is_shell) {
        let reason = "belongs to a shell and there is none; leave it and what follows out";
        return Some(Misuse::new(quote(part), reason));
    }
    let (_, program) = word.rsplit_once('/').unwrap_or(("", word));
    let is_program = program == word || word.starts_with('/');
    let replaced = match program {
        "CMD" | "CMD-SHELL" => program == word,
        "curl" | "grpc-health-probe" | "grpc_health_probe" | "probelet" | "wget" => is_program,
        _ => false,
    };
    let reason = "is not a target; probelet takes the place of the program, so leave it out";
    (replaced && is_first).then(|| Misuse::new(quote(word), reason))
}

/// Returns the misuse for a flag that shares its word with what follows.
fn one_word(dashes: &str, name: &str) -> Misuse {
    let reason = "stands in one word with what follows; make two words of it";
    Misuse::new(&[dashes, name].concat(), reason)
}

/// Returns what was perhaps meant by a name.
fn did_you_mean(name: &str) -> String {
    match Flag::nearest(name) {
        Some(near) => ["unknown flag; did you mean --", near, "?"].concat(),
        None => "unknown flag; see --help".to_owned(),
    }
}
