//! The HTTP-only build's stand-in for `tls`: the same names, and a session that cannot exist.

use std::convert::Infallible;

use super::deadline::Deadline;
use super::socket::{Halt, Socket};
use crate::target::Target;

/// What stands in place of the TLS library's version.
pub(crate) const VERSIONS: &str = "no TLS";

/// Whom to trust: without TLS there is nothing to say.
#[derive(Debug)]
pub(crate) struct Trust;

impl Trust {
    /// Returns `None`: `--min-cert-days` is misuse without TLS.
    pub(crate) fn min_cert_days(&self) -> Option<u32> {
        None
    }
}

/// Why TLS failed: it is not there.
#[derive(Debug)]
pub(crate) enum TlsFault {
    /// This build leaves it out.
    Absent,
}

/// What a handshake showed: nothing.
#[derive(Debug)]
pub(crate) struct Handshake;

/// Why there is no session.
#[derive(Debug)]
#[expect(dead_code, reason = "with TLS there are more reasons")]
pub(super) enum Broken {
    /// The server closed the connection in the middle of the handshake.
    Close,
    /// The handshake failed.
    Fault(TlsFault),
    /// The socket gave up.
    Halt(Halt),
}

/// A TLS session, of which there can be none.
#[derive(Debug)]
pub(super) struct Session(Infallible);

impl Session {
    /// Always fails. Targets with TLS are misuse, and redirects to them are not followed.
    pub(super) fn open(
        _: &Trust,
        _: &Target,
        _: &Socket,
        _: Deadline<'_>,
    ) -> (Handshake, Result<Self, Broken>) {
        (Handshake, Err(Broken::Fault(TlsFault::Absent)))
    }

    /// Is never called.
    pub(super) fn fault(&mut self) -> Option<TlsFault> {
        match self.0 {}
    }

    /// Is never called.
    pub(super) fn send(&mut self, _: &Socket, _: &[u8], _: Deadline<'_>) -> Result<(), Halt> {
        match self.0 {}
    }

    /// Is never called.
    pub(super) fn recv(
        &mut self,
        _: &Socket,
        _: &mut [u8],
        _: Deadline<'_>,
    ) -> Result<usize, Halt> {
        match self.0 {}
    }
}
