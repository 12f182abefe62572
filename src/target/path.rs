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
                out.push('%');
                for nibble in [byte >> 4, byte & 15] {
                    out.extend(
                        char::from_digit(u32::from(nibble), 16).map(|c| c.to_ascii_uppercase()),
                    );
                }
            }
            _ => out.push(char::from(byte)),
        }
    }
    out
}
