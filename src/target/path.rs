//! What is asked for: a path and query, fit for a request line.

use super::Target;
use crate::text::find;

/// Makes a path and query fit for a request line: absolute, no dot segments, percent-encoded.
pub(super) fn absolute(path: &str) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = match path.find('?') {
        Some(at) => path.split_at(at),
        None => (path, ""),
    };
    let mut segments: Vec<&str> = Vec::new();
    let mut parts = path.split('/').peekable();
    // What stands before the first slash.
    parts.next();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        match part {
            "." | ".." => {
                if part == ".." {
                    segments.pop();
                }
                if last {
                    segments.push("");
                }
            }
            _ => segments.push(part),
        }
    }
    let mut out = String::new();
    let whole = ["/", &segments.join("/"), query].concat();
    whole.bytes().for_each(|byte| push(&mut out, byte));
    out
}

impl Target {
    /// Reports whether the HTTP library takes no target of this length.
    pub(crate) fn is_too_long(&self) -> bool {
        self.url_text().len() > MAX_URL
    }

    /// Adds data to the query, percent-encoded where it has to be.
    pub(crate) fn add_query(&mut self, data: &[u8]) {
        let sign = match find(self.path.as_bytes(), "?") {
            Some(_) => '&',
            None => '?',
        };
        self.path.push(sign);
        data.iter().for_each(|&byte| push(&mut self.path, byte));
    }
}

/// The longest target of a request: the `http` crate counts in 16 bits.
const MAX_URL: usize = 65_534;

/// Appends a byte, percent-encoded where the `http` crate refuses it in a request target.
fn push(out: &mut String, byte: u8) {
    match byte {
        0..=b' ' | 0x7f.. | b'"' | b'<' | b'>' | b'`' | b'^' | b'#' | b'\\' => {
            push_percent(out, byte);
        }
        _ => out.push(char::from(byte)),
    }
}

/// Appends a byte as `%C3` and the like.
fn push_percent(out: &mut String, byte: u8) {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16);
    let digits = [digit(byte >> 4), digit(byte & 15)].into_iter().flatten();
    out.push('%');
    out.extend(digits.map(|c| c.to_ascii_uppercase()));
}

/// Writes what a peer put into a `Location`, whatever bytes it is made of, as a URL may be written.
pub(crate) fn ascii(aim: &[u8]) -> String {
    let mut out = String::new();
    for &byte in aim {
        match byte.is_ascii() {
            true => out.push(char::from(byte)),
            false => push_percent(&mut out, byte),
        }
    }
    out
}
