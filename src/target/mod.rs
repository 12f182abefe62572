//! What is probed. A `Target` can always be dialled or opened.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod grpc;
mod host;
mod parse;
mod path;
mod redirect;
mod scheme;
mod socket;
mod url;

use std::fmt;

use crate::text::{escape, redact};

pub(crate) use host::Host;
pub(crate) use path::ascii;
pub(crate) use scheme::Scheme;
pub(crate) use socket::Socket;

/// What is probed, and in which protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// The protocol.
    pub(crate) scheme: Scheme,
    /// The host; goes into `Host`, SNI and the certificate's name check.
    pub(crate) host: Host,
    /// The port; 0 only for a file, which has none.
    pub(crate) port: u16,
    /// For HTTP path and query, ASCII, with a slash in front. For gRPC the service, which may be
    /// empty. For a file its path.
    pub(crate) path: String,
    /// `user:password` from the URL, percent-decoded.
    pub(crate) credentials: Option<String>,
    /// The Unix socket to connect to instead of host and port.
    pub(crate) socket: Option<Socket>,
}

impl Target {
    /// Reports whether another target is the same server; secrets go to no other.
    pub(crate) fn same_origin(&self, other: &Self) -> bool {
        (self.scheme, self.port, &self.host) == (other.scheme, other.port, &other.host)
    }

    /// Returns host and port as `Host` has them: without the port that the scheme implies.
    pub(crate) fn authority(&self) -> String {
        if Some(self.port) == self.scheme.default_port() {
            self.host.to_string()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Returns the full URL as it goes on the wire, without credentials.
    pub(crate) fn url_text(&self) -> String {
        let gap = if self.scheme.is_grpc() && !self.path.is_empty() {
            "/"
        } else {
            ""
        };
        let path = if self.scheme.is_stream() {
            ""
        } else {
            &self.path
        };
        [self.scheme.name(), "://", &self.authority(), gap, path].concat()
    }
}

impl fmt::Display for Target {
    /// Writes the target as the verdict line names it, secrets hidden.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(socket) = &self.socket else {
            return match self.scheme {
                Scheme::File => write!(f, "file:{}", escape(&self.path)),
                Scheme::Grpc | Scheme::Grpcs => f.write_str(escape(&redact(&self.url_text()))),
                _ => f.write_str(&redact(&self.url_text())),
            };
        };
        if self.scheme.is_grpc() {
            write!(f, "{}+unix:{socket}", self.scheme.name())?;
            match self.path.as_str() {
                "" => Ok(()),
                service => write!(f, ":/{}", escape(&redact(service))),
            }
        } else {
            write!(f, "unix:{socket}:{}", redact(&self.path))
        }
    }
}
