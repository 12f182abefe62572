//! The HTTP-only flavour's stand-in for `tls`: the same names, and nothing that could exist.

use std::convert::Infallible;

use super::deadline::Deadline;
use super::failure::Failure;
use super::socket::{Halt, Socket};
use crate::target::Target;

/// The TLS library's version: there is none.
pub(crate) const VERSIONS: &str = "no TLS";

/// Whom to trust; without TLS nobody asks.
#[derive(Debug)]
pub(crate) struct Trust;

/// Why TLS failed: it is not there.
#[derive(Debug)]
pub(crate) enum TlsFault {
    /// This build leaves it out.
    Absent,
}

/// What a handshake showed: nothing.
#[derive(Debug)]
pub(crate) struct Handshake;

/// A TLS session, which cannot be.
#[derive(Debug)]
pub(super) struct Session(Infallible);

impl Session {
    /// Cannot succeed: `https://` in a redirect is as far as anybody gets.
    pub(super) fn open(
        _: &Trust,
        _: &Target,
        _: &Socket,
        _: Deadline<'_>,
    ) -> (Handshake, Result<Self, Failure>) {
        (Handshake, Err(Failure::Tls(TlsFault::Absent)))
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
