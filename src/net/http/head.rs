//! Where a response head ends, and its status line. Pure.

use std::ops::Range;

use crate::net::failure::{Failure, HttpFault};
use crate::net::stranger::Stranger;

/// How much of a response head is there.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// The final head, here.
    Final(Range<usize>),
    /// Nothing but interim heads, this long; the next one is not complete.
    Wait(usize),
}

/// Finds the final head, and skips every 1xx before it; `earlier` is how many bytes of heads are
/// gone already, which count against the bound.
pub(super) fn find_final(input: &[u8], earlier: usize) -> Result<Progress, Failure> {
    let mut start = 0;
    loop {
        let rest = input.get(start..).unwrap_or_default();
        let end = head_end(rest);
        let head = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        let known = head.len().min(MAGIC.len());
        if head.get(..known) != MAGIC.get(..known) {
            return Err(Failure::Stranger(Stranger::new(head)));
        }
        if end.is_some() && head.iter().filter(|&&b| b == b'\n').count() > MAX_LINES + 2 {
            return Err(Failure::Http(HttpFault::TooManyLines));
        }
        if earlier + start + head.len() > MAX_HEAD {
            return Err(Failure::Http(HttpFault::HeadTooLong));
        }
        match end {
            None => return Ok(Progress::Wait(start)),
            Some(end) if is_interim(head) => start += end,
            Some(end) => return Ok(Progress::Final(start..start + end)),
        }
    }
}

/// Finds the end of a head: an empty line, with or without carriage returns.
fn head_end(bytes: &[u8]) -> Option<usize> {
    let mut line = 0;
    for (at, _) in bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\n') {
        let text = bytes.get(line..at).unwrap_or_default();
        if line > 0 && (text.is_empty() || text == b"\r") {
            return Some(at + 1);
        }
        line = at + 1;
    }
    None
}

/// Returns the three digits of a status and whatever stands after them; curl, too, knows no other
/// versions than these, and wants a blank behind them.
pub(super) fn status(line: &[u8]) -> Option<([u8; 3], &[u8])> {
    let version = [&b"HTTP/1.1 "[..], b"HTTP/1.0 "];
    let rest = version.iter().find_map(|it| line.strip_prefix(*it))?;
    let (digits, rest) = rest.trim_ascii_start().split_first_chunk::<3>()?;
    let whole = rest.first().is_none_or(u8::is_ascii_whitespace);
    (whole && digits.iter().all(u8::is_ascii_digit)).then_some((*digits, rest))
}

/// Reports whether a head is a 1xx that announces another head; 101 does not.
fn is_interim(head: &[u8]) -> bool {
    let line = head.split(|&b| b == b'\n').next().unwrap_or_default();
    status(line).is_some_and(|(code, _)| code.starts_with(b"1") && code != *b"101")
}

/// Returns the reason phrase, as the peer wrote it.
pub(super) fn reason(head: &[u8]) -> &[u8] {
    let line = head.split(|&b| b == b'\n').next().unwrap_or_default();
    status(line).map_or(&b""[..], |(_, reason)| reason.trim_ascii())
}

/// What every answer starts with.
const MAGIC: &[u8] = b"HTTP/1.";

/// The bound of all heads of one answer together.
pub(super) const MAX_HEAD: usize = 64 * 1024;

/// The bound of header lines.
const MAX_LINES: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interim_heads_are_skipped() {
        let interim = "HTTP/1.1 103 Early Hints\r\na: b\r\n\r\n".repeat(2);
        let last = "HTTP/1.1 200 OK\r\n\r\n";
        let look = |text: &str, earlier| find_final(text.as_bytes(), earlier).ok();
        let whole = [&interim, last, "body"].concat();
        let end = interim.len() + last.len();
        assert_eq!(look(&whole, 0), Some(Progress::Final(interim.len()..end)));
        let wait = Some(Progress::Wait(interim.len()));
        assert_eq!(look(&whole[..end - 1], 0), wait);
        assert_eq!(look("", 0), Some(Progress::Wait(0)));
        assert_eq!(look(last, MAX_HEAD), None);
    }

    #[test]
    fn a_head_ends_with_an_empty_line() {
        for (bytes, wanted) in [
            (&b"HTTP/1.1 200 OK\r\n\r\nbody"[..], Some(19)),
            (b"HTTP/1.1 200 OK\n\nbody", Some(17)),
            (b"HTTP/1.1 200 OK\r\na: b\r\n\r\n", Some(25)),
            (b"HTTP/1.1 200 OK\r\na: b\r\n", None),
            (b"HTTP/1.1 200", None),
            (b"", None),
        ] {
            assert_eq!(head_end(bytes), wanted);
        }
    }

    #[test]
    fn only_a_whole_1xx_announces_another_head() {
        for (head, wanted) in [
            (&b"HTTP/1.1 100 Continue\r\n\r\n"[..], true),
            (b"HTTP/1.1 103\n\n", true),
            (b"HTTP/1.1  100 Continue\r\n\r\n", true),
            (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", false),
            (b"HTTP/1.1 1000 x\r\n\r\n", false),
            (b"HTTP/1.1 200 100\r\n\r\n", false),
        ] {
            assert_eq!(is_interim(head), wanted, "{}", head.escape_ascii());
        }
    }

    #[test]
    fn another_protocol_is_noticed_at_once() {
        for good in [&b""[..], b"H", b"HTTP/1.", b"HTTP/1.0 200"] {
            assert!(find_final(good, 0).is_ok());
        }
        for bad in [
            &b"SSH-2.0-OpenSSH\r\n"[..],
            b"h",
            b"HTTP/2",
            b"\x15\x03\x01",
            b"\0",
        ] {
            assert!(matches!(find_final(bad, 0), Err(Failure::Stranger(_))));
        }
    }
}
