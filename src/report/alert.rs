//! What a server's TLS alert means, in words.

use crate::text::say;

/// Returns what the server's alert means.
pub(super) fn words(alert: u8, identified: bool) -> &'static str {
    let name = ALERTS.iter().find(|(number, _)| *number == alert);
    let name = name.map_or_else(|| alert.to_string(), |(_, name)| (*name).to_owned());
    if is_about_client(alert) && identified {
        return say!("the server refused our client certificate (alert {name})");
    }
    match alert {
        // Go before 1.21 says bad_certificate when there is none.
        42 | 116 => "the server wants a client certificate",
        112 => "the server knows no site of that name",
        120 => "the server does not offer HTTP/2",
        _ => say!("the server broke TLS off (alert {name})"),
    }
}

/// Reports whether an alert is what a server says of a client certificate that it refuses.
pub(super) fn is_about_client(alert: u8) -> bool {
    matches!(alert, 40 | 42..=46 | 48 | 49 | 51)
}

/// The alerts by number (RFC 8446, 6).
const ALERTS: [(u8, &str); 26] = [
    (0, "close_notify"),
    (10, "unexpected_message"),
    (20, "bad_record_mac"),
    (22, "record_overflow"),
    (40, "handshake_failure"),
    (42, "bad_certificate"),
    (43, "unsupported_certificate"),
    (44, "certificate_revoked"),
    (45, "certificate_expired"),
    (46, "certificate_unknown"),
    (47, "illegal_parameter"),
    (48, "unknown_ca"),
    (49, "access_denied"),
    (50, "decode_error"),
    (51, "decrypt_error"),
    (70, "protocol_version"),
    (71, "insufficient_security"),
    (80, "internal_error"),
    (86, "inappropriate_fallback"),
    (90, "user_canceled"),
    (100, "no_renegotiation"),
    (109, "missing_extension"),
    (110, "unsupported_extension"),
    (112, "unrecognized_name"),
    (116, "certificate_required"),
    (120, "no_application_protocol"),
];
