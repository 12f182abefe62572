//! `--format json`: one object a line; the schema is in `docs/json.md`.

use std::fmt::Write;

use crate::cli::Variable;
use crate::duration::as_micros;
use crate::net::{Client, Hop, Reply, Step};

use crate::verdict::Verdict;

use super::finding::{away, finding};
use super::trace::conversation;
use super::variables;

/// Writes a verdict as JSON, with the line end. Members keep their order; new ones come last.
///
/// The bounds of the texts together keep the line within 1 KiB, unless `-v` asks for all: then it
/// brings the client along, and what is known of variables.
pub(crate) fn json_line(
    verdict: &Verdict,
    hint: Option<&str>,
    verbose: Option<(&Client, &[Variable])>,
) -> String {
    let exchange = &verdict.exchange;
    let last = exchange.hops.last();
    let status = match &exchange.result {
        Ok(Reply::Http(answer)) => Some(answer.head.status()),
        _ => None,
    };
    let mut line = String::from("{\"version\":1");
    text(&mut line, "target", Some(&verdict.target.to_string()), 160);
    plain(&mut line, "healthy", &verdict.healthy.to_string());
    text(&mut line, "finding", Some(&finding(verdict)), 240);
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
        &exchange.hops.len().saturating_sub(1).to_string(),
    );
    text(
        &mut line,
        "redirects_to",
        exchange.away.as_ref().map(away).as_deref(),
        80,
    );
    plain(
        &mut line,
        "elapsed_us",
        &as_micros(exchange.took()).to_string(),
    );
    times(&mut line, last);
    if let Some((client, variables)) = verbose {
        list(
            &mut line,
            "variables",
            &variables::trace(variables),
            "* variable ",
        );
        plain(&mut line, "hops", "[");
        for (index, hop) in exchange.hops.iter().enumerate() {
            line.push_str(if index == 0 { "{" } else { ",{" });
            text(&mut line, "target", Some(&hop.target.to_string()), 160);
            times(&mut line, Some(hop));
            let mut said = String::new();
            conversation(&mut said, hop, exchange, client);
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
    for (name, wanted) in [
        ("lookup_us", Step::Lookup),
        ("connect_us", Step::Connect),
        ("tls_us", Step::Tls),
        ("wait_us", Step::Wait),
        ("body_us", Step::Body),
    ] {
        let found = hop.and_then(|hop| hop.moments.steps().find(|(step, ..)| *step == wanted));
        let value = found.map(|(_, start, end)| as_micros(end.duration_since(start)).to_string());
        plain(line, name, value.as_deref().unwrap_or("null"));
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
