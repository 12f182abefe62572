//! `--format json`: one object a line; the schema is in `docs/json.md`.

use std::fmt::Write;
use std::time::Instant;

use crate::net::Reply;
use crate::verdict::Verdict;

/// Writes a verdict as JSON, with the line end. Members keep their order; new ones come last.
///
/// The bounds of the texts together keep the line within 1 KiB.
pub(crate) fn json_line(verdict: &Verdict, hint: Option<&str>) -> String {
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
        &verdict.took.as_micros().to_string(),
    );
    let mut before = last.map(|hop| hop.started);
    let moments: [(&str, Option<Instant>); 5] = [
        ("lookup_us", last.and_then(|hop| hop.looked_up)),
        ("connect_us", last.and_then(|hop| hop.connected)),
        ("tls_us", last.and_then(|hop| hop.secured)),
        ("wait_us", last.and_then(|hop| hop.first_byte)),
        (
            "body_us",
            last.and_then(|hop| hop.first_byte.map(|_| hop.ended)),
        ),
    ];
    for (name, moment) in moments {
        let value = match (before, moment) {
            (Some(start), Some(end)) => end.duration_since(start).as_micros().to_string(),
            _ => "null".to_owned(),
        };
        plain(&mut line, name, &value);
        before = moment.or(before);
    }
    line.push_str("}\n");
    line
}

/// Appends a member whose value is text of at most so many bytes, or null.
fn text(line: &mut String, name: &str, value: Option<&str>, most: usize) {
    let Some(value) = value else {
        return plain(line, name, "null");
    };
    plain(line, name, "\"");
    let end = line.len() + most;
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
    line.push_str(",\"");
    line.push_str(name);
    line.push_str("\":");
    line.push_str(value);
}
