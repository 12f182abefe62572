//! Where a body ends. Pure.
//!
//! ureq-proto 0.7.1 can read bodies, too, but refuses a chunk's size line of over 20 bytes (an
//! extension), a bare line feed and, on 32-bit processors, a size of 2^32; curl accepts all three.

use crate::expect::Head;
use crate::net::failure::{Failure, HttpFault};
use crate::text::number;

/// What comes next in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// That many bytes of a chunk.
    Chunk(u64),
    /// The line end after a chunk.
    ChunkEnd,
    /// Whatever comes until the connection ends.
    Close,
    /// That many bytes, and nothing after them.
    Length(u64),
    /// A line with a chunk's size.
    Size,
    /// Trailers, and an empty line.
    Trailer,
}

impl Framing {
    /// Returns how the body of an answer begins.
    pub(super) fn of(head: &Head, method: &str) -> Result<Self, HttpFault> {
        if matches!(head.status(), 100..=199 | 204 | 304) {
            return Ok(Self::OVER);
        }
        let mut codings = head.headers("transfer-encoding").flat_map(elements);
        // Beside chunks a length means nothing (RFC 9112, 6.3), right or wrong.
        let framing = match codings.any(|coding| coding.eq_ignore_ascii_case(b"chunked")) {
            true => Self::Size,
            false => length(head)?.map_or(Self::Close, Self::Length),
        };
        Ok(match method {
            "HEAD" => Self::OVER,
            _ => framing,
        })
    }

    /// The end.
    pub(super) const OVER: Self = Self::Length(0);

    /// Moves data; returns how much of the input was used, and how much of it was data.
    pub(super) fn read(
        &mut self,
        input: &[u8],
        output: &mut [u8],
    ) -> Result<(usize, usize), Failure> {
        let (mut used, mut filled) = (0, 0);
        loop {
            let rest = input.get(used..).unwrap_or_default();
            if let Self::ChunkEnd | Self::Size | Self::Trailer = self {
                let Some(end) = rest.iter().position(|&b| b == b'\n') else {
                    return Ok((used, filled));
                };
                let line = rest.get(..end).unwrap_or_default().trim_ascii_end();
                *self = match self.after(line) {
                    Ok(next) => next,
                    // What came before the fault is returned first, however it was cut into packets.
                    Err(_) if filled > 0 => return Ok((used, filled)),
                    Err(fault) => return Err(fault),
                };
                used += end + 1;
                continue;
            }
            let moved = self.shift(rest, output.get_mut(filled..).unwrap_or_default());
            used += moved;
            filled += moved;
            if moved == 0 {
                return Ok((used, filled));
            }
        }
    }

    /// Moves as much data as there is, fits and is left; returns how much that is.
    fn shift(&mut self, from: &[u8], to: &mut [u8]) -> usize {
        let left = match self {
            Self::Chunk(left) | Self::Length(left) => *left,
            _ => u64::MAX,
        };
        let most = from.len().min(to.len());
        let moved = usize::try_from(left).map_or(most, |left| most.min(left));
        if let (Some(to), Some(from)) = (to.get_mut(..moved), from.get(..moved)) {
            to.copy_from_slice(from);
        }
        let left = left.saturating_sub(moved as u64);
        *self = match *self {
            Self::Chunk(_) if left == 0 => Self::ChunkEnd,
            Self::Chunk(_) => Self::Chunk(left),
            Self::Length(_) => Self::Length(left),
            other => other,
        };
        moved
    }

    /// Reports whether the body is whole when the connection ends here.
    pub(super) fn may_end(self) -> bool {
        // Some servers leave out the empty line after the last chunk.
        matches!(self, Self::Close | Self::Trailer | Self::OVER)
    }

    /// Returns what follows a line.
    fn after(self, line: &[u8]) -> Result<Self, Failure> {
        Ok(match self {
            Self::Size => match size(line)? {
                0 => Self::Trailer,
                size => Self::Chunk(size),
            },
            Self::Trailer if line.is_empty() => Self::OVER,
            Self::Trailer => Self::Trailer,
            _ if line.is_empty() => Self::Size,
            _ => return Err(Failure::Http(HttpFault::ChunkEnd)),
        })
    }
}

/// Returns the length of a body, if the head names one.
fn length(head: &Head) -> Result<Option<u64>, HttpFault> {
    let values = head.headers("content-length");
    let mut length = None;
    // An empty value means nothing anywhere.
    for value in values.filter(|value| !value.is_empty()).flat_map(elements) {
        let found = str::from_utf8(value).ok().and_then(number);
        let found: u64 = found.ok_or(HttpFault::Length)?;
        if length.is_some_and(|length| length != found) {
            return Err(HttpFault::Lengths);
        }
        length = Some(found);
    }
    Ok(length)
}

/// Splits a list at its commas.
fn elements(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    list.split(|&b| b == b',').map(<[u8]>::trim_ascii)
}

/// Reads a size; an extension after it means nothing.
fn size(line: &[u8]) -> Result<u64, Failure> {
    let digits = line.split(|&b| b == b';').next().unwrap_or_default();
    let digits = str::from_utf8(digits.trim_ascii()).unwrap_or_default();
    // std would take a sign.
    let size = Some(digits)
        .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .and_then(|digits| u64::from_str_radix(digits, 16).ok());
    size.ok_or_else(|| {
        let line = line.get(..MAX_LINE).unwrap_or(line);
        Failure::Http(HttpFault::ChunkSize(line.to_vec()))
    })
}

/// How much of a size line is kept.
const MAX_LINE: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a body that comes in pieces; yields its data, and what would stand next.
    fn read(mut framing: Framing, pieces: &[&str]) -> Result<(String, Framing), Failure> {
        let (mut input, mut data) = (Vec::new(), Vec::new());
        for piece in pieces {
            input.extend_from_slice(piece.as_bytes());
            loop {
                let mut output = [0; 2];
                let (used, moved) = framing.read(&input, &mut output)?;
                input.drain(..used);
                data.extend_from_slice(&output[..moved]);
                if used == 0 {
                    break;
                }
            }
        }
        Ok((String::from_utf8(data).unwrap(), framing))
    }

    #[test]
    fn bodies_end_where_their_framing_says() {
        use Framing::{Chunk, ChunkEnd, Close, Length, Size, Trailer};
        const OVER: Framing = Framing::OVER;
        for (framing, body, (data, next)) in [
            (Close, "ready", ("ready", Close)),
            (Length(5), "ready or not", ("ready", OVER)),
            (Length(7), "ready", ("ready", Length(2))),
            (OVER, "ready", ("", OVER)),
            (Size, "2\r\nre\r\n3\r\nady\r\n0\r\n\r\n", ("ready", OVER)),
            (Size, "5\nready\n0\n\n", ("ready", OVER)),
            (
                Size,
                "5 ; a=\"b c\"\r\nready\r\n00\r\n\r\n",
                ("ready", OVER),
            ),
            (Size, "000000000000000000005\r\nready\r\n", ("ready", Size)),
            (Size, "5\r\nready\r\n0\r\nA: b\r\n\r\nx", ("ready", OVER)),
            (Size, "5\r\nready\r\n0\r\nA: b\r\n", ("ready", Trailer)),
            (Size, "FFFFFFFFFFFFFFFF\r\nre", ("re", Chunk(u64::MAX - 2))),
            (Size, "5\r\nready", ("ready", ChunkEnd)),
            (Size, "5\r", ("", Size)),
        ] {
            let wanted = Some((data.to_owned(), next));
            assert_eq!(read(framing, &[body]).ok(), wanted, "{body}");
            for at in 0..body.len() {
                let (left, right) = body.split_at(at);
                let cut = read(framing, &[left, right]).ok();
                assert_eq!(cut, wanted, "{body} cut at {at}");
            }
        }
    }

    #[test]
    fn the_head_says_how_the_body_ends() {
        const OVER: Framing = Framing::OVER;
        for (status, method, fields, wanted) in [
            (200, "GET", "", Ok(Framing::Close)),
            (200, "GET", "content-length: 5", Ok(Framing::Length(5))),
            (200, "HEAD", "content-length: 5", Ok(OVER)),
            (
                200,
                "GET",
                "content-length: 5, 5|content-length: 05",
                Ok(Framing::Length(5)),
            ),
            (200, "GET", "content-length: |content-length: 0", Ok(OVER)),
            (
                200,
                "GET",
                "content-length: 5|content-length: 6",
                Err(HttpFault::Lengths),
            ),
            (200, "GET", "content-length: +5", Err(HttpFault::Length)),
            (200, "GET", "content-length: 5,", Err(HttpFault::Length)),
            (200, "HEAD", "content-length: x", Err(HttpFault::Length)),
            (
                200,
                "GET",
                "content-length: 18446744073709551616",
                Err(HttpFault::Length),
            ),
            (204, "GET", "content-length: x", Ok(OVER)),
            (304, "GET", "transfer-encoding: chunked", Ok(OVER)),
            (101, "GET", "", Ok(OVER)),
            (
                200,
                "GET",
                "transfer-encoding: gzip, Chunked|content-length: x",
                Ok(Framing::Size),
            ),
            (200, "HEAD", "transfer-encoding: chunked", Ok(OVER)),
            (
                200,
                "GET",
                "transfer-encoding: gzip|content-length: 5",
                Ok(Framing::Length(5)),
            ),
        ] {
            let mut response = http::Response::builder().status(status);
            for (name, value) in fields.split('|').filter_map(|field| field.split_once(": ")) {
                response = response.header(name, value);
            }
            let head = Head {
                response: response.body(()).unwrap(),
                reason: Vec::new(),
                raw: Vec::new(),
            };
            assert_eq!(
                Framing::of(&head, method),
                wanted,
                "{status} {method} {fields}"
            );
        }
    }

    #[test]
    fn what_came_before_a_fault_is_read_first() {
        let (mut framing, mut output) = (Framing::Size, [0; 16]);
        let mut input = &b"5\r\nready\r\ngarbage\r\n"[..];
        let (used, moved) = framing.read(input, &mut output).unwrap();
        assert_eq!(&output[..moved], b"ready");
        input = &input[used..];
        assert!(framing.read(input, &mut output).is_err());
    }

    #[test]
    fn broken_chunks_are_noticed() {
        for body in [
            "\r\n",
            "garbage\r\n",
            "-5\r\n",
            "+5\r\n",
            "0x5\r\n",
            "5 5\r\n",
            "10000000000000000\r\n",
            "2\r\nready\r\n",
            "é\r\n",
        ] {
            assert!(read(Framing::Size, &[body]).is_err(), "{body}");
        }
    }
}
