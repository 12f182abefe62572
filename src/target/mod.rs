//! What to probe. A `Target` always has a usable port and an absolute path.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod host;
mod parse;
mod path;
mod redirect;
mod scheme;

use std::fmt;

use crate::text::{disarm, redact};

pub(crate) use host::Host;
pub(crate) use path::ascii;
pub(crate) use scheme::Scheme;

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
