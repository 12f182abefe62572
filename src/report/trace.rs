//! `-v`: the conversation, and a timeline of bars within 80 columns; only bars have colour.

use std::fmt::{self, Write};
use std::time::{Duration, Instant};

use crate::duration::{as_micros, millis};
use crate::net::{Client, Hop, Phase, Step};
use crate::verdict::Verdict;

use super::conversation::{Part, conversation, place};
use super::finding::away;

/// Writes everything that is known about one target, one connection at a time: ten redirects with
/// long heads have to fit little memory.
pub(crate) fn trace(verdict: &Verdict, client: &Client, color: bool, write: &mut dyn FnMut(&str)) {
    let mut out = String::new();
    let exchange = &verdict.exchange;
    for (index, hop) in exchange.hops.iter().enumerate() {
        if index > 0 {
            write(&out);
            out.clear();
        }
        // Growing by doubling would touch twice the pages.
        out.reserve_exact(hop.head.as_ref().map_or(0, |head| head.raw.len()) + ROOM);
        let how = if index == 0 { "" } else { "redirected to " };
        line(&mut out, format_args!("* {how}{}", place(hop, index)));
        conversation(hop, exchange, client, &mut |part, text| {
            line(&mut out, format_args!("{} {text}", mark(part)));
        });
    }
    if let Some(to) = &exchange.away {
        line(
            &mut out,
            format_args!("* redirect not followed: {}", away(to)),
        );
    }
    if let Some(first) = exchange.hops.first() {
        let whole = (first.moments.started, exchange.took());
        for (index, hop) in exchange.hops.iter().enumerate() {
            let broke = exchange.result.is_err() && index + 1 == exchange.hops.len();
            timeline(&mut out, hop, whole, (broke, color));
        }
    }
    write(&out);
}

/// Returns what stands before a line of a conversation.
fn mark(part: Part) -> char {
    match part {
        Part::Body => '|',
        Part::Fact => '*',
        Part::Request => '>',
        Part::Response => '<',
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
        Phase::Answer | Phase::StatusLine if hop.moments.first_byte.is_some() => Some("answer"),
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
        line(out, format_args!("* {name:<8}{took:>12}  {bar}"));
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

/// Appends one line.
fn line(out: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{text}");
}

/// What the rest of a trace takes, as a rule.
const ROOM: usize = 1024;

/// The columns of the longest bar.
const WIDTH: u64 = 54;
