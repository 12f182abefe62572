//! What to probe. A `Target` always has a usable port and an absolute path.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::text::{disarm, redact};

/// How to talk to the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// HTTP/1.1 in clear.
    Http,
    /// HTTP/1.1 over TLS.
    Https,
    /// A TCP connection that opens, and nothing more.
    Tcp,
}

impl Scheme {
    /// Yields the name before `://`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Tcp => "tcp",
        }
    }

    /// Yields the port that a URL of this scheme has when it names none.
    const fn default_port(self) -> u16 {
        match self {
            Self::Http | Self::Tcp => 80,
            Self::Https => 443,
        }
    }
}

/// Who is meant: an address, or a name to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// An IP literal.
    Ip(IpAddr),
    /// A name, in lower case.
    Name(String),
}

impl Host {
    /// Reads a host as a URL or a flag writes it; IPv6 stands in brackets.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        if let Some(inside) = text.strip_prefix('[') {
            let inside = inside
                .strip_suffix(']')
                .ok_or("has a \"[\" without \"]\"; write [::1]")?;
            if inside.contains('%') {
                return Err("has a zone id, which is not supported; use an address without one");
            }
            let ip = inside
                .parse::<Ipv6Addr>()
                .map_err(|_| "is not an IPv6 address in brackets; write [::1]")?;
            return Ok(Self::Ip(IpAddr::V6(ip)));
        }
        if let Ok(ip) = text.parse::<Ipv4Addr>() {
            return Ok(Self::Ip(IpAddr::V4(ip)));
        }
        if text.starts_with('$') {
            return Err("holds an unexpanded variable; write ${NAME}");
        }
        if text.contains(':') {
            return Err("has more than one colon; write an IPv6 address in brackets");
        }
        if !text.is_ascii() {
            return Err("has a host name that is not ASCII; write its xn-- form");
        }
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let bare = text.strip_suffix('.').unwrap_or(text);
        let labels = bare
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-'));
        if !labels || text.len() > MAX_NAME || !text.bytes().all(fits) {
            return Err("has no valid host name; write http://localhost:8000/health");
        }
        // Old forms such as 127.1 and 0x7f.1 are addresses to some and names to others.
        let last = text
            .trim_end_matches('.')
            .rsplit('.')
            .next()
            .unwrap_or_default();
        let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
        let number = hex.map_or_else(
            || last.bytes().all(|b| b.is_ascii_digit()),
            |hex| hex.bytes().all(|b| b.is_ascii_hexdigit()),
        );
        if number {
            return Err("has a host that is no IPv4 address and no name; write 127.0.0.1");
        }
        Ok(Self::Name(text.to_ascii_lowercase()))
    }

    /// Tells whether this machine is meant: `localhost`, `*.localhost`, `0.0.0.0`, `[::]`.
    pub(crate) fn is_this_machine(&self) -> bool {
        match self {
            Self::Ip(ip) => ip.is_unspecified(),
            Self::Name(name) => {
                let name = name.strip_suffix('.').unwrap_or(name);
                name == "localhost" || name.ends_with(".localhost")
            }
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(IpAddr::V4(ip)) => ip.fmt(f),
            Self::Ip(IpAddr::V6(ip)) => write!(f, "[{ip}]"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// Where a Unix socket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Socket {
    /// A name in the abstract namespace.
    Abstract(String),
    /// A path.
    Path(String),
}

impl fmt::Display for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Abstract(name) => write!(f, "@{}", disarm(name)),
            Self::Path(path) => f.write_str(&disarm(path)),
        }
    }
}

/// Where to knock, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// How to talk.
    pub(crate) scheme: Scheme,
    /// Who is asked; goes into `Host`, SNI and the certificate's name check.
    pub(crate) host: Host,
    /// Never 0.
    pub(crate) port: u16,
    /// Path and query, ASCII, always with a slash in front.
    pub(crate) path: String,
    /// `user:password` out of the URL, already percent-decoded.
    pub(crate) credentials: Option<String>,
    /// The Unix socket to connect to instead of host and port.
    pub(crate) socket: Option<Socket>,
}

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
        if let Some((scheme, rest)) = text.split_once("://") {
            return Self::url(scheme_named(scheme)?, rest, false);
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
        let (socket, path) = match rest.find(":/") {
            Some(at) => (
                rest.get(..at).unwrap_or_default(),
                rest.get(at + 1..).unwrap_or("/"),
            ),
            None => (rest, "/"),
        };
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
    fn url(scheme: Scheme, rest: &str, from_peer: bool) -> Result<Self, &'static str> {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('\\') {
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
                Some(if user.contains(':') { user } else { user + ":" })
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

    /// Resolves a `Location`; `None` when it leads nowhere that HTTP could follow.
    pub(crate) fn redirected(&self, location: &str) -> Option<Self> {
        let location = location
            .trim_matches(' ')
            .split('#')
            .next()
            .unwrap_or_default();
        if location.is_empty() {
            return None;
        }
        let colon = location.find([':', '/', '?']);
        let has_scheme = colon.is_some_and(|at| location.get(at..=at) == Some(":"));
        let mut next = if has_scheme {
            let (scheme, rest) = location.split_once("://")?;
            match scheme_named(scheme).ok()? {
                Scheme::Tcp => return None,
                scheme => Self::url(scheme, rest, true).ok()?,
            }
        } else if let Some(rest) = location.strip_prefix("//") {
            Self::url(self.scheme, rest, true).ok()?
        } else {
            let base = self.path.split('?').next().unwrap_or_default();
            let path = match location.chars().next() {
                Some('/') => absolute(location),
                Some('?') => absolute(&format!("{base}{location}")),
                _ => {
                    let directory = base
                        .rfind('/')
                        .and_then(|at| base.get(..=at))
                        .unwrap_or("/");
                    absolute(&format!("{directory}{location}"))
                }
            };
            Self {
                path,
                ..self.clone()
            }
        };
        next.socket.clone_from(&self.socket);
        Some(next)
    }

    /// Tells whether another target is the same server: only then do secrets travel on.
    pub(crate) fn same_origin(&self, other: &Self) -> bool {
        (self.scheme, self.port, &self.host) == (other.scheme, other.port, &other.host)
    }

    /// Writes the full URL as it goes on the wire, without credentials.
    pub(crate) fn url_text(&self) -> String {
        let (scheme, host, path) = (self.scheme.name(), &self.host, &self.path);
        if self.port == self.scheme.default_port() {
            format!("{scheme}://{host}{path}")
        } else {
            format!("{scheme}://{host}:{}{path}", self.port)
        }
    }
}

impl fmt::Display for Target {
    /// Shows the target as the verdict line names it, secrets hidden.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.socket, self.scheme) {
            (Some(socket), _) => write!(f, "unix:{socket}:{}", redact(&self.path)),
            (None, Scheme::Tcp) => write!(f, "tcp://{}:{}", self.host, self.port),
            (None, _) => f.write_str(&redact(&self.url_text())),
        }
    }
}

/// Reads a scheme; HTTPS needs the flavour with TLS.
fn scheme_named(name: &str) -> Result<Scheme, &'static str> {
    if name.eq_ignore_ascii_case("http") {
        Ok(Scheme::Http)
    } else if name.eq_ignore_ascii_case("https") {
        if cfg!(feature = "tls") {
            Ok(Scheme::Https)
        } else {
            Err("needs TLS, which this HTTP-only build leaves out; use the full probelet")
        }
    } else if name.eq_ignore_ascii_case("tcp") {
        Ok(Scheme::Tcp)
    } else {
        Err("has a scheme that probelet does not speak; write http://, https:// or tcp://")
    }
}

/// Makes a path and query fit for a request line: absolute, no dot segments, percent-encoded.
fn absolute(path: &str) -> String {
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
            0..=b' ' | 0x7f.. | b'<' | b'>' | b'`' | b'^' | b'#' | b'\\' => {
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

/// Undoes `%40` and the like in user info.
fn percent_decode(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut nibble = || char::from(bytes.next()?).to_digit(16);
            let (high, low) = (nibble()?, nibble()?);
            out.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// The longest name DNS carries.
const MAX_NAME: usize = 253;

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

    #[test]
    fn redirects_resolve_like_a_browser_does() {
        let base = Target::parse("http://u:p@app:8000/a/b?q=1").unwrap();
        for (location, wanted) in [
            ("/x", Some("http://app:8000/x")),
            ("x", Some("http://app:8000/a/x")),
            ("../x", Some("http://app:8000/x")),
            ("?y", Some("http://app:8000/a/b?y")),
            ("//other/x", Some("http://other/x")),
            ("HTTP://user:pw@APP:9000/", Some("http://app:9000/")),
            ("http://app:8000#f", Some("http://app:8000/")),
            ("", None),
            ("#f", None),
            ("mailto:x", None),
            ("file:///etc/passwd", None),
            ("unix:/run/x.sock:/", None),
            ("tcp://app:1", None),
            ("http://app:0/", None),
        ] {
            let next = base.redirected(location);
            assert_eq!(
                next.as_ref().map(Target::url_text).as_deref(),
                wanted,
                "{location}"
            );
        }
        assert!(
            base.redirected("http://x@app:8000/")
                .is_some_and(|t| t.credentials.is_none())
        );
    }
}
