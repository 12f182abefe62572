//! TLS errors in words: the fact, then the remedy.

use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

use super::trust::Trust;
use super::verifier::{is_ca_as_leaf, is_webpki};
use crate::target::Target;
use crate::text::peer;

/// Says why a handshake failed.
pub(super) fn words(error: &Error, target: &Target, trust: &Trust) -> String {
    match error {
        Error::InvalidCertificate(why) => certificate(why, target, trust),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            format!("no TLS on this port; try {}", super::plain(target))
        }
        Error::AlertReceived(AlertDescription::HandshakeFailure) if !trust.has_identity() => {
            "the server refused the TLS handshake; it may offer no TLS 1.2 or 1.3, or want a \
             client certificate (-E FILE)"
                .to_owned()
        }
        Error::PeerIncompatible(_) => {
            "the server's TLS is too old or too odd; it must offer TLS 1.2 or 1.3 with an \
             AEAD cipher suite"
                .to_owned()
        }
        other => broken(other),
    }
}

/// Says what broke a session, in the handshake or after it.
pub(super) fn broken(error: &Error) -> String {
    match error {
        Error::AlertReceived(alert) => match alert {
            AlertDescription::CertificateRequired => {
                "the server wants a client certificate; give one with -E FILE --key FILE".to_owned()
            }
            AlertDescription::ProtocolVersion => {
                "the server's TLS is too old; it must offer TLS 1.2 or 1.3".to_owned()
            }
            AlertDescription::BadCertificate
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::UnsupportedCertificate => {
                format!("the server refused our client certificate (alert {alert:?}); check -E")
            }
            AlertDescription::UnrecognisedName => {
                "the server knows no site of that name; check the host".to_owned()
            }
            _ => format!("the server broke TLS off (alert {alert:?})"),
        },
        other => format!(
            "broken TLS: {}",
            peer(other.to_string().as_bytes(), MAX_WORDS)
        ),
    }
}

/// Says why a certificate was refused.
fn certificate(why: &CertificateError, target: &Target, trust: &Trust) -> String {
    match why {
        CertificateError::UnknownIssuer if trust.has_file() => {
            "certificate's issuer is not in the --cacert file".to_owned()
        }
        CertificateError::UnknownIssuer => {
            "certificate's issuer is unknown; give its CA with --cacert FILE".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => mismatch(presented, target),
        CertificateError::ExpiredContext { time, not_after } => {
            let date = date(*not_after);
            match trust.min_cert_days {
                Some(days) if *not_after > UnixTime::now() => {
                    format!("certificate expires on {date}, within {days} days")
                }
                _ => format!(
                    "certificate expired on {date}, {} ago",
                    days(*time, *not_after)
                ),
            }
        }
        CertificateError::NotValidYetContext { not_before, .. } => {
            let date = date(*not_before);
            format!("certificate is not valid before {date}; check this machine's clock")
        }
        why if is_ca_as_leaf(why) => {
            "certificate is a self-signed CA's; give it with --cacert FILE".to_owned()
        }
        why if is_webpki(why, &webpki::Error::UnsupportedCertVersion) => {
            "certificate is X.509 version 1 and has no names; issue it again with a \
             subjectAltName"
                .to_owned()
        }
        other => format!(
            "certificate refused: {}",
            peer(other.to_string().as_bytes(), MAX_WORDS)
        ),
    }
}

/// Says which names a certificate has instead of the wanted one.
fn mismatch(presented: &[String], target: &Target) -> String {
    let names: Vec<String> = presented.iter().map(|name| plain_name(name)).collect();
    let host = &target.host;
    if names.is_empty() {
        return format!(
            "certificate names nobody in its subjectAltName, so not \"{host}\"; a CN alone does \
             not count"
        );
    }
    let mut line = format!("certificate is for {}, not \"{host}\"", list(&names));
    // A wildcard is no host to put into a URL.
    if let Some(name) = names.iter().find(|name| !name.contains('*')) {
        let other = Target {
            host: target.host.clone(),
            ..target.clone()
        };
        let url = crate::text::redact(&other.url_text());
        let url = url.replacen(&host.to_string(), name, 1);
        line.push_str(&format!("; try --connect-to {host} {url}"));
    }
    line
}

/// Yields the names on a certificate, for `-v`.
pub(super) fn names(leaf: &CertificateDer<'_>) -> String {
    // webpki tells all names, addresses included, only to somebody who asks for a wrong one.
    let nobody = ServerName::try_from("name.invalid").map_err(|_| ());
    let parsed = ParsedCertificate::try_from(leaf).map_err(|_| ());
    if let (Ok(nobody), Ok(parsed)) = (nobody, parsed)
        && let Err(Error::InvalidCertificate(CertificateError::NotValidForNameContext {
            presented,
            ..
        })) = rustls::client::verify_server_name(&parsed, &nobody)
        && !presented.is_empty()
    {
        return list(
            &presented
                .iter()
                .map(|name| plain_name(name))
                .collect::<Vec<_>>(),
        );
    }
    "no name".to_owned()
}

/// Takes webpki's `DnsName("x")` or `IpAddress(1.2.3.4)` apart (seen in 0.103).
fn plain_name(presented: &str) -> String {
    let inside = presented
        .split_once('(')
        .map_or(presented, |(_, inside)| inside);
    let inside = inside.strip_suffix(')').unwrap_or(inside).trim_matches('"');
    peer(inside.as_bytes(), MAX_NAME)
}

/// Lists a few names in quotes.
fn list(names: &[String]) -> String {
    let mut line = String::new();
    for (index, name) in names.iter().take(MAX_NAMES).enumerate() {
        line.push_str(if index == 0 { "\"" } else { ", \"" });
        line.push_str(name);
        line.push('"');
    }
    if let Some(more) = names.len().checked_sub(MAX_NAMES).filter(|&more| more > 0) {
        line.push_str(&format!(" and {more} more"));
    }
    line
}

/// Says how long ago something was.
fn days(now: UnixTime, then: UnixTime) -> String {
    let seconds = now.as_secs().saturating_sub(then.as_secs());
    match seconds / 86_400 {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// Writes a moment's day as `2026-11-22`, UTC.
///
/// The proleptic Gregorian calendar counted from 0000-03-01, so that the leap day comes last.
fn date(moment: UnixTime) -> String {
    let days = moment.as_secs() / 86_400 + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    format!("{:04}-{month:02}-{day:02}", year_of_era + era * 400 + carry)
}

/// How many names a line lists.
const MAX_NAMES: usize = 3;

/// How much of one name a line shows.
const MAX_NAME: usize = 60;

/// How much of the library's message a line shows.
const MAX_WORDS: usize = 120;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn dates() {
        for (seconds, wanted) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_795_305_600, "2026-11-22"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(
                date(UnixTime::since_unix_epoch(Duration::from_secs(seconds))),
                wanted
            );
        }
    }

    #[test]
    fn presented_names_lose_their_wrapping() {
        assert_eq!(plain_name("DnsName(\"a.example\")"), "a.example");
        assert_eq!(plain_name("IpAddress(127.0.0.1)"), "127.0.0.1");
    }
}
