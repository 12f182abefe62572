//! Makes a response head one that ureq-proto can parse. Pure.

use super::head::status;

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
            // A folded line continues the header before it.
            Some(field) if is_folded(line) && field.contains(&b':') => {
                field.push(b' ');
                field.extend_from_slice(line.trim_ascii());
            }
            _ => fields.push(line.to_vec()),
        }
    }
    let mut out = match status(first) {
        // The reason phrase means nothing, so nothing in it can be wrong.
        Some((code, _)) => [b"HTTP/1.1 ", &code[..]].concat(),
        None => first.to_vec(),
    };
    for field in &fields {
        append(&mut out, field);
    }
    out.extend_from_slice(b"\r\n\r\n");
    out
}

/// Appends a header line, unless ureq-proto must not see it.
fn append(out: &mut Vec<u8>, field: &[u8]) {
    let Some((name, value)) = split(field).filter(|_| !is_folded(field)) else {
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(field);
        return;
    };
    if !is_token(name) {
        return;
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(name);
    out.extend_from_slice(b": ");
    let is_location = name.eq_ignore_ascii_case(b"location");
    for &byte in value {
        match byte {
            b'\t' | b' '..=b'~' | 0x80.. => out.push(byte),
            // As browsers do: a question mark would lead elsewhere.
            _ if is_location => out.extend(format!("%{byte:02X}").bytes()),
            _ => out.push(b'?'),
        }
    }
}

/// Reports whether a line can only continue another one.
fn is_folded(line: &[u8]) -> bool {
    matches!(line, [b' ' | b'\t', ..])
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

#[cfg(test)]
mod tests {
    use super::*;

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
                "HTTP/1.1 200|Content-Length: |B: ?c||",
            ),
            ("HTTP/1.1 200\r\n\tA: b\r\n\r\n", "HTTP/1.1 200|\tA: b||"),
            (
                "HTTP/1.1 200\r\nA\r\n b: c\r\n\r\n",
                "HTTP/1.1 200|A| b: c||",
            ),
            (
                "HTTP/1.1 302\r\nlocation: /a\x07b\x7f\r\n\r\n",
                "HTTP/1.1 302|location: /a%07b%7F||",
            ),
            ("HTTP/1.9 200\r\n\r\n", "HTTP/1.9 200||"),
            (
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200|no colon||",
            ),
        ] {
            let found = String::from_utf8(clean(head.as_bytes())).expect("plain text");
            assert_eq!(found.replace("\r\n", "|"), wanted);
        }
    }
}
