//! The host of a target, as a URL or a flag writes it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A host: an address, or a name to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// An IP literal.
    Ip(IpAddr),
    /// A name, in lower case.
    Name(String),
}

impl Host {
    /// Parses a host as a URL or a flag writes it; IPv6 stands in brackets.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        if let Some(inside) = text.strip_prefix('[') {
            let inside = inside
                .strip_suffix(']')
                .ok_or("has a \"[\" without \"]\"; write [::1]")?;
            if inside.as_bytes().contains(&b'%') {
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
            return Err(
                "starts with a dollar sign; a variable is expanded once, and not what it holds",
            );
        }
        if text.as_bytes().contains(&b':') {
            return Err(if text.ends_with(":tcp") {
                "holds a URL where its port belongs; Kubernetes has the number in NAME_SERVICE_PORT"
            } else {
                "has more than one colon; write an IPv6 address in brackets"
            });
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
            return Err("has no valid host name; write localhost or an address");
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

    /// Reports whether this machine is meant: `localhost`, `*.localhost`, `0.0.0.0`, `[::]`.
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

/// The longest name DNS carries.
const MAX_NAME: usize = 253;
