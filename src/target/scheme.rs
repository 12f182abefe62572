//! The part of a URL before `://`.

/// The protocol that a target is asked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// A regular file on this machine.
    File,
    /// The gRPC health check in clear.
    Grpc,
    /// The gRPC health check over TLS.
    Grpcs,
    /// HTTP/1.1 in clear.
    Http,
    /// HTTP/1.1 over TLS.
    Https,
    /// A TCP connection, with or without an answer.
    Tcp,
    /// The same over TLS.
    Tls,
}

impl Scheme {
    /// Returns the scheme of this name, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let known = [
            Self::Grpc,
            Self::Grpcs,
            Self::Http,
            Self::Https,
            Self::Tcp,
            Self::Tls,
        ];
        known
            .into_iter()
            .find(|scheme| name.eq_ignore_ascii_case(scheme.name()))
    }

    /// Parses a scheme that this build speaks.
    pub(super) fn parse(name: &str) -> Result<Self, &'static str> {
        match Self::named(name) {
            Some(scheme) => scheme.built(),
            None => Err(
                "has a scheme that probelet does not speak; write http://, https://, tcp://, \
                 tls://, grpc://, grpcs:// or file:PATH",
            ),
        }
    }

    /// Refuses a scheme that this build leaves out.
    pub(super) const fn built(self) -> Result<Self, &'static str> {
        if self.is_grpc() && !cfg!(feature = "grpc") {
            return Err("needs gRPC, which this build leaves out; use the full probelet");
        }
        if self.is_secure() && !cfg!(feature = "tls") {
            return Err("needs TLS, which this build leaves out; use the full probelet");
        }
        Ok(self)
    }

    /// Returns the name before `://`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Grpc => "grpc",
            Self::Grpcs => "grpcs",
            Self::Http => "http",
            Self::Https => "https",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
        }
    }

    /// Returns the port that a URL of this scheme has when it names none.
    pub(super) const fn default_port(self) -> Option<u16> {
        match self {
            Self::Http => Some(80),
            Self::Https => Some(443),
            Self::File | Self::Grpc | Self::Grpcs | Self::Tcp | Self::Tls => None,
        }
    }

    /// Reports whether this is the gRPC health check.
    pub(crate) const fn is_grpc(self) -> bool {
        matches!(self, Self::Grpc | Self::Grpcs)
    }

    /// Reports whether this is HTTP/1.1.
    pub(crate) const fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::Https)
    }

    /// Reports whether this is a bare connection.
    pub(crate) const fn is_stream(self) -> bool {
        matches!(self, Self::Tcp | Self::Tls)
    }

    /// Reports whether a TLS handshake comes first.
    pub(crate) const fn is_secure(self) -> bool {
        matches!(self, Self::Grpcs | Self::Https | Self::Tls)
    }
}
