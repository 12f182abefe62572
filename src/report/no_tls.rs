//! What the HTTP-only build has to say of TLS.

use crate::net::Trust;

/// Describes whom we trust, for `--explain`.
pub(super) fn trust(_: &Trust) -> String {
    "nobody; this build has no TLS".to_owned()
}
