//! `-v`: the conversation, and a timeline that one can look at. 80 columns; only bars have colour.

use std::fmt::{self, Write};
use std::time::{Duration, Instant};

use crate::duration::{as_micros, millis};
use crate::net::{Client, Exchange, Hop, Phase, Reply, Step};
use crate::text::{divide, peer, push_peer, redact};
use crate::verdict::Verdict;

use super::errno::halt;
use super::finding::away;
use super::lookup::trace as lookup;
use super::tls;

/// Writes down everything that is known about one target.
pub(crate) fn trace(verdict: &Verdict, client: &Client, color: bool) -> String {
    let mut out = String::new();
    let exchange = &verdict.exchange;
    for (index, hop) in exchange.hops.iter().enumerate() {
        let how = if index == 0 { "" } else { "redirected to " };
        line(&mut out, '*', format_args!("{how}{}", hop.target));
        conversation(&mut out, hop, exchange, client);
    }
    if let Some(to) = &exchange.away {
        line(
            &mut out,
            '*',
            format_args!("redirect not followed: {}", away(to)),
        );
    }
    if let Some(first) = exchange.hops.first() {
        let whole = (first.moments.started, exchange.took());
        for (index, hop) in exchange.hops.iter().enumerate() {
            let broke = exchange.result.is_err() && index + 1 == exchange.hops.len();
            timeline(&mut out, hop, whole, (broke, color));
        }
    }
    out
}

/// Returns the response heads, as wget's `--server-response` shows them.
pub(crate) fn heads(verdict: &Verdict) -> String {
    let mut out = String::new();
    for head in verdict
        .exchange
        .hops
        .iter()
        .filter_map(|hop| hop.head.as_ref())
    {
        lines(&mut out, '<', &head.raw);
    }
    out
}

/// Writes down what was said in one request, line by line behind a mark: `>` is ours, `<` and `|`
/// are the peer's head and body, `*` are facts.
pub(crate) fn conversation(out: &mut String, hop: &Hop, exchange: &Exchange, client: &Client) {
    dialled(out, hop);
    for fact in hop.handshake.iter().flat_map(tls::facts) {
        line(out, '*', format_args!("{fact}"));
    }
    request(out, hop, client);
    if let Some(head) = &hop.head {
        lines(out, '<', &head.raw);
    }
    if let (Ok(Reply::Http(answer)), Some(last)) = (&exchange.result, exchange.hops.last())
        && std::ptr::eq(last, hop)
    {
        let body = answer.body.bytes.get(..MAX_BODY);
        let body = body.unwrap_or(&answer.body.bytes);
        lines(out, '|', body);
        if answer.body.truncated || answer.body.bytes.len() > MAX_BODY {
            line(out, '*', format_args!("the body goes on"));
        }
    }
}

/// Tells which addresses were tried, and how long each took to take the call or not.
fn dialled(out: &mut String, hop: &Hop) {
    for text in hop.lookup.iter().flat_map(lookup) {
        line(out, '*', format_args!("{text}"));
    }
    let mut from = hop.moments.looked_up.unwrap_or(hop.moments.started);
    for attempt in &hop.failed {
        let took = millis(attempt.at.duration_since(from));
        let text = format_args!("{}: {} in {}", attempt.peer, halt(attempt.why), took);
        line(out, '*', text);
        from = attempt.at;
    }
    if let (Some(peer), Some(at)) = (&hop.peer, hop.moments.connected) {
        let took = millis(at.duration_since(from));
        line(out, '*', format_args!("{peer}: connected in {}", took));
    }
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
        let (path, version) = path.rsplit_once(' ').unwrap_or((&path, ""));
        line(out, '>', format_args!("{} {version}", redact(path)));
    }
    for text in lines.take_while(|text| !text.trim_ascii().is_empty()) {
        let text = peer(text.trim_ascii_end(), usize::MAX);
        let (name, value) = divide(&text, ": ").unwrap_or((&text, ""));
        let open = OPEN.iter().any(|known| name.eq_ignore_ascii_case(known));
        let value = if open && (!given(name) || name == "host") {
            value
        } else {
            "***"
        };
        line(out, '>', format_args!("{name}: {value}"));
    }
    if let Some(body) = client
        .request
        .body
        .as_ref()
        .filter(|_| !hop.request.is_empty())
    {
        line(out, '*', format_args!("a body of {} bytes", body.len()));
    }
}

/// Draws how long each phase took, as bars in proportion to the whole; `!` ends the one in which
/// it broke off.
fn timeline(
    out: &mut String,
    hop: &Hop,
    (start, total): (Instant, Duration),
    (broke, color): (bool, bool),
) {
    let (on, off) = if color {
        ("\x1b[36m", "\x1b[0m")
    } else {
        ("", "")
    };
    // The last bar is what was under way at the end.
    let unfinished = match hop.phase {
        Phase::Body => Some("body"),
        Phase::Headers => Some("head"),
        Phase::Handshake => Some("TLS"),
        Phase::Start | Phase::Lookup => Some("lookup"),
        Phase::Connect if hop.peer.is_some() => None,
        Phase::Connect => Some("connect"),
        Phase::Answer if hop.moments.first_byte.is_some() => Some("answer"),
        Phase::Answer | Phase::Send | Phase::StatusLine => Some("waiting"),
    };
    let done = hop.moments.steps().filter(|(step, ..)| *step != Step::Body);
    let done = done.map(|(step, start, end)| (name(step), start, end, false));
    let last = unfinished.map(|name| (name, hop.moments.last(), hop.moments.ended, true));
    for (name, from, end, is_last) in done.chain(last) {
        let column = |moment: Instant| {
            let part = as_micros(moment.duration_since(start)).saturating_mul(WIDTH);
            usize::try_from(part / as_micros(total).max(1)).unwrap_or_default()
        };
        let (left, right) = (column(from), column(end));
        let width = (right - left).max(1);
        let mark = if broke && is_last { "!" } else { "" };
        let took = millis(end.duration_since(from));
        let bar = format_args!("{:left$}{on}{:=<width$}{mark}{off}", "", "");
        line(out, '*', format_args!("{name:<8}{took:>12}  {bar}"));
    }
}

/// Returns what a timeline calls a step.
fn name(step: Step) -> &'static str {
    match step {
        Step::Lookup => "lookup",
        Step::Connect => "connect",
        Step::Tls => "TLS",
        Step::Wait => "waiting",
        Step::Body => "body",
    }
}

/// Appends what came line by line, without empty ones.
fn lines(out: &mut String, mark: char, bytes: &[u8]) {
    // Growing by doubling would touch twice the pages.
    out.reserve_exact(bytes.len() + ROOM);
    let mut secret = false;
    for text in bytes.split(|&b| b == b'\n') {
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        // A folded line goes on with the one before it.
        let folded = text.starts_with(b" ") || text.starts_with(b"\t");
        let (name, value) = match text.iter().position(|&b| b == b':') {
            Some(colon) if !folded => text.split_at_checked(colon + 1).unwrap_or_default(),
            _ => (&b""[..], text),
        };
        if !folded {
            let name = name.strip_suffix(b":").unwrap_or_default().trim_ascii_end();
            // It may carry on a secret of the request.
            secret = mark == '<' && name.eq_ignore_ascii_case(b"location");
        }
        if secret {
            let (name, value) = (peer(name, usize::MAX), peer(value.trim_ascii(), usize::MAX));
            line(out, mark, format_args!("{name} {}", redact(&value)));
        } else if !text.is_empty() {
            out.extend([mark, ' ']);
            push_peer(out, text);
            out.push('\n');
        }
    }
}

/// Appends one line with its mark.
fn line(out: &mut String, mark: char, text: fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{mark} {text}");
}

/// The headers whose values are no secret when probelet chose them itself.
const OPEN: &[&str] = &[
    "accept",
    "connection",
    "content-length",
    "content-type",
    "host",
    "te",
    "user-agent",
];

/// What the rest of a trace takes, as a rule.
const ROOM: usize = 1024;

/// How much of a body is shown.
const MAX_BODY: usize = 10 * 1024;

/// The columns of the longest bar.
const WIDTH: u64 = 54;
