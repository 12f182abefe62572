//! The gate: only sane response heads reach ureq-proto. Pure.

use std::ops::Range;

use crate::net::failure::Failure;
use crate::text::peer;

/// What the bytes of an answer hold so far.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// The final head, here.
    Final(Range<usize>),
    /// Nothing but interim heads, this long; the next one is not complete.
    Wait(usize),
}

/// Looks for the final head, and passes over every 1xx before it; `earlier` is how many bytes of
/// heads are gone already, which count against the bound.
pub(super) fn gate(input: &[u8], earlier: usize) -> Result<Gate, Failure> {
    let mut start = 0;
    loop {
        let rest = input.get(start..).unwrap_or_default();
        let end = head_end(rest);
        let head = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        check_start(head)?;
        if end.is_some() && head.iter().filter(|&&b| b == b'\n').count() > MAX_LINES + 2 {
            return Err(Failure::Garble(format!(
                "the response has more than {MAX_LINES} header lines"
            )));
        }
        if earlier + start + head.len() > MAX_HEAD {
            return Err(Failure::Garble(
                "the response head is over 64 KiB".to_owned(),
            ));
        }
        match end {
            None => return Ok(Gate::Wait(start)),
            Some(end) if is_interim(head) => start += end,
            Some(end) => return Ok(Gate::Final(start..start + end)),
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

/// Tells a 1xx that announces another head; 101 does not, and 1000 is no 1xx.
fn is_interim(head: &[u8]) -> bool {
    let code = head.get(STATUS).unwrap_or_default();
    let digits = code.iter().all(u8::is_ascii_digit);
    let ends = head.get(STATUS.end).is_some_and(u8::is_ascii_whitespace);
    ends && digits && code.first() == Some(&b'1') && code != b"101"
}

/// Leaves one space in front of the status; curl and Go let any number pass.
pub(super) fn straighten(head: &mut Vec<u8>) {
    let from_status = head.iter().skip(STATUS.start);
    let spaces = from_status.take_while(|b| **b == b' ').count();
    if spaces > 0 {
        head.drain(STATUS.start..STATUS.start + spaces);
    }
}

/// Keeps of a head what ureq-proto has to know: the status, and how long the body is.
///
/// ureq-proto 0.7.1 refuses what curl and Go let pass: folded lines, a space before the colon, control
/// characters. None of that may make a service unhealthy whose status is good. Lines that curl and
/// Go refuse, too, are left for ureq-proto to refuse.
pub(super) fn framing(head: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut keeping = false;
    let chunked = head.split(|&b| b == b'\n').any(is_chunked);
    for (number, line) in head.split_inclusive(|&b| b == b'\n').enumerate() {
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        let (name, value) = match line.iter().position(|&b| b == b':') {
            Some(colon) if !folded && number > 0 => line.split_at(colon),
            _ => (line, &b""[..]),
        };
        match name.trim_ascii_end() {
            // The reason phrase means nothing, so nothing in it can be wrong.
            _ if number == 0 && line.get(STATUS.end) == Some(&b' ') => {
                // Chunks are chunks whatever the version says, as for curl.
                let line = line.get(..STATUS.end).unwrap_or_default();
                match line.strip_prefix(b"HTTP/1.0") {
                    Some(status) => kept.extend_from_slice(&[b"HTTP/1.1", status].concat()),
                    None => kept.extend_from_slice(line),
                }
                kept.extend_from_slice(b"\r\n");
            }
            _ if folded && number > 1 => {
                if keeping {
                    kept.truncate(kept.trim_ascii_end().len());
                    kept.extend_from_slice(line);
                }
            }
            name if !value.is_empty() => {
                // Beside chunks a length means nothing (RFC 9112, 6.3), right or wrong.
                let mut known = FRAMING.iter().skip(usize::from(chunked));
                keeping = known.any(|known| name.eq_ignore_ascii_case(known));
                if keeping {
                    kept.extend_from_slice(name);
                    kept.extend_from_slice(value);
                }
            }
            _ => kept.extend_from_slice(line),
        }
    }
    kept
}

/// Tells a header line that announces chunks.
fn is_chunked(line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|&b| b == b':') else {
        return false;
    };
    let (name, value) = line.split_at(colon);
    let last = value
        .rsplit(|&b| b == b',' || b == b':')
        .next()
        .unwrap_or_default();
    name.trim_ascii_end()
        .eq_ignore_ascii_case(b"transfer-encoding")
        && last.trim_ascii().eq_ignore_ascii_case(b"chunked")
}

/// Notices a peer that does not speak HTTP with its first bytes, not only when time is up.
fn check_start(bytes: &[u8]) -> Result<(), Failure> {
    let known = bytes.len().min(MAGIC.len());
    if bytes.get(..known) == MAGIC.get(..known) {
        return Ok(());
    }
    // A TLS alert or handshake record.
    if matches!(bytes, [0x15 | 0x16, 3, ..]) {
        return Err(Failure::Garble("TLS on this port; try https://".to_owned()));
    }
    let line = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    let line = match line.trim_ascii_end() {
        [] => bytes,
        line => line,
    };
    // It holds what was asked for, secrets included.
    if line.windows(7).any(|it| it == b" HTTP/1") {
        let why = "the answer is a request; this port echoes, or is a proxy's";
        return Err(Failure::Garble(why.to_owned()));
    }
    let start = peer(line, MAX_START);
    Err(Failure::Garble(format!(
        "the answer is not HTTP; it starts \"{start}\""
    )))
}

/// What every answer starts with.
const MAGIC: &[u8] = b"HTTP/1.";

/// Where the three digits of a status stand.
const STATUS: Range<usize> = 9..12;

/// The headers that say how long a body is.
const FRAMING: &[&[u8]] = &[b"content-length", b"transfer-encoding"];

/// The bound of all heads of one answer together.
pub(super) const MAX_HEAD: usize = 64 * 1024;

/// The bound of header lines.
const MAX_LINES: usize = 100;

/// How much of a peer's first line is shown.
const MAX_START: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interim_heads_are_passed_over() {
        let interim = "HTTP/1.1 103 Early Hints\r\na: b\r\n\r\n".repeat(2);
        let last = "HTTP/1.1 200 OK\r\n\r\n";
        let look = |text: &str, earlier| gate(text.as_bytes(), earlier).ok();
        let whole = [&interim, last, "body"].concat();
        let end = interim.len() + last.len();
        assert_eq!(look(&whole, 0), Some(Gate::Final(interim.len()..end)));
        assert_eq!(look(&whole[..end - 1], 0), Some(Gate::Wait(interim.len())));
        assert_eq!(look("", 0), Some(Gate::Wait(0)));
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
            (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", false),
            (b"HTTP/1.1 1000 x\r\n\r\n", false),
            (b"HTTP/1.1 200 100\r\n\r\n", false),
        ] {
            assert_eq!(is_interim(head), wanted, "{}", head.escape_ascii());
        }
    }

    #[test]
    fn ureq_proto_sees_status_and_framing_only() {
        for (head, wanted) in [
            (
                "HTTP/1.1 200 \x1b[31mOK\r\nA: b\r\n\r\n",
                "HTTP/1.1 200\r\n\r\n",
            ),
            ("HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200\r\n\r\n"),
            ("HTTP/1.1 2000 x\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n"),
            (
                "HTTP/1.1 200\nContent-Length : 5\n\n",
                "HTTP/1.1 200\nContent-Length: 5\n\n",
            ),
            (
                "HTTP/1.1 200 OK\r\nA: b\r\n c: d\r\ncontent-length:\r\n\t5\r\n\r\n",
                "HTTP/1.1 200\r\ncontent-length:\t5\r\n\r\n",
            ),
            (
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200\r\nno colon\r\n\r\n",
            ),
        ] {
            assert_eq!(
                framing(head.as_bytes()).escape_ascii().to_string(),
                wanted.as_bytes().escape_ascii().to_string()
            );
        }
    }

    #[test]
    fn garbage_is_noticed_at_once() {
        for good in [&b""[..], b"H", b"HTTP/1.", b"HTTP/1.0 200"] {
            assert!(check_start(good).is_ok());
        }
        for bad in [
            &b"SSH-2.0-OpenSSH\r\n"[..],
            b"h",
            b"HTTP/2",
            b"\x15\x03\x01",
            b"\0",
        ] {
            assert!(check_start(bad).is_err());
        }
    }
}
