//! `--format json`: one object a line; the schema is in `docs/checks.md`.

use std::fmt::Write;

use crate::config::{Config, Excerpt};
use crate::duration::as_micros;
use crate::net::{Exchange, Hop, Reply, Step};
use crate::verdict::Verdict;

use super::conversation::{Part, conversation, place};
use super::finding::{away, finding};
use super::line::{MAX_EXCERPT, body};
use super::variables;

/// Writes a verdict as JSON, with the line end. Members keep their order; new ones come last.
///
/// The bounds of the texts together keep the line within 1 KiB, unless `-v` asks for all; then it is
/// written one connection at a time, because ten redirects with long heads have to fit little memory.
pub(super) fn json(
    verdict: &Verdict,
    hint: Option<&str>,
    config: &Config,
    write: &mut dyn FnMut(&str),
) {
    let finding = finding(verdict);
    let mut line = facts(verdict, finding, hint);
    if config.output.verbose {
        verbose(&mut line, &verdict.exchange, config, write);
    }
    let most = match config.output.excerpt {
        Excerpt::Off => 0,
        Excerpt::Short => MAX_EXCERPT,
        Excerpt::Long => MAX_LINE,
    };
    let most = most.min(MAX_LINE.saturating_sub(line.len()));
    let body = body(verdict, finding, most);
    text(&mut line, "body", body, most);
    line.push_str("}\n");
    write(&line);
}

/// Returns what every line holds.
fn facts(verdict: &Verdict, finding: &str, hint: Option<&str>) -> String {
    let exchange = &verdict.exchange;
    let last = exchange.hops.last();
    let status = match &exchange.result {
        Ok(Reply::Http(answer)) => answer.head.status().to_string(),
        _ => "null".to_owned(),
    };
    let peer = last.and_then(|hop| hop.peer.as_ref());
    let address = peer.map(ToString::to_string);
    let redirects = exchange.hops.len().saturating_sub(1).to_string();
    let away = exchange.away.as_ref().map(away);
    let elapsed = as_micros(exchange.took()).to_string();
    let mut line = String::from("{\"version\":1");
    text(&mut line, "target", Some(&verdict.target.to_string()), 160);
    plain(&mut line, "healthy", &verdict.healthy.to_string());
    text(&mut line, "finding", Some(finding), 240);
    text(&mut line, "hint", hint, 120);
    plain(&mut line, "status", &status);
    text(&mut line, "address", address.as_deref(), 110);
    plain(&mut line, "redirects", &redirects);
    text(&mut line, "redirects_to", away, 80);
    plain(&mut line, "elapsed_us", &elapsed);
    times(&mut line, last);
    line
}

/// Appends what `-v` shows, and writes all but the end.
fn verbose(line: &mut String, exchange: &Exchange, config: &Config, write: &mut dyn FnMut(&str)) {
    let names = variables::words(&config.variables).map(str::to_owned);
    let names: Vec<_> = names.collect();
    list(line, "variables", &names);
    plain(line, "hops", "[");
    for (index, hop) in exchange.hops.iter().enumerate() {
        line.push_str(if index == 0 { "{" } else { ",{" });
        text(line, "target", Some(place(hop, index)), 160);
        times(line, Some(hop));
        for (name, wanted) in PARTS {
            let mut texts = Vec::new();
            conversation(hop, exchange, &config.client, &mut |part, text| {
                if part == wanted {
                    texts.push(text.to_owned());
                }
            });
            list(line, name, &texts);
        }
        line.push('}');
        write(line);
        line.clear();
    }
    line.push(']');
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

/// Appends a member whose value is a list of texts.
fn list(line: &mut String, name: &str, texts: &[String]) {
    plain(line, name, "[");
    for (index, text) in texts.iter().enumerate() {
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

/// The lists of a connection.
const PARTS: [(&str, Part); 4] = [
    ("facts", Part::Fact),
    ("request", Part::Request),
    ("response", Part::Response),
    ("body", Part::Body),
];

/// A line's bound, with room for the name of the last member and the end.
const MAX_LINE: usize = 1000;
