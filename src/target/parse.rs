//! Text to target: a URL, a listen address, `unix:` or `tcp:`.

use super::path::absolute;
use super::{Host, Scheme, Socket, Target};
use crate::text::{divide, find};

impl Target {
    /// Reads a target as a person writes it: a URL, a listen address, `unix:` or `tcp:`.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err("is empty; write http://localhost:8000/health");
        }
        if text.contains(|c: char| c.is_ascii_control() || c == ' ') {
            return Err("holds a space or a control character; write %20 and the like");
        }
        if let Some(rest) = text.strip_prefix("unix:") {
            return Self::unix(rest);
        }
        if let Some((scheme, rest)) = divide(text, "://") {
            return Self::url(Scheme::parse(scheme)?, rest, false);
        }
        for mark in [":/", "//"] {
            if divide(text, mark).is_some_and(|(scheme, _)| Scheme::parse(scheme).is_ok()) {
                return Err("has a scheme without :// behind it; write http://HOST/");
            }
        }
        // `:8000` and `8000` are ports of this machine.
        let port = text.strip_prefix(':').unwrap_or(text);
        if port.starts_with(|c: char| c.is_ascii_digit()) {
            let end = port.find(['/', '?', '#']).unwrap_or(port.len());
            if port.bytes().take(end).all(|b| b.is_ascii_digit()) {
                return Self::url(Scheme::Http, &format!("localhost:{port}"), false);
            }
        }
        Self::url(Scheme::Http, text, false)
    }

    /// Reads what follows `unix:`, a socket and a path divided by `:/`.
    fn unix(rest: &str) -> Result<Self, &'static str> {
        let (socket, path) = match find(rest.as_bytes(), ":/") {
            Some(at) => rest.split_at(at),
            None => (rest, ":/"),
        };
        let path = path.strip_prefix(':').unwrap_or(path);
        let mut target = Self::url(Scheme::Http, &format!("localhost{path}"), false)?;
        target.socket = Some(match socket.strip_prefix('@') {
            Some(name) => Socket::Abstract(name.to_owned()),
            None => Socket::Path(socket.to_owned()),
        });
        match &target.socket {
            Some(Socket::Path(name) | Socket::Abstract(name)) if name.is_empty() => {
                Err("names no socket; write unix:/run/app.sock:/health")
            }
            _ => Ok(target),
        }
    }

    /// Reads what follows `scheme://`. What a peer sent carries no credentials for us.
    pub(super) fn url(scheme: Scheme, rest: &str, from_peer: bool) -> Result<Self, &'static str> {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.as_bytes().contains(&b'\\') {
            return Err("has a backslash in its host; write a plain host name");
        }
        let (user, address) = match authority.rsplit_once('@') {
            Some((user, address)) => (Some(user), address),
            None => (None, authority),
        };
        let (host, port) = match address.rfind(':') {
            Some(colon) if !address.ends_with(']') => address.split_at(colon),
            _ => (address, ""),
        };
        let host = Host::parse(host)?;
        let port = match port.strip_prefix(':').unwrap_or_default() {
            "" if scheme == Scheme::Tcp => return Err("names no port; write tcp://host:port"),
            // What an unset variable leaves behind must not become port 80.
            "" if !port.is_empty() && !from_peer => {
                return Err("has a colon and no port after it; write one from 1 to 65535");
            }
            "" => scheme.default_port(),
            digits if digits.starts_with('$') => {
                return Err("holds an unexpanded variable as its port; write ${NAME}");
            }
            digits if digits.bytes().all(|b| b.is_ascii_digit()) => digits
                .parse()
                .ok()
                .filter(|&port| port != 0)
                .ok_or("has a port that does not exist; write one from 1 to 65535")?,
            _ => return Err("has a port that is not a number; write one from 1 to 65535"),
        };
        if scheme == Scheme::Tcp && !(path.is_empty() || path == "/") {
            return Err("has a path, and tcp:// only connects; use http:// or leave it out");
        }
        let credentials = match user {
            Some(user) if !from_peer => {
                let user = percent_decode(user)
                    .ok_or("has bad user info; write %25 for a percent sign")?;
                Some(if user.as_bytes().contains(&b':') {
                    user
                } else {
                    user + ":"
                })
            }
            _ => None,
        };
        Ok(Self {
            scheme,
            host,
            port,
            path: absolute(path),
            credentials,
            socket: None,
        })
    }
}

/// Undoes `%40` and the like in user info.
fn percent_decode(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut nibble = || char::from(bytes.next()?).to_digit(16);
            let (high, low) = (nibble()?, nibble()?);
            out.push(u8::try_from(high << 4 | low).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_targets() {
        for (text, wanted) in [
            (
                "http://localhost:8000/health",
                "http://localhost:8000/health",
            ),
            ("HTTP://Localhost", "http://localhost/"),
            (":8000/health", "http://localhost:8000/health"),
            (":8000", "http://localhost:8000/"),
            ("8000", "http://localhost:8000/"),
            ("8000/health?x=1", "http://localhost:8000/health?x=***"),
            ("0.0.0.0:8000/health", "http://0.0.0.0:8000/health"),
            ("[::]:8000", "http://[::]:8000/"),
            ("localhost:8000", "http://localhost:8000/"),
            ("app/health", "http://app/health"),
            ("http://h:80/", "http://h/"),
            ("http://h?x", "http://h/?x"),
            ("http://h/a/../b/./c#top", "http://h/b/c"),
            ("http://h/a/..", "http://h/"),
            ("http://h/grün", "http://h/gr%C3%BCn"),
            ("http://u:p@h/", "http://h/"),
            ("unix:/run/app.sock:/health", "unix:/run/app.sock:/health"),
            ("unix:@name:/health?a=http://x", "unix:@name:/health?a=***"),
            ("unix:/run/app.sock", "unix:/run/app.sock:/"),
            (
                "unix:///run/docker.sock:/_ping",
                "unix:///run/docker.sock:/_ping",
            ),
            ("tcp://db:5432", "tcp://db:5432"),
            ("http://3proxy/", "http://3proxy/"),
        ] {
            assert_eq!(
                Target::parse(text).map(|t| t.to_string()).as_deref(),
                Ok(wanted),
                "{text}"
            );
        }
    }

    #[test]
    fn bad_targets() {
        for text in [
            "",
            "http://",
            "http:///x",
            "http:/h/x",
            "http//h/x",
            "ftp://h/",
            "http://h:0/",
            "http://h:99999/",
            "http://h:-1/",
            "http://h:8o/",
            "http://[::1",
            "http://[fe80::1%eth0]/",
            "::1:80",
            "http://a b/",
            "http://h/\r\n",
            "http://bücher/",
            "tcp://h",
            "tcp://h:1/x",
            "unix:",
            "unix:@",
            "$PORT",
            "http://h:$PORT/",
            "http://h@",
            "http://h%/",
            ":",
            "exit!",
            "http://h:/x",
            "http://-k/",
            "http://a..b/",
            "http://h\\@x/",
        ] {
            assert!(Target::parse(text).is_err(), "{text}");
        }
    }
}
