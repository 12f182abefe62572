//! Refused certificates in words: the fact, and the remedy.

use crate::net::{CertName, Place, Reason, Refusal};
use crate::target::{Host, Target};
use crate::text::{peer, redact, say};

use super::day::{date, days};

/// Returns why a certificate is refused; `host` is who it should be for.
pub(super) fn words(refusal: &Refusal, host: &str) -> &'static str {
    let whose = whose(refusal);
    let name = peer(&refusal.name, MAX_NAME);
    let is = match &refusal.reason {
        Reason::Ca => " is a CA's, not a server's",
        Reason::Constraint => " has a name that its CA may not sign (nameConstraints)",
        Reason::Critical(id) => {
            return say!("{whose} has a critical extension that is not supported ({id})");
        }
        Reason::Distrusted => " is marked there as not trusted for servers",
        Reason::Early { begin, .. } => {
            return say!("{whose} is not valid before {}", date(*begin));
        }
        Reason::EndsSoon { .. } | Reason::Expired { .. } => return end(refusal, whose),
        Reason::Forged => {
            let whose = match refusal.place {
                Place::Leaf => "certificate",
                _ => "an intermediate certificate",
            };
            return say!("{whose} is not signed by the \"{name}\" it names");
        }
        Reason::Issuer { .. } => {
            let place = if refusal.bundled {
                "unknown"
            } else {
                "not in the --cacert file"
            };
            return say!("certificate's issuer \"{name}\" is {place}");
        }
        Reason::Key(key) => {
            let whose = match refusal.place {
                Place::Leaf => "certificate's key",
                _ => ["the key of ", whose].concat().leak(),
            };
            return say!("{whose} is {key}, which probelet cannot verify");
        }
        Reason::Late => " took too long to verify",
        Reason::Malformed => " is malformed",
        Reason::Name { hosts, cn } => return mismatch(hosts, cn.as_deref(), host),
        Reason::NoCertSign => " may not sign certificates (keyUsage without keyCertSign)",
        Reason::NotCa => " is not a CA's (basicConstraints), but signs others",
        Reason::PathLength => " allows fewer intermediates (pathlen)",
        Reason::Purpose => " is not one for servers",
        Reason::SelfSigned if refusal.bundled => " is self-signed",
        Reason::SelfSigned => " is self-signed and not the one in the --cacert file",
        Reason::Signature(algorithm) => {
            return say!("{whose} is signed with {algorithm}, which probelet cannot verify");
        }
        Reason::Tangled => " leads to no trusted CA within 32 signatures",
        Reason::Usage => " may not be used for TLS (keyUsage)",
    };
    [whose, is].concat().leak()
}

/// Returns what to do about a refused certificate.
pub(super) fn advice(refusal: &Refusal, target: &Target) -> Option<&'static str> {
    let (bundled, place) = (refusal.bundled, refusal.place);
    let text = match &refusal.reason {
        Reason::Ca => "issue one with CA:FALSE, or give that same one with --cacert FILE",
        Reason::Constraint => "issue it for names that the CA permits",
        Reason::Critical(_) => "issue it without that",
        Reason::Distrusted => "remove it there, or mark it with openssl x509 -addtrust serverAuth",
        Reason::Early { .. } => "check this machine's clock",
        Reason::EndsSoon { .. } | Reason::Malformed | Reason::PathLength => return None,
        Reason::Expired { .. } => match place {
            Place::File => "renew it",
            Place::Served(_) => "renew the chain",
            _ => return None,
        },
        Reason::Forged if bundled => return None,
        Reason::Forged => "is the CA file stale?",
        Reason::Issuer { alone } => {
            let remedy = match bundled {
                true => "give its CA with --cacert FILE",
                false => "add it there",
            };
            let or = ", or let the server send its intermediate certificate";
            return Some([remedy, if *alone { or } else { "" }].concat().leak());
        }
        Reason::Key(_) => "make one of P-256, P-384, Ed25519 or RSA with 2048 to 8192 bits",
        Reason::Late | Reason::Tangled => {
            "let the server send its own certificate and its intermediates only"
        }
        Reason::Name { hosts, cn } if hosts.is_empty() && cn.is_none() => match bundled {
            true => "a CN alone does not count without --cacert FILE",
            false => "issue it again with a subjectAltName",
        },
        Reason::Name { hosts, cn } => return other_host(hosts, cn.as_deref(), target),
        Reason::NoCertSign => "issue it again with keyCertSign",
        Reason::NotCa if place == Place::File => "give its CA's certificate",
        Reason::NotCa => "issue it again with CA:TRUE",
        Reason::Purpose => "issue it again with extendedKeyUsage serverAuth",
        Reason::SelfSigned if bundled => "give that same one with --cacert FILE",
        Reason::SelfSigned => "is that stale?",
        Reason::Signature(_) if place == Place::Leaf => {
            "sign it with SHA-256, or give that same one with --cacert FILE"
        }
        Reason::Signature(_) => "sign it with SHA-256",
        Reason::Usage => "issue it again with keyUsage digitalSignature",
    };
    Some(text)
}

/// Returns the certificate that is at fault.
fn whose(refusal: &Refusal) -> &'static str {
    let name = peer(&refusal.name, MAX_NAME);
    match refusal.place {
        Place::Chain(more) => {
            let count = more.saturating_add(1);
            say!("the server's certificate chain ({count} certificates)")
        }
        Place::File => say!("\"{name}\" in the --cacert file"),
        Place::Leaf => "certificate",
        Place::Served(_) => say!("intermediate certificate \"{name}\""),
    }
}

/// Returns when a certificate expires or has expired.
fn end(refusal: &Refusal, whose: &str) -> &'static str {
    match &refusal.reason {
        Reason::EndsSoon { end, now, wanted } if end >= now => {
            let (date, left) = (date(*end), days(*now, *end));
            say!("{whose} expires on {date}, in {left}, wanted at least {wanted}")
        }
        Reason::Expired { begin, end, .. } if refusal.place == Place::File => {
            let (begin, end) = (date(*begin), date(*end));
            say!("{whose} was valid from {begin} to {end} only")
        }
        Reason::Expired { end, .. } if refusal.place != Place::Leaf => {
            say!("an intermediate certificate expired on {}", date(*end))
        }
        Reason::EndsSoon { end, now, .. } | Reason::Expired { end, now, .. } => {
            let (date, ago) = (date(*end), days(*end, *now));
            say!("{whose} expired on {date}, {ago} ago")
        }
        _ => "",
    }
}

/// Returns the hosts of a certificate instead of the wanted one.
fn mismatch(hosts: &[CertName], cn: Option<&[u8]>, host: &str) -> &'static str {
    let bare = host.trim_matches(['[', ']']);
    match (hosts, cn) {
        ([], None) => {
            say!("certificate names nobody in its subjectAltName, so not \"{host}\"")
        }
        ([], Some(cn)) => {
            let cn = peer(cn, MAX_NAME);
            say!("certificate is for \"{cn}\", not \"{host}\"")
        }
        _ if has_text(hosts, bare) => say!("certificate has {bare} as a DNS name only"),
        _ => say!("certificate is for {}, not \"{host}\"", list(hosts)),
    }
}

/// Returns the way to ask for a host that a certificate is for.
fn other_host(hosts: &[CertName], cn: Option<&[u8]>, target: &Target) -> Option<&'static str> {
    let wanted = &target.host;
    if has_text(hosts, wanted.to_string().trim_matches(['[', ']'])) {
        return Some("it must be an IP subjectAltName");
    }
    let cn = cn.map(|cn| CertName::Dns(cn.to_vec()));
    let host = hosts.iter().chain(&cn).find_map(|name| match name {
        CertName::Ip(ip) => Some(Host::Ip(*ip)),
        // Only what can stand in a URL: no wildcard, and nothing that means something to a shell.
        CertName::Dns(name) => Host::parse(std::str::from_utf8(name).ok()?).ok(),
    })?;
    let other = Target {
        host,
        ..target.clone()
    };
    let url = redact(&other.url_text());
    Some(say!("try --connect-to {wanted} {url}"))
}

/// Reports whether a DNS name is this text.
fn has_text(hosts: &[CertName], text: &str) -> bool {
    let is_text = |host: &CertName| matches!(host, CertName::Dns(name) if name == text.as_bytes());
    hosts.iter().any(is_text)
}

/// Lists a few hosts in quotes.
pub(super) fn list(hosts: &[CertName]) -> &'static str {
    if hosts.is_empty() {
        return "nobody";
    }
    let mut line = String::new();
    for (index, host) in hosts.iter().take(MAX_NAMES).enumerate() {
        line.push_str(if index == 0 { "\"" } else { ", \"" });
        match host {
            CertName::Dns(name) => line.push_str(peer(name, MAX_NAME)),
            CertName::Ip(ip) => line.push_str(&ip.to_string()),
        }
        line.push('"');
    }
    let more = hosts.len().saturating_sub(MAX_NAMES);
    if more > 0 {
        line.push_str(say!(" and {more} more"));
    }
    line.leak()
}

/// How many names a line lists.
const MAX_NAMES: usize = 3;

/// How much of one name a line shows.
pub(super) const MAX_NAME: usize = 60;
