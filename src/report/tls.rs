//! TLS in words.

use crate::net::Trust;

/// Describes whom we trust, for `--explain`.
pub(super) fn trust(trust: &Trust) -> String {
    let mut text = match (trust.verifies(), trust.authorities()) {
        (false, _) => "anybody; certificates are not verified".to_owned(),
        (true, None) => "the bundled Mozilla roots".to_owned(),
        (true, Some(1)) => "the certificate in --cacert, and nobody else".to_owned(),
        (true, Some(count)) => format!("the {count} certificates in --cacert, and nobody else"),
    };
    if trust.has_identity() {
        text.push_str("; a client certificate is shown to who asks");
    }
    if let Some(days) = trust.min_cert_days() {
        text.push_str(&format!("; certificates must last {days} more days"));
    }
    text
}
