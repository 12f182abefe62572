//! What must hold of everything that is printed.

use serde_json::Value;

use super::SECRET;
use super::capture::capture;
use crate::config::{Config, Format, Silence};
use crate::net::Deadline;
use crate::report::finding::finding;
use crate::report::trace::trace;
use crate::report::{Reporter, misuse};
use crate::run::Listener;
use crate::text::{Misuse, keep_secrets};
use crate::verdict::Verdict;

/// Checks that bytes are one line of at most 1 KiB, and yields it without its end.
pub(crate) fn one_line(bytes: &[u8]) -> &str {
    assert!(bytes.len() <= 1024, "{} bytes", bytes.len());
    any_line(bytes)
}

/// Checks that bytes are one line of any length, and yields it without its end.
fn any_line(bytes: &[u8]) -> &str {
    let text = str::from_utf8(bytes).expect("a line is UTF-8");
    let line = text.strip_suffix('\n').expect("a line ends");
    plain(line);
    line
}

/// Checks that text holds nothing that a terminal would obey, and no secret.
pub(crate) fn plain(line: &str) {
    let bad = line.chars().find(|&c| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    });
    assert_eq!(bad, None, "in {line:?}");
    assert!(!line.contains(SECRET), "the secret shows: {line}");
}

/// Prints a misuse, and checks its line.
pub(crate) fn check_misuse(found: Misuse) {
    let printed = capture(|| {
        misuse(found);
    });
    assert!(printed.stdout.is_empty());
    assert!(one_line(&printed.stderr).starts_with("probelet: "));
}

/// Prints a verdict through the real reporter, and checks everything that it writes.
pub(crate) fn check_verdict(config: &Config, verdict: &Verdict, deadline: Deadline<'_>) {
    let output = &config.output;
    // The first list counts, and not every command line holds the secret.
    keep_secrets(vec![SECRET.into()]);
    let printed = capture(|| Reporter::new(config).verdict(verdict, deadline));
    let (line, rest) = if output.takes_stdout() {
        last_line(&printed.stderr)
    } else {
        let whole = (printed.stdout.as_slice(), printed.stderr.as_slice());
        if output.silence != Silence::Off && verdict.healthy {
            assert!(printed.stdout.is_empty());
            return;
        }
        whole
    };
    // With -v the object holds the whole conversation.
    let line = match output.format {
        Format::Json if output.verbose => any_line(line),
        _ => one_line(line),
    };
    match output.format {
        Format::Json => {
            let value: Value = serde_json::from_str(line).expect("a line of JSON is JSON");
            assert_eq!(value["healthy"], Value::Bool(verdict.healthy));
        }
        Format::Text => check_cause(line, verdict),
    }
    let rest = str::from_utf8(rest).expect("-v is UTF-8");
    assert_eq!(rest.is_empty(), !output.verbose, "{rest}");
    rest.lines().for_each(plain);
    // However little of it is asked for.
    trace(verdict, &config.client, false, &mut |text| {
        text.lines().for_each(plain)
    });
}

/// Checks that the verdict's word comes first and that the cause is within the first 300 bytes.
fn check_cause(line: &str, verdict: &Verdict) {
    let word = if verdict.healthy {
        "healthy: "
    } else {
        "unhealthy: "
    };
    assert!(line.starts_with(word), "{line}");
    let finding = finding(verdict);
    let shown: String = finding.chars().filter(|c| !c.is_control()).collect();
    let end = (0..=100.min(shown.len()))
        .rev()
        .find(|&end| shown.is_char_boundary(end));
    let start = &shown[..end.unwrap_or_default()];
    let at = line
        .find(start)
        .unwrap_or_else(|| panic!("no {start:?} in {line:?}"));
    assert!(at + start.len() <= 300, "the cause comes late: {line}");
}

/// Splits the last line off.
fn last_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let ended = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let start = ended
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |at| at + 1);
    let (rest, line) = bytes.split_at(start);
    (line, rest)
}
