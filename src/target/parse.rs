//! Text to target: a URL, a listen address, `unix:`, `grpc+unix:` or `file:`.

use super::{Host, Scheme, Socket, Target};
use crate::text::{find, split_once};

impl Target {
    /// Parses a target as a person writes it.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err("is empty; write http://localhost:8000/health");
        }
        if text.len() > MAX_TARGET {
            return Err("is over 64 KiB; write a shorter URL");
        }
        if let Some(path) = text.strip_prefix("file:") {
            return Self::file(path);
        }
        if text.contains(|c: char| c.is_ascii_control() || c == ' ') {
            return Err("holds a space or a control character; write %20 and the like");
        }
        if let Some(rest) = text.strip_prefix("unix:") {
            return Self::unix(rest);
        }
        if let Some((scheme, rest)) = split_once(text, "+unix:")
            && scheme.bytes().all(|b| b.is_ascii_alphabetic())
        {
            return Self::unix_grpc(Scheme::parse(scheme)?, rest);
        }
        if let Some((scheme, rest)) = split_once(text, "://") {
            return Self::url(Scheme::parse(scheme)?, rest, false);
        }
        for mark in [":/", "//"] {
            if split_once(text, mark).is_some_and(|(scheme, _)| Scheme::parse(scheme).is_ok()) {
                return Err("has a scheme without :// behind it; write http://HOST/");
            }
        }
        // `:8000` and `8000` are ports of this machine.
        let port = text.strip_prefix(':').unwrap_or(text);
        if port.starts_with(|c: char| c.is_ascii_digit()) {
            let end = port.find(['/', '?', '#']).unwrap_or(port.len());
            if port.bytes().take(end).all(|b| b.is_ascii_digit()) {
                return Self::url(Scheme::Http, &["localhost:", port].concat(), false);
            }
        }
        Self::url(Scheme::Http, text, false)
    }

    /// Parses what follows `file:`, which is a path, or `//` and an absolute path.
    fn file(path: &str) -> Result<Self, &'static str> {
        let path = match path.strip_prefix("//") {
            Some(path) if !path.starts_with('/') => {
                return Err("names a host; write file:PATH");
            }
            Some(path) => path,
            None => path,
        };
        if path.is_empty() {
            return Err("names no file; write file:/run/worker.alive");
        }
        if path.as_bytes().contains(&0) {
            return Err("holds a NUL byte, which no path can");
        }
        Ok(Self {
            scheme: Scheme::File,
            host: Host::Name("localhost".to_owned()),
            port: 0,
            path: path.to_owned(),
            credentials: None,
            socket: None,
        })
    }

    /// Parses what follows `unix:`, a socket and a path separated by `:/`.
    fn unix(rest: &str) -> Result<Self, &'static str> {
        let (socket, path) = match find(rest.as_bytes(), ":/") {
            Some(at) => rest.split_at(at),
            None => (rest, ":/"),
        };
        let path = path.strip_prefix(':').unwrap_or(path);
        let mut target = Self::url(Scheme::Http, &["localhost", path].concat(), false)?;
        target.socket = Some(Socket::parse(socket)?);
        Ok(target)
    }

    /// Parses what follows `grpc+unix:`, a socket and, after `:/`, a service.
    fn unix_grpc(scheme: Scheme, rest: &str) -> Result<Self, &'static str> {
        if !scheme.is_grpc() {
            return Err("has a scheme that takes no socket; write unix:PATH or grpc+unix:PATH");
        }
        let (socket, service) = split_once(rest, ":/").unwrap_or((rest, ""));
        Self::grpc_socket(scheme, socket, service)
    }
}

/// The longest target; no server reads a longer request line.
const MAX_TARGET: usize = 64 * 1024;

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
            ("http://h?x", "http://h/?***"),
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
            ("http://+:8080", "http://localhost:8080/"),
            ("http://*:8080/health", "http://localhost:8080/health"),
            ("*:8080", "http://localhost:8080/"),
            ("+:8080/x", "http://localhost:8080/x"),
            ("http://h/a+unix:b", "http://h/a+unix:b"),
            ("file:/run/alive", "file:/run/alive"),
            ("file:///run/alive", "file:/run/alive"),
            ("file:alive now?x=1", "file:alive now?x=1"),
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
            "http://+x:1/",
            "http://**/",
            "file:",
            "file://",
            "file://h/x",
            "file:/a\0b",
            "http+unix:/x",
            "ftp+unix:/x",
        ] {
            assert!(Target::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn schemes_with_tls_or_grpc_need_their_features() {
        for (text, wanted, built) in [
            ("tls://db:5432", "tls://db:5432", cfg!(feature = "tls")),
            ("grpc://h:1", "grpc://h:1", cfg!(feature = "grpc")),
            ("grpc://h:1/", "grpc://h:1", cfg!(feature = "grpc")),
            (
                "grpc://:1/a.B",
                "grpc://localhost:1/a.B",
                cfg!(feature = "grpc"),
            ),
            ("grpc://h:1/a.B", "grpc://h:1/a.B", cfg!(feature = "grpc")),
            ("grpc+unix:/x", "grpc+unix:/x", cfg!(feature = "grpc")),
            ("grpc+unix:@x:/s", "grpc+unix:@x:/s", cfg!(feature = "grpc")),
            ("grpc://h", "", false),
            ("grpc+unix:", "", false),
            ("tls://h", "", false),
            ("tls://h:1/x", "", false),
        ] {
            let found = Target::parse(text).map(|it| it.to_string());
            let wanted = built.then_some(wanted);
            assert_eq!(found.as_deref().ok(), wanted, "{text}: {found:?}");
        }
        if cfg!(not(feature = "tls")) {
            for text in ["https://h/", "tls://h:1", "grpc://h:1"] {
                assert!(Target::parse(text).unwrap_err().contains("full probelet"));
            }
        }
    }

    #[test]
    fn lengths_are_bounded() {
        let long = |most: usize| "x".repeat(most);
        for (text, good) in [
            (["http://h/", &long(65_527)].concat(), true),
            (["http://h/", &long(65_528)].concat(), false),
            (["unix:/", &long(106), ":/"].concat(), true),
            (["unix:/", &long(107), ":/"].concat(), false),
            (["unix:@", &long(107)].concat(), true),
            (["unix:@", &long(108)].concat(), false),
        ] {
            assert_eq!(Target::parse(&text).is_ok(), good, "{}", text.len());
        }
    }
}
