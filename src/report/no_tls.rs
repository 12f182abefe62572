//! What the HTTP-only build reports of TLS.

use crate::net::{Handshake, Hop, TlsFault, Trust};
use crate::target::Target;

/// Returns why TLS failed.
pub(super) fn words(_: &TlsFault, _: Option<&Hop>) -> &'static str {
    "needs TLS, which this build leaves out"
}

/// Returns no advice.
pub(super) fn advice(_: &TlsFault, _: &Target) -> Option<&'static str> {
    None
}

/// Reports whether the certificate or the name is at fault.
pub(super) fn is_about_name(_: &TlsFault) -> bool {
    false
}

/// Returns the facts of a handshake: none.
pub(super) fn facts(_: &Handshake) -> Vec<&'static str> {
    Vec::new()
}

/// Describes whom we trust.
pub(super) fn trust(_: &Trust) -> &'static str {
    "nobody; this build has no TLS"
}
