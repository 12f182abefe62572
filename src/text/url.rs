//! URLs without their secrets.

use super::find;

/// Hides user info and query values of anything that looks like a URL.
pub(crate) fn redact(url: &str) -> String {
    let (url, fragment) = match url.find('#') {
        Some(at) => (url.get(..at).unwrap_or_default(), "#***"),
        None => (url, ""),
    };
    // However many slashes there are, and with or without a scheme: a mistake must not show more.
    let scheme = url.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')));
    let (scheme, behind) = url.split_at(scheme.unwrap_or(url.len()));
    let slashes = behind.trim_start_matches(':').trim_start_matches('/');
    let (start, rest) = match url.len() - slashes.len() - scheme.len() {
        // The `@` of a socket without a file is no end of user info.
        1 if scheme.ends_with("unix") && slashes.starts_with('@') => url.split_at(scheme.len() + 2),
        0 | 1 => ("", url),
        marks => url.split_at(scheme.len() + marks),
    };
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, mut path) = rest.split_at(authority);
    // What looks like a port may be the start of a password that holds a slash.
    let before_port = authority.bytes().rev().find(|b| !b.is_ascii_digit());
    let odd = authority.as_bytes().contains(&b':') && !matches!(before_port, Some(b':' | b']'));
    // Something before the scheme.
    let late = authority.ends_with(':') && path.starts_with("//");
    let mut out = String::from(start);
    let at = |text: &str| text.bytes().rposition(|b| b == b'@');
    match (at(authority), at(path)) {
        (user, Some(at)) if late || (odd && user.is_none()) => {
            out.push_str("***");
            // Behind a question mark a host cannot be told from a value.
            let (hidden, rest) = path.split_at(at);
            path = if find(hidden.as_bytes(), "?").is_some() {
                ""
            } else {
                rest
            };
        }
        (Some(at), _) => {
            out.push_str("***");
            out.push_str(authority.get(at..).unwrap_or_default());
        }
        _ => out.push_str(authority),
    }
    match path.split_once('?') {
        None => out.push_str(path),
        Some((path, query)) => {
            out.push_str(path);
            for (index, pair) in query.split('&').enumerate() {
                out.push(if index == 0 { '?' } else { '&' });
                match pair.split_once('=') {
                    Some((key, value)) if !value.is_empty() => {
                        out.push_str(key);
                        out.push_str("=***");
                    }
                    // A value without a name.
                    None if !pair.is_empty() => out.push_str("***"),
                    _ => out.push_str(pair),
                }
            }
        }
    }
    out.push_str(fragment);
    out
}

/// Returns text without its percent-encoding; what is malformed stays as it is.
pub(crate) fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
        match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                out.extend(u8::try_from(high << 4 | low));
                rest = after.get(2..).unwrap_or_default();
            }
            _ => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_urls_are_hidden() {
        for (url, wanted) in [
            ("http://u:p@h/a?token=x&b", "http://***@h/a?token=***&***"),
            ("http://u:p@q@h:1/", "http://***@h:1/"),
            ("h:80/a?k=", "h:80/a?k="),
            ("http://h/a@b?c=d@e", "http://h/a@b?c=***"),
            ("/health?to=http://x/?k=v", "/health?to=***"),
            ("svn+ssh://u:p@h/", "svn+ssh://***@h/"),
            ("http://u:pa/ss@h:80/x?k=v", "http://***@h:80/x?k=***"),
            ("http://u:pa/ss?w@h:80/x&k=v", "http://***"),
            ("http://h:80/@x", "http://h:80/@x"),
            ("http://[::1]/@x", "http://[::1]/@x"),
            ("@http://u:p@h1@x/", "***@x/"),
            ("http:/u:p@h/", "http:/***@h/"),
            ("http//u:p@h/", "http//***@h/"),
            ("//u:p@ev il/x", "//***@ev il/x"),
            ("http:///u:p@h/", "http:///***@h/"),
            ("app://cb#access_token=x&y", "app://cb#***"),
            ("/a@b?c#d", "/a@b?***#***"),
            (":8000/a?k=v", ":8000/a?k=***"),
            ("localhost:80/a", "localhost:80/a"),
            ("/a?b", "/a?***"),
            ("/a?&b=", "/a?&b="),
            ("unix:@app:/a b?k=v", "unix:@app:/a b?k=***"),
            ("grpc+unix:@app", "grpc+unix:@app"),
            ("unix://u:p@h/", "unix://***@h/"),
        ] {
            assert_eq!(redact(url), wanted);
        }
    }

    #[test]
    fn percent_encoding_is_undone() {
        for (text, wanted) in [
            ("service%20not%20registered", &b"service not registered"[..]),
            ("%", b"%"),
            ("%4", b"%4"),
            ("%zz%41", b"%zzA"),
            ("%e2%82%ac", "\u{20ac}".as_bytes()),
        ] {
            assert_eq!(percent_decoded(text.as_bytes()), wanted, "{text}");
        }
    }
}
