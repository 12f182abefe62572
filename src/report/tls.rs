//! TLS in words: faults, the remedies, and what a handshake showed.

use super::alert;
use super::certificate::{self, list};
use super::day::date;
use crate::net::{CertificateFacts, Handshake, Hop, Speaks, Stranger, TlsBreach, TlsFault, Trust};
use crate::target::{Host, Scheme, Target};
use crate::text::{peer, redact, say};

/// Returns why TLS failed; `hop` is the connection.
pub(super) fn words(fault: &TlsFault, hop: Option<&Hop>) -> &'static str {
    match fault {
        TlsFault::Alert { alert, identified } => alert::words(*alert, *identified),
        TlsFault::Certificate(refusal) => {
            let host = hop.map(|hop| hop.target.host.to_string());
            certificate::words(refusal, &host.unwrap_or_default())
        }
        TlsFault::Closed => "connection closed in the TLS handshake",
        TlsFault::CutOff => {
            "connection cut off without TLS close_notify, so the answer may not be whole"
        }
        TlsFault::Hostname => "this host cannot be the name of a TLS server",
        TlsFault::Incompatible => "the server's TLS is too old or too odd",
        TlsFault::Invalid(breach) => {
            let breach = match breach {
                TlsBreach::Decrypt => "a record cannot be decrypted",
                TlsBreach::Malformed => "a message cannot be parsed",
                TlsBreach::Order => "a message comes out of order",
                TlsBreach::Other => "the server does not keep to the protocol",
                TlsBreach::Record => "a record is over its bound",
            };
            ["broken TLS: ", breach].concat().leak()
        }
        TlsFault::Outdated { .. } => "the server's TLS is too old",
        TlsFault::Oversized => "the server sent a handshake message of over 64 KiB",
        TlsFault::Refused { .. } => "the server refused the TLS handshake",
        TlsFault::Signature => "the server's signature does not fit its certificate's key",
        TlsFault::Stranger(stranger) if clear(stranger).is_some() => "no TLS on this port",
        TlsFault::Stranger(stranger) => {
            let start = peer(&stranger.start, MAX_START);
            ["no TLS on this port; its answer starts \"", start, "\""]
                .concat()
                .leak()
        }
    }
}

/// Returns what to do about a fault, if anything is known to help.
pub(super) fn advice(fault: &TlsFault, target: &Target) -> Option<&'static str> {
    let text = match fault {
        TlsFault::Alert { alert, identified } => match alert {
            _ if alert::is_about_client(*alert) && *identified => "check -E",
            42 | 116 => "give one with -E FILE --key FILE",
            80 | 112 => return Some(other_name(target)),
            120 => "if it is no gRPC server, try https://",
            _ => return None,
        },
        TlsFault::Certificate(refusal) => return certificate::advice(refusal, target),
        TlsFault::Closed => {
            let scheme = match target.scheme {
                Scheme::Grpcs => Scheme::Grpc,
                Scheme::Tls => Scheme::Tcp,
                _ => Scheme::Http,
            };
            return Some(
                ["if this port has no TLS, try ", with(scheme, target)]
                    .concat()
                    .leak(),
            );
        }
        TlsFault::Incompatible => "it must offer TLS 1.2 or 1.3 with an AEAD cipher suite",
        TlsFault::Outdated { tls13_only: true } => "it must offer TLS 1.3, or leave --tlsv1.3 out",
        TlsFault::Outdated { tls13_only: false } => "it must offer TLS 1.2 or 1.3",
        TlsFault::Oversized => "is its certificate chain that long?",
        TlsFault::Refused { identified } => {
            let certificate = if *identified {
                "refuse the certificate of -E"
            } else {
                "want a client certificate (-E FILE)"
            };
            return Some(say!(
                "it may {certificate}, or have no cipher suite or curve that probelet offers"
            ));
        }
        TlsFault::Stranger(stranger) => {
            let scheme = clear(stranger)?;
            return Some(["try ", with(scheme, target)].concat().leak());
        }
        _ => return None,
    };
    Some(text)
}

/// Reports whether the certificate or the name is at fault.
pub(super) fn is_about_name(fault: &TlsFault) -> bool {
    matches!(
        fault,
        TlsFault::Certificate(_)
            | TlsFault::Alert {
                alert: 80 | 112,
                ..
            }
    )
}

/// Returns the facts of a handshake, one a line.
pub(super) fn facts(handshake: &Handshake) -> Vec<&'static str> {
    let mut lines = Vec::new();
    if let (Some(version), Some(suite)) = (handshake.version, handshake.suite) {
        lines.push(match &handshake.alpn {
            Some(alpn) => say!("{version}, {suite}, ALPN {}", peer(alpn, MAX_START)),
            None => say!("{version}, {suite}"),
        });
    }
    for (index, certificate) in handshake.chain.iter().take(MAX_CHAIN).enumerate() {
        let Some(certificate) = certificate else {
            lines.push(say!("certificate {index} of the chain is malformed"));
            continue;
        };
        lines.push(if index == 0 {
            say!("certificate for {}", list(&certificate.hosts))
        } else {
            say!("intermediate \"{}\"", name(&certificate.subject))
        });
        lines.push(origin(certificate));
        let (key, signature) = (&certificate.key, &certificate.signature);
        let refused = match handshake.refused {
            Some(refused) if refused == index => "; refused",
            _ => "",
        };
        lines.push(say!("key {key}, signature {signature}{refused}"));
    }
    let more = handshake.chain.len().saturating_sub(MAX_CHAIN);
    if more > 0 {
        lines.push(say!("and {more} more certificates"));
    }
    lines
}

/// Returns what a second connection, to a port that closed the first one, showed of TLS.
pub(super) fn second(handshake: &Handshake, target: &Target) -> Vec<&'static str> {
    let scheme = match target.scheme {
        Scheme::Grpc => Scheme::Grpcs,
        Scheme::Tcp => Scheme::Tls,
        _ => Scheme::Https,
    };
    let target = with(scheme, target);
    let mut lines = vec![say!(
        "a second connection found TLS on this port; try {target}"
    )];
    lines.extend(facts(handshake));
    lines
}

/// Returns the scheme of what a peer answers in clear, or has begun to.
fn clear(stranger: &Stranger) -> Option<Scheme> {
    match stranger.speaks {
        Speaks::Http2 => Some(Scheme::Grpc),
        Speaks::Http => Some(Scheme::Http),
        _ if b"HTTP/1".starts_with(&stranger.start) => Some(Scheme::Http),
        _ => None,
    }
}

/// Returns the issuer and the dates of a certificate.
fn origin(certificate: &CertificateFacts) -> &'static str {
    let issuer = match &certificate.issuer {
        Some(issuer) => say!("\"{}\"", name(issuer)),
        None => "itself",
    };
    let (begin, end) = (date(certificate.begin), date(certificate.end));
    say!("issued by {issuer}, valid from {begin} to {end}")
}

/// Returns the way to ask for another name, for a server that has no certificate for this one.
fn other_name(target: &Target) -> &'static str {
    let host = &target.host;
    if !host.is_this_machine() && !matches!(host, Host::Ip(_)) {
        return "check the host";
    }
    say!(
        "it may serve other names only; try --connect-to {host} https://NAME:{}/",
        target.port
    )
}

/// Returns the same target with another scheme, and the path only where it means the same.
fn with(scheme: Scheme, target: &Target) -> &'static str {
    let mut other = Target {
        scheme,
        ..target.clone()
    };
    if scheme.is_grpc() != target.scheme.is_grpc() {
        other.path = if scheme.is_http() { "/" } else { "" }.to_owned();
    }
    redact(&other.url_text()).leak()
}

/// Shows a name that came from the peer.
fn name(name: &[u8]) -> &'static str {
    peer(name, certificate::MAX_NAME)
}

/// Describes whom we trust.
pub(super) fn trust(trust: &Trust) -> &'static str {
    let text = match (trust.verifies(), trust.authorities()) {
        (false, _) => "anybody; certificates are not verified",
        (true, None) => "the bundled Mozilla roots",
        (true, Some(1)) => "the certificate in --cacert, and nobody else",
        (true, Some(count)) => say!("the {count} certificates in --cacert, and nobody else"),
    };
    let shown = match trust.has_identity() {
        true => "; a client certificate is shown to who asks",
        false => "",
    };
    match trust.min_cert_days() {
        Some(days) => say!("{text}{shown}; certificates must last {days} more days"),
        None => [text, shown].concat().leak(),
    }
}

/// How much of a stranger's first line is shown.
const MAX_START: usize = 40;

/// How many certificates of a chain are shown.
const MAX_CHAIN: usize = 10;
