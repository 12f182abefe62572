//! The line of a verdict, for people and for `docker inspect`.

use crate::config::Excerpt;
use crate::net::{Phase, Reply, SLOW};
use crate::target::Target;
use crate::text::duration_text;
use crate::verdict::Verdict;

use super::excerpt::{cut, excerpt};
use super::finding::finding;

/// Returns the line of a verdict: the cause, what the body says, advice.
pub(super) fn text_line(verdict: &Verdict, hint: Option<&str>, shown: Excerpt) -> &'static str {
    let word = if verdict.healthy {
        "healthy"
    } else {
        "unhealthy"
    };
    let target = short(&verdict.target);
    let finding = finding(verdict);
    let mut line = format!("{word}: {target}: {finding}");
    let hint = hint.map_or_else(String::new, |hint| ["; ", hint].concat());
    let most = match shown {
        Excerpt::Off => 0,
        Excerpt::Short => MAX_EXCERPT,
        Excerpt::Long => MAX_LINE.saturating_sub(line.len() + SAYS.len() + hint.len()),
    };
    if let Some(text) = body(verdict, finding, most) {
        line.extend([SAYS, text]);
    }
    line.push_str(&hint);
    one_line(line)
}

/// Returns the line about a slow attempt, which engines keep when they end a check at their limit.
pub(super) fn slow_line(target: &Target, phase: Phase) -> &'static str {
    let (target, doing) = (short(target), missing(phase));
    one_line(format!(
        "slow: {target}: {doing} after {}",
        duration_text(SLOW)
    ))
}

/// Returns a target as a line shows it.
fn short(target: &Target) -> &'static str {
    let mut text = target.to_string();
    cut(&mut text, MAX_TARGET);
    text.leak()
}

/// Returns what an attempt is waiting for.
fn missing(phase: Phase) -> &'static str {
    match phase {
        Phase::Answer => "connected, answer not complete",
        Phase::Body => "response head received, body not complete",
        Phase::Connect => "no connection",
        Phase::Handshake => "connected, TLS handshake not complete",
        Phase::Headers => "status line received, response head not complete",
        Phase::Lookup => "name not looked up",
        Phase::Send => "connected, request not sent",
        Phase::Start => "nothing done",
        Phase::StatusLine => "connected, request sent, no status line",
    }
}

/// Returns what the body of an unhealthy answer says, in at most so many bytes.
pub(super) fn body(verdict: &Verdict, finding: &str, most: usize) -> Option<&'static str> {
    if verdict.healthy || most == 0 {
        return None;
    }
    match &verdict.exchange.result {
        Ok(Reply::Content(content)) => excerpt(content, b"", finding, most),
        // The page of a redirect only repeats where it leads.
        Ok(Reply::Http(answer)) if verdict.exchange.away.is_none() => {
            let kind = answer.head.header("content-type").unwrap_or_default();
            excerpt(&answer.body, kind, finding, most)
        }
        _ => None,
    }
}

/// Returns a text as one line of at most 1 KiB.
pub(super) fn one_line(mut line: String) -> &'static str {
    cut(&mut line, MAX_LINE);
    line.retain(|c| !c.is_control());
    line.push('\n');
    line.leak()
}

/// What stands before the start of a body.
const SAYS: &str = "; it says ";

/// How much of a target a line shows, so that the cause is within the first 300 bytes.
const MAX_TARGET: usize = 160;

/// How much of a failing body is shown.
pub(super) const MAX_EXCERPT: usize = 160;

/// A line's bound, without the line end.
const MAX_LINE: usize = 1000;
