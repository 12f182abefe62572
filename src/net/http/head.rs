//! A response head: where it ends, and what is cleaned before ureq-proto parses it. Pure.

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

/// Returns what follows the version, without the blanks before it.
fn after_version(line: &[u8]) -> &[u8] {
    line.get(VERSION..).unwrap_or_default().trim_ascii_start()
}

/// Returns the three digits of a status and whatever stands after them.
fn status(line: &[u8]) -> Option<([u8; 3], &[u8])> {
    let (digits, rest) = after_version(line).split_first_chunk::<3>()?;
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

/// Returns a head that ureq-proto can parse.
///
/// ureq-proto 0.7.1 refuses what curl and Go let pass: folded lines, blanks before the colon,
/// control characters, a status of an unknown kind. None of that may make a service unhealthy whose
/// status is good. Lines that curl and Go refuse, too, are left for ureq-proto to refuse.
pub(super) fn clean(head: &[u8]) -> Vec<u8> {
    let mut lines = head.split(|&b| b == b'\n').map(without_return);
    let first = lines.next().unwrap_or_default();
    let mut fields: Vec<Vec<u8>> = Vec::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        match fields.last_mut() {
            // A folded line continues the one before it.
            Some(field) if matches!(line, [b' ' | b'\t', ..]) => {
                field.push(b' ');
                field.extend_from_slice(line.trim_ascii());
            }
            _ => fields.push(line.to_vec()),
        }
    }
    let mut out = match status(first) {
        // The reason phrase means nothing, so nothing in it can be wrong; and chunks are chunks
        // whatever the version is, as for curl.
        Some((code, _)) => [b"HTTP/1.1 ", &code[..]].concat(),
        None => first.to_vec(),
    };
    let chunked = fields.iter().any(|field| is_chunked(field));
    for field in &fields {
        append(&mut out, field, chunked);
    }
    out.extend_from_slice(b"\r\n\r\n");
    out
}

/// Appends a header line, unless ureq-proto has to do without it.
fn append(out: &mut Vec<u8>, field: &[u8], chunked: bool) {
    let Some((name, value)) = split(field).filter(|_| !field.starts_with(b" ")) else {
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(field);
        return;
    };
    let is_length = name.eq_ignore_ascii_case(b"content-length");
    // Beside chunks a length means nothing (RFC 9112, 6.3), right or wrong; an empty one nowhere.
    let void = is_length && (chunked || value.is_empty());
    if void || !is_token(name) {
        return;
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(name);
    out.extend_from_slice(b": ");
    let plain = |&b: &u8| {
        if b == b'\t' || b >= b' ' && b != 0x7f {
            b
        } else {
            b'?'
        }
    };
    out.extend(value.iter().map(plain));
}

/// Splits a header line at its colon, without the blanks around name and value.
fn split(field: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = field.iter().position(|&b| b == b':')?;
    let (name, value) = field.split_at(colon);
    Some((name.trim_ascii_end(), value.get(1..)?.trim_ascii()))
}

/// Removes the carriage return at the end of a line.
fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Reports whether this is an HTTP token, as header names are.
fn is_token(name: &[u8]) -> bool {
    let fits = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(b);
    !name.is_empty() && name.iter().all(fits)
}

/// Reports whether a header line announces chunks.
fn is_chunked(field: &[u8]) -> bool {
    let Some((name, value)) = split(field).filter(|_| !field.starts_with(b" ")) else {
        return false;
    };
    let last = value.rsplit(|&b| b == b',').next().unwrap_or_default();
    name.eq_ignore_ascii_case(b"transfer-encoding")
        && last.trim_ascii().eq_ignore_ascii_case(b"chunked")
}

/// What every answer starts with.
const MAGIC: &[u8] = b"HTTP/1.";

/// The length of the version in front of a status.
const VERSION: usize = 8;

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
    fn a_clean_head_is_what_ureq_proto_can_parse() {
        for (head, wanted) in [
            (
                "HTTP/1.1 200 \x1b[31mOK\r\nA: b\r\n\r\n",
                "HTTP/1.1 200|A: b||",
            ),
            ("HTTP/1.0  200\r\n\r\n", "HTTP/1.1 200||"),
            ("HTTP/1.1 2000 x\r\n\r\n", "HTTP/1.1 2000 x||"),
            (
                "HTTP/1.1 200\nContent-Length : 5\n\n",
                "HTTP/1.1 200|Content-Length: 5||",
            ),
            (
                "HTTP/1.1 200 OK\r\nA: b\r\n c: d\r\ncontent-length:\r\n\t5\r\n\r\n",
                "HTTP/1.1 200|A: b c: d|content-length: 5||",
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: \r\nA(: b\r\nB: \x01c\r\n\r\n",
                "HTTP/1.1 200|B: ?c||",
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: gzip,\r\n Chunked\r\n\r\n",
                "HTTP/1.1 200|Transfer-Encoding: gzip, Chunked||",
            ),
            (
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200|no colon||",
            ),
        ] {
            let found = String::from_utf8(clean(head.as_bytes())).expect("plain text");
            assert_eq!(found.replace("\r\n", "|"), wanted);
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
