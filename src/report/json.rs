//! `--format json`: one object a line; the schema is in `docs/json.md`.

use std::fmt::Write;
use std::time::Instant;

use crate::duration::as_micros;
use crate::net::{Client, Hop, Reply};
use crate::report::trace::conversation;
use crate::verdict::Verdict;

/// Writes a verdict as JSON, with the line end. Members keep their order; new ones come last.
///
/// The bounds of the texts together keep the line within 1 KiB, unless `-v` asks for all: then it
/// brings the client along, and what is known of variables.
pub(crate) fn json_line(
    verdict: &Verdict,
    hint: Option<&str>,
    verbose: Option<(&Client, &str)>,
) -> String {
    let outcome = &verdict.outcome;
    let last = outcome.hops.last();
    let status = match &outcome.result {
        Ok(Reply::Answer(answer)) => Some(answer.status),
        _ => None,
    };
    let mut line = String::from("{\"version\":1");
    text(&mut line, "target", Some(&verdict.target.to_string()), 160);
    plain(&mut line, "healthy", &verdict.healthy.to_string());
    text(&mut line, "finding", Some(&verdict.finding), 240);
    text(&mut line, "hint", hint, 120);
    plain(
        &mut line,
        "status",
        &status.map_or("null".to_owned(), |status| status.to_string()),
    );
    let address = last
        .and_then(|hop| hop.peer.as_ref())
        .map(ToString::to_string);
    text(&mut line, "address", address.as_deref(), 110);
    plain(
        &mut line,
        "redirects",
        &outcome.hops.len().saturating_sub(1).to_string(),
    );
    text(&mut line, "redirects_to", outcome.away.as_deref(), 80);
    plain(
        &mut line,
        "elapsed_us",
        &as_micros(verdict.took).to_string(),
    );
    times(&mut line, last);
    if let Some((client, variables)) = verbose {
        list(&mut line, "variables", variables, "* variable ");
        plain(&mut line, "hops", "[");
        for (index, hop) in outcome.hops.iter().enumerate() {
            line.push_str(if index == 0 { "{" } else { ",{" });
            text(&mut line, "target", Some(&hop.target.to_string()), 160);
            times(&mut line, Some(hop));
            let mut said = String::new();
            conversation(&mut said, hop, outcome, client);
            for (name, mark) in MARKS {
                list(&mut line, name, &said, mark);
            }
            line.push('}');
        }
        line.push(']');
    }
    line.push_str("}\n");
    line
}

/// Appends how long each phase of a request took, in microseconds.
fn times(line: &mut String, hop: Option<&Hop>) {
    let mut before = hop.map(|hop| hop.started);
    let moments: [(&str, Option<Instant>); 5] = [
        ("lookup_us", hop.and_then(|hop| hop.looked_up)),
        ("connect_us", hop.and_then(|hop| hop.connected)),
        ("tls_us", hop.and_then(|hop| hop.secured)),
        ("wait_us", hop.and_then(|hop| hop.first_byte)),
        (
            "body_us",
            hop.and_then(|hop| hop.first_byte.map(|_| hop.ended)),
        ),
    ];
    for (name, moment) in moments {
        let value = match (before, moment) {
            (Some(start), Some(end)) => as_micros(end.duration_since(start)).to_string(),
            _ => "null".to_owned(),
        };
        plain(line, name, &value);
        before = moment.or(before);
    }
}

/// Appends a member whose value is a list: the lines behind a mark.
fn list(line: &mut String, name: &str, lines: &str, mark: &str) {
    plain(line, name, "[");
    let found = lines.lines().filter_map(|text| text.strip_prefix(mark));
    for (index, text) in found.enumerate() {
        line.push_str(if index == 0 { "\"" } else { ",\"" });
        escaped(line, text, usize::MAX);
    }
    line.push(']');
}

/// Appends a member whose value is text of at most so many bytes, or null.
fn text(line: &mut String, name: &str, value: Option<&str>, most: usize) {
    let Some(value) = value else {
        return plain(line, name, "null");
    };
    plain(line, name, "\"");
    escaped(line, value, most);
}

/// Appends so many bytes of a text and the closing quote.
fn escaped(line: &mut String, value: &str, most: usize) {
    let end = line.len().saturating_add(most);
    for c in value.chars() {
        if line.len() >= end {
            line.push('…');
            break;
        }
        match c {
            '"' | '\\' => line.extend(['\\', c]),
            c if c.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(line, "\\u{:04x}", u32::from(c));
            }
            c => line.push(c),
        }
    }
    line.push('"');
}

/// Appends a member whose value needs no escaping.
fn plain(line: &mut String, name: &str, value: &str) {
    if !line.ends_with('{') {
        line.push(',');
    }
    line.push('"');
    line.push_str(name);
    line.push_str("\":");
    line.push_str(value);
}

/// The lists of a request, and what stands before their lines in the conversation.
const MARKS: [(&str, &str); 4] = [
    ("facts", "* "),
    ("request", "> "),
    ("response", "< "),
    ("body", "| "),
];
