//! Names: of subjects and issuers, and of hosts.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::net::IpAddr;

use super::certificate::Certificate;
use super::der::{Element, OBJECT, Reader, context, elements};
use crate::target::Host;

/// A host that a certificate is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CertName {
    /// A DNS name, as it came.
    Dns(Vec<u8>),
    /// An IP address.
    Ip(IpAddr),
}

/// Reports whether two distinguished names are the same.
///
/// As in OpenSSL, neither case nor blanks nor the type of the strings count.
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    if one == other {
        return true;
    }
    let mut parts = (elements(one), elements(other));
    loop {
        match (parts.0.next(), parts.1.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if same_part(one, other) => {}
            _ => return false,
        }
    }
}

/// Reports whether a distinguished name begins with all of another.
pub(super) fn is_below(name: &[u8], base: &[u8]) -> bool {
    let mut parts = elements(name);
    elements(base).all(|base| parts.next().is_some_and(|part| same_part(part, base)))
}

/// Compares two parts of distinguished names: SET OF SEQUENCE { OID, string }.
fn same_part(one: Element<'_>, other: Element<'_>) -> bool {
    let mut pairs = (elements(one.content), elements(other.content));
    loop {
        let (one, other) = match (pairs.0.next(), pairs.1.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) => (one, other),
            _ => return false,
        };
        let (mut one, mut other) = (Reader::new(one.content), Reader::new(other.content));
        let (Some(kind), Some(other_kind)) = (one.expect(OBJECT), other.expect(OBJECT)) else {
            return false;
        };
        let (Some(one), Some(other)) = (one.next(), other.next()) else {
            return false;
        };
        if kind != other_kind || !folded(one.content).eq(folded(other.content)) {
            return false;
        }
    }
}

/// Returns a string in lower case with one blank before every word.
fn folded(text: &[u8]) -> impl Iterator<Item = u8> {
    text.split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .flat_map(|word| std::iter::once(b' ').chain(word.iter().map(u8::to_ascii_lowercase)))
}

/// Returns the common name in a distinguished name, or else its last part.
pub(super) fn common_name(name: &[u8]) -> &[u8] {
    let (mut last, mut common): (&[u8], _) = (b"", None);
    for part in elements(name) {
        for pair in elements(part.content) {
            let mut pair = Reader::new(pair.content);
            let (kind, text) = (pair.expect(OBJECT), pair.next());
            last = text.map_or(last, |it| it.content);
            if kind == Some(COMMON_NAME) {
                common = text.map(|it| it.content).or(common);
            }
        }
    }
    common.unwrap_or(last)
}

/// Returns the common name in a distinguished name if there is one.
pub(super) fn cn(name: &[u8]) -> Option<&[u8]> {
    let has = |part: Element<'_>| {
        elements(part.content)
            .any(|pair| Reader::new(pair.content).expect(OBJECT) == Some(COMMON_NAME))
    };
    elements(name).any(has).then(|| common_name(name))
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

/// id-at-commonName, 2.5.4.3.
const COMMON_NAME: &[u8] = b"\x55\x04\x03";

#[cfg(test)]
mod tests {
    use super::*;

    const ORGANIZATION: &[u8] = b"\x31\x0c\x30\x0a\x06\x03\x55\x04\x0a\x0c\x03Inc";
    const NAME: &[u8] = b"\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02CA";

    #[test]
    fn a_common_name_is_found_among_others() {
        assert_eq!(common_name(&[ORGANIZATION, NAME].concat()), b"CA");
        assert_eq!(common_name(&[NAME, ORGANIZATION].concat()), b"CA");
        assert_eq!(common_name(ORGANIZATION), b"Inc");
        assert_eq!(cn(ORGANIZATION), None);
        assert_eq!(cn(&[NAME, ORGANIZATION].concat()), Some(&b"CA"[..]));
        for end in 0..NAME.len() {
            assert_eq!(common_name(&NAME[..end]), b"", "{end}");
        }
    }

    #[test]
    fn names_are_compared_as_openssl_does() {
        let odd = b"\x31\x0d\x30\x0b\x06\x03\x55\x04\x0a\x13\x04iNC ";
        assert!(same(ORGANIZATION, odd));
        assert!(!same(ORGANIZATION, NAME));
        assert!(!same(ORGANIZATION, b""));
        let both = [ORGANIZATION, NAME].concat();
        assert!(!same(&both, ORGANIZATION));
        assert!(is_below(&both, odd));
        assert!(is_below(&both, b""));
        assert!(!is_below(ORGANIZATION, &both));
        assert!(!is_below(&both, NAME));
    }

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
