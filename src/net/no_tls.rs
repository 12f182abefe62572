//! The HTTP-only flavour's stand-in for `tls`: the same names, and nothing that could exist.

use std::convert::Infallible;

use super::deadline::Deadline;
use super::failure::Failure;
use super::socket::{Halt, Socket};
use crate::cli::Given;
use crate::target::Target;
use crate::text::Misuse;

/// The TLS library's version: there is none.
pub(crate) const VERSIONS: &str = "no TLS";

/// The flags that name files and policy, as given.
pub(crate) struct Files {
    /// `--insecure`, which has nothing to switch off.
    pub(crate) insecure: bool,
    /// `--cacert`.
    pub(crate) cacert: Option<Given>,
    /// `--cert`.
    pub(crate) cert: Option<Given>,
    /// `--key`.
    pub(crate) key: Option<Given>,
    /// `--min-cert-days`.
    pub(crate) min_cert_days: Option<u32>,
}

/// Whom to trust; without TLS nobody asks.
#[derive(Debug)]
pub(crate) struct Trust;

impl Trust {
    /// Refuses the flags that would seem to protect something.
    pub(crate) fn load(files: &Files) -> Result<Self, Misuse> {
        let _ = (files.insecure, files.min_cert_days);
        match files.cacert.or(files.cert).or(files.key) {
            None => Ok(Self),
            Some(given) => {
                Err(given.secret_misuse("this HTTP-only build has no TLS; use the full probelet"))
            }
        }
    }

    /// Says whom we trust, for `--explain`.
    pub(crate) fn describe(&self) -> String {
        "nobody; this build has no TLS".to_owned()
    }
}

/// A TLS session, which cannot be.
#[derive(Debug)]
pub(super) struct Session(Infallible);

impl Session {
    /// Cannot succeed: `https://` in a redirect is as far as anybody gets.
    pub(super) fn open(_: &Trust, _: &Target, _: &Socket, _: Deadline) -> Result<Self, Failure> {
        Err(Failure::Tls(
            "needs TLS, which this HTTP-only build leaves out".to_owned(),
        ))
    }

    /// Is never called.
    pub(super) fn facts(&self) -> Vec<String> {
        match self.0 {}
    }

    /// Is never called.
    pub(super) fn fault(&mut self) -> Option<String> {
        match self.0 {}
    }

    /// Is never called.
    pub(super) fn send(&mut self, _: &Socket, _: &[u8], _: Deadline) -> Result<(), Halt> {
        match self.0 {}
    }

    /// Is never called.
    pub(super) fn recv(&mut self, _: &Socket, _: &mut [u8], _: Deadline) -> Result<usize, Halt> {
        match self.0 {}
    }
}
