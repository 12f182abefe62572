//! `-v`: the conversation, and a timeline that one can look at. 80 columns, no colour.

use std::time::{Duration, Instant};

use crate::net::{Client, Hop, Reply};
use crate::text::peer;
use crate::verdict::Verdict;

/// Writes down everything that is known about one target.
pub(crate) fn trace(verdict: &Verdict, client: &Client) -> String {
    let mut out = String::new();
    for hop in &verdict.outcome.hops {
        line(&mut out, '*', &hop.target.to_string());
        for attempt in &hop.failed {
            line(&mut out, '*', &format!("{}: {}", attempt.peer, attempt.why));
        }
        if let Some(peer) = &hop.peer {
            line(&mut out, '*', &format!("connected to {peer}"));
        }
        for fact in &hop.tls {
            line(&mut out, '*', fact);
        }
        request(&mut out, hop, client);
        for text in hop.head.split(|&b| b == b'\n') {
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            if !text.is_empty() {
                line(&mut out, '<', &peer(text, usize::MAX));
            }
        }
    }
    if let Ok(Reply::Answer(answer)) = &verdict.outcome.result {
        let body = answer.body.get(..MAX_BODY).unwrap_or(&answer.body);
        for text in body.split(|&b| b == b'\n').filter(|text| !text.is_empty()) {
            line(&mut out, '|', &peer(text, usize::MAX));
        }
        if answer.truncated || answer.body.len() > MAX_BODY {
            line(&mut out, '*', "the body goes on");
        }
    }
    if let Some(away) = &verdict.outcome.away {
        line(&mut out, '*', &format!("redirect not followed: {away}"));
    }
    if let (Some(first), Some(last)) = (verdict.outcome.hops.first(), verdict.outcome.hops.last()) {
        let total = last.ended.duration_since(first.started);
        for hop in &verdict.outcome.hops {
            timeline(&mut out, hop, first.started, total);
        }
    }
    out
}

/// Shows the request head; values that were given, and credentials, as `***`.
fn request(out: &mut String, hop: &Hop, client: &Client) {
    let given = |name: &str| {
        client
            .request
            .headers
            .iter()
            .any(|(given, _)| given.eq_ignore_ascii_case(name))
    };
    let mut lines = hop.request.split(|&b| b == b'\n');
    if let Some(first) = lines.next().filter(|first| !first.is_empty()) {
        let path = peer(first.trim_ascii_end(), usize::MAX);
        let path = path
            .strip_suffix(" HTTP/1.1")
            .map(crate::text::redact)
            .unwrap_or(path);
        line(out, '>', &format!("{path} HTTP/1.1"));
    }
    for text in lines.take_while(|text| !text.trim_ascii().is_empty()) {
        let text = peer(text.trim_ascii_end(), usize::MAX);
        let (name, value) = text.split_once(": ").unwrap_or((&text, ""));
        let open = OPEN.iter().any(|known| name.eq_ignore_ascii_case(known));
        let value = if open && (!given(name) || name == "host") {
            value
        } else {
            "***"
        };
        line(out, '>', &format!("{name}: {value}"));
    }
    if let Some(body) = client
        .request
        .body
        .as_ref()
        .filter(|_| !hop.request.is_empty())
    {
        line(out, '*', &format!("a body of {} bytes", body.len()));
    }
}

/// Draws how long each phase took, as bars in proportion.
fn timeline(out: &mut String, hop: &Hop, start: Instant, total: Duration) {
    let phases = [
        ("lookup", hop.looked_up),
        ("connect", hop.connected),
        ("TLS", hop.secured),
        ("waiting", hop.first_byte),
        ("body", Some(hop.ended)),
    ];
    let reached = phases
        .iter()
        .rposition(|(_, end)| end.is_some_and(|end| end < hop.ended));
    let mut from = hop.started;
    for (index, (name, end)) in phases.into_iter().enumerate() {
        let Some(end) = end else {
            continue;
        };
        // The phase that was cut short by the end is the one after the last that was reached.
        let name = match reached {
            _ if name != "body" => name,
            Some(last) => phases.get(last + 1).map_or(name, |(name, _)| name),
            None => phases
                .get(index.saturating_sub(3))
                .map_or(name, |(name, _)| name),
        };
        let column = |moment: Instant| {
            let part = moment.duration_since(start).as_micros() * WIDTH;
            usize::try_from(part / total.as_micros().max(1)).unwrap_or_default()
        };
        let (left, right) = (column(from), column(end));
        let bar = "=".repeat((right - left).max(1));
        let took = end.duration_since(from).as_micros();
        let (whole, part) = (took / 1000, took % 1000 / 10);
        line(
            out,
            '*',
            &format!(
                "{name:<8}{whole:>6}.{part:02} ms  {}{bar}",
                " ".repeat(left)
            ),
        );
        from = end;
    }
}

/// Appends one line with its mark.
fn line(out: &mut String, mark: char, text: &str) {
    out.push(mark);
    out.push(' ');
    out.push_str(text);
    out.push('\n');
}

/// The headers whose values are no secret when probelet chose them itself.
const OPEN: &[&str] = &[
    "accept",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
];

/// How much of a body is shown.
const MAX_BODY: usize = 10 * 1024;

/// The columns of the longest bar.
const WIDTH: u128 = 55;
