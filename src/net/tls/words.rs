//! TLS errors in words: the fact, then the remedy.

use rustls::pki_types::ServerName;
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

use super::facts::{date, days, list, plain_names};
use super::trust::Trust;
use super::verifier::{Refusal, inner, is_ca_as_leaf};
use crate::target::{Host, Target};
use crate::text::{peer, redact};

/// Says why a handshake failed.
pub(super) fn words(error: &Error, target: &Target, trust: &Trust) -> String {
    match error {
        Error::InvalidCertificate(why) => certificate(why, target, trust),
        Error::AlertReceived(AlertDescription::HandshakeFailure) => {
            let certificate = if trust.has_identity() {
                "refuse the certificate of -E"
            } else {
                "want a client certificate (-E FILE)"
            };
            format!(
                "the server refused the TLS handshake; it may {certificate}, or offer only cipher \
                 suites or keys that are out of date"
            )
        }
        Error::InvalidMessage(
            InvalidMessage::CertificatePayloadTooLarge | InvalidMessage::HandshakePayloadTooLarge,
        ) => "the server sent a handshake message of over 64 KiB; is its certificate chain that \
             long?"
            .to_owned(),
        Error::PeerIncompatible(_) => {
            "the server's TLS is too old or too odd; it must offer TLS 1.2 or 1.3 with an \
             AEAD cipher suite"
                .to_owned()
        }
        other => broken(other, trust.has_identity()),
    }
}

/// Says what broke a session, in the handshake or after it.
///
/// TLS 1.3 servers judge a client's certificate when the client's part of the handshake is over.
pub(super) fn broken(error: &Error, identified: bool) -> String {
    let Error::AlertReceived(alert) = error else {
        return format!(
            "broken TLS: {}",
            peer(error.to_string().as_bytes(), MAX_WORDS)
        );
    };
    match alert {
        AlertDescription::AccessDenied
        | AlertDescription::BadCertificate
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateUnknown
        | AlertDescription::DecryptError
        | AlertDescription::HandshakeFailure
        | AlertDescription::UnknownCA
        | AlertDescription::UnsupportedCertificate
            if identified =>
        {
            format!("the server refused our client certificate (alert {alert:?}); check -E")
        }
        // Go before 1.21 says BadCertificate when there is none.
        AlertDescription::BadCertificate | AlertDescription::CertificateRequired => {
            "the server wants a client certificate; give one with -E FILE --key FILE".to_owned()
        }
        AlertDescription::ProtocolVersion => {
            "the server's TLS is too old; it must offer TLS 1.2 or 1.3".to_owned()
        }
        AlertDescription::UnrecognisedName => {
            "the server knows no site of that name; check the host".to_owned()
        }
        _ => format!("the server broke TLS off (alert {alert:?})"),
    }
}

/// Says why a certificate was refused.
fn certificate(why: &CertificateError, target: &Target, trust: &Trust) -> String {
    if let Some(refusal) = inner(why) {
        return refused(refusal, trust);
    }
    match why {
        CertificateError::BadSignature => {
            "the server's signature does not fit its certificate's key, or that is RSA of under \
             2048 bits"
                .to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } => {
            mismatch(&plain_names(presented), target)
        }
        CertificateError::ExpiredContext { time, not_after } => {
            format!(
                "certificate expired on {}, {} ago",
                date(*not_after),
                days(*not_after, *time)
            )
        }
        CertificateError::InvalidPurposeContext { .. } => {
            "certificate is not one for servers; issue it again with extendedKeyUsage serverAuth"
                .to_owned()
        }
        CertificateError::NotValidYetContext { not_before, .. } => {
            let date = date(*not_before);
            format!("certificate is not valid before {date}; check this machine's clock")
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "certificate is signed with SHA-1 or another algorithm that is not accepted; issue it \
             again with SHA-256"
                .to_owned()
        }
        why if is_ca_as_leaf(why) => {
            "certificate is a CA's, not a server's; issue one with CA:FALSE, or give that same \
             one with --cacert FILE"
                .to_owned()
        }
        why if inner(why) == Some(&webpki::Error::UnsupportedCertVersion) => {
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

/// Says why a certificate was refused that the verifier knows more about than rustls tells.
fn refused(refusal: &Refusal, trust: &Trust) -> String {
    match refusal {
        Refusal::AnchorOutOfDate(begin, end) => {
            let (begin, end) = (date(*begin), date(*end));
            format!(
                "certificate's issuer is unknown, and a CA in the --cacert file was valid from {begin} \
                 to {end} only; renew it"
            )
        }
        Refusal::ChainExpired(end) => {
            format!(
                "an intermediate certificate expired on {}; renew the chain",
                date(*end)
            )
        }
        Refusal::EndsSoon { now, end, wanted } => {
            let date = date(*end);
            if end < now {
                return format!("certificate expired on {date}, {} ago", days(*end, *now));
            }
            let left = days(*now, *end);
            format!("certificate expires on {date}, in {left}, wanted at least {wanted}")
        }
        Refusal::Forged(name) => {
            format!("certificate is not signed by the \"{name}\" it names; is the CA file stale?")
        }
        Refusal::Issuer { name, alone } => {
            let (place, remedy) = if trust.has_file() {
                ("not in the --cacert file", "add it there")
            } else {
                ("unknown", "give its CA with --cacert FILE")
            };
            let mut line = format!("certificate's issuer \"{name}\" is {place}; {remedy}");
            if *alone {
                line.push_str(", or let the server send its intermediate certificate");
            }
            line
        }
        Refusal::SelfSigned if trust.has_file() => {
            "certificate is self-signed and not the one in the --cacert file; is that stale?"
                .to_owned()
        }
        Refusal::SelfSigned => {
            "certificate is self-signed; give that same one with --cacert FILE".to_owned()
        }
    }
}

/// Says which names a certificate has instead of the wanted one.
fn mismatch(names: &[String], target: &Target) -> String {
    let host = &target.host;
    if names.is_empty() {
        return format!(
            "certificate names nobody in its subjectAltName, so not \"{host}\"; a CN alone does \
             not count"
        );
    }
    if let Host::Ip(ip) = host
        && names.contains(&ip.to_string())
    {
        return format!("certificate has {ip} as a DNS name only; it must be an IP subjectAltName");
    }
    let mut line = format!("certificate is for {}, not \"{host}\"", list(names));
    // Only what can stand in a URL: no wildcard, and nothing that a shell would take amiss.
    let fits = |name: &&String| !name.contains('*') && ServerName::try_from(name.as_str()).is_ok();
    if let Some(name) = names.iter().find(fits) {
        let host = name
            .parse()
            .map_or_else(|_| Host::Name(name.clone()), Host::Ip);
        let url = Target {
            host,
            ..target.clone()
        }
        .url_text();
        line.push_str(&format!(
            "; try --connect-to {} {}",
            target.host,
            redact(&url)
        ));
    }
    line
}

/// How much of the library's message a line shows.
const MAX_WORDS: usize = 120;
