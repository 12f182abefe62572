//! The part of a URL before `://`.

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
    /// Reads a scheme; HTTPS needs the flavour with TLS.
    pub(super) fn parse(name: &str) -> Result<Self, &'static str> {
        if name.eq_ignore_ascii_case("http") {
            Ok(Self::Http)
        } else if name.eq_ignore_ascii_case("https") {
            if cfg!(feature = "tls") {
                Ok(Self::Https)
            } else {
                Err("needs TLS, which this HTTP-only build leaves out; use the full probelet")
            }
        } else if name.eq_ignore_ascii_case("tcp") {
            Ok(Self::Tcp)
        } else {
            Err("has a scheme that probelet does not speak; write http://, https:// or tcp://")
        }
    }

    /// Yields the name before `://`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Tcp => "tcp",
        }
    }

    /// Yields the port that a URL of this scheme has when it names none.
    pub(super) const fn default_port(self) -> u16 {
        match self {
            Self::Http | Self::Tcp => 80,
            Self::Https => 443,
        }
    }
}
