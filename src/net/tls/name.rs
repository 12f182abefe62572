//! The hosts that a certificate is for.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::net::IpAddr;

use super::certificate::Certificate;
use super::der::{Element, context, elements};
use super::distinguished::cn;
use crate::target::Host;

/// A host that a certificate is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CertName {
    /// A DNS name, as it came.
    Dns(Vec<u8>),
    /// An IP address.
    Ip(IpAddr),
}

/// Returns the alternative names of a certificate's subject.
pub(super) fn alternatives<'a>(
    certificate: &Certificate<'a>,
) -> impl Iterator<Item = Element<'a>> + use<'a> {
    elements(certificate.extensions.names.unwrap_or_default())
}

/// Returns the hosts that a certificate is for.
pub(super) fn hosts(certificate: &Certificate<'_>) -> Vec<CertName> {
    let name = |it: Element<'_>| match it.tag {
        DNS => Some(CertName::Dns(it.content.to_vec())),
        IP => address(it.content).map(CertName::Ip),
        _ => None,
    };
    alternatives(certificate).filter_map(name).collect()
}

/// Reports whether a certificate is for a host.
pub(super) fn is_for(certificate: &Certificate<'_>, host: &Host) -> bool {
    alternatives(certificate).any(|name| match host {
        Host::Ip(ip) => name.tag == IP && address(name.content) == Some(*ip),
        Host::Name(host) => name.tag == DNS && fits(host.as_bytes(), name.content),
    })
}

/// Returns the common name of a certificate that names no host otherwise.
pub(super) fn lone_cn<'a>(certificate: &Certificate<'a>) -> Option<&'a [u8]> {
    let mut names = alternatives(certificate);
    if names.any(|it| matches!(it.tag, DNS | IP)) {
        return None;
    }
    cn(certificate.subject)
}

/// Reports whether a common name is that of a host.
pub(super) fn cn_fits(host: &Host, cn: &[u8]) -> bool {
    match host {
        Host::Ip(ip) => ip.to_string().as_bytes() == cn,
        Host::Name(host) => fits(host.as_bytes(), cn),
    }
}

/// Reports whether a name with or without a wildcard is that of a host.
///
/// As in curl, a wildcard is the whole first label, stands for one label, and needs two dots
/// after it or more.
fn fits(host: &[u8], pattern: &[u8]) -> bool {
    let host = host.strip_suffix(b".").unwrap_or(host);
    let pattern = pattern.strip_suffix(b".").unwrap_or(pattern);
    let parent = pattern
        .strip_prefix(b"*.")
        .filter(|parent| parent.contains(&b'.'));
    match parent {
        None => host.eq_ignore_ascii_case(pattern),
        Some(parent) => {
            let dot = host.iter().position(|&byte| byte == b'.');
            let rest = dot.and_then(|dot| host.split_at_checked(dot.saturating_add(1)));
            rest.is_some_and(|(label, rest)| label.len() > 1 && rest.eq_ignore_ascii_case(parent))
        }
    }
}

/// Reads an IP address of a certificate.
fn address(bytes: &[u8]) -> Option<IpAddr> {
    match bytes.len() {
        4 => <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from),
        16 => <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from),
        _ => None,
    }
}

/// The tag of a DNS name.
pub(super) const DNS: u8 = context(2);

/// The tag of an IP address.
pub(super) const IP: u8 = context(7);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_one_label() {
        for (host, pattern, wanted) in [
            ("a.example", "a.example", true),
            ("a.example", "A.EXAMPLE.", true),
            ("a.example.", "a.example", true),
            ("a.example", "b.example", false),
            ("a.b.example", "*.b.example", true),
            ("a.b.example", "*.B.Example", true),
            ("b.example", "*.b.example", false),
            ("a.b.c.example", "*.c.example", false),
            ("a.localhost", "*.localhost", false),
            ("ab.c.example", "a*.c.example", false),
            ("a.b.example", "*", false),
            ("a.b.example", "*.*.example", false),
            (".b.example", "*.b.example", false),
            ("a", "", false),
        ] {
            let found = fits(host.as_bytes(), pattern.as_bytes());
            assert_eq!(found, wanted, "{host} {pattern}");
        }
    }
}
