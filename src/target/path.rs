//! What is asked for: a path and query, fit for a request line.

/// Makes a path and query fit for a request line: absolute, no dot segments, percent-encoded.
pub(super) fn absolute(path: &str) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = match path.find('?') {
        Some(at) => path.split_at(at),
        None => (path, ""),
    };
    let mut segments: Vec<&str> = Vec::new();
    let mut parts = path.split('/').skip(1).peekable();
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
    for byte in format!("/{}{query}", segments.join("/")).bytes() {
        match byte {
            // What the `http` crate refuses in a request target.
            0..=b' ' | 0x7f.. | b'"' | b'<' | b'>' | b'`' | b'^' | b'#' | b'\\' => {
                push_percent(&mut out, byte);
            }
            _ => out.push(char::from(byte)),
        }
    }
    out
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
