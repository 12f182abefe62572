//! Name constraints: which names an authority may sign (RFC 5280, 4.2.1.10).

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::certificate::Certificate;
use super::der::{Element, Reader, SEQUENCE, constructed, elements, is_list, only};
use super::distinguished::is_below;
use super::name::{DNS, IP, alternatives};

/// Reports whether an authority with these constraints may sign a certificate.
///
/// `cn` is the common name where that counts as a host. A name or a constraint that cannot be
/// compared is refused.
pub(super) fn permits(
    constraints: &[u8],
    certificate: &Certificate<'_>,
    cn: Option<&[u8]>,
) -> bool {
    let mut reader = Reader::new(constraints);
    let permitted = reader.optional(constructed(0)).unwrap_or_default();
    let excluded = reader.optional(constructed(1)).unwrap_or_default();
    let one = |tag: u8, name: &[u8]| {
        let mut same_kind = bases(permitted)
            .filter(|it| it.is_none_or(|it| it.tag == tag))
            .peekable();
        let inside = same_kind.peek().is_none()
            || same_kind.any(|base| base.and_then(|it| compare(it, name)) == Some(true));
        let mut same_kind = bases(excluded).filter(|it| it.is_none_or(|it| it.tag == tag));
        inside && same_kind.all(|base| base.and_then(|it| compare(it, name)) == Some(false))
    };
    reader.is_empty()
        && is_list(permitted)
        && is_list(excluded)
        && (certificate.subject.is_empty() || one(DIRECTORY, certificate.subject))
        && cn.is_none_or(|cn| one(DNS, cn))
        && alternatives(certificate).all(|name| match name.tag {
            DIRECTORY => only(name.content, SEQUENCE).is_some_and(|it| one(DIRECTORY, it)),
            tag => one(tag, name.content),
        })
}

/// Returns the bases of subtrees; `None` for one that is malformed or has a minimum or maximum.
fn bases(subtrees: &[u8]) -> impl Iterator<Item = Option<Element<'_>>> {
    elements(subtrees).map(|subtree| {
        let mut reader = Reader::new(subtree.content);
        let base = reader.next();
        base.filter(|_| reader.is_empty())
    })
}

/// Reports whether a name is within a subtree; `None` when the two cannot be compared.
fn compare(base: Element<'_>, name: &[u8]) -> Option<bool> {
    let content = base.content;
    match base.tag {
        DIRECTORY => only(content, SEQUENCE).map(|base| is_below(name, base)),
        DNS => Some(is_within(name, content)),
        IP => {
            let (address, mask) = content.split_at_checked(content.len() / 2)?;
            let inside = |((a, b), mask): ((&u8, &u8), &u8)| a & mask == b & mask;
            Some(
                name.len() == address.len()
                    && name.len() == mask.len()
                    && name.iter().zip(address).zip(mask).all(inside),
            )
        }
        // Mail addresses and URIs, which name no host.
        _ => None,
    }
}

/// Reports whether a DNS name is a base or stands below it.
fn is_within(name: &[u8], base: &[u8]) -> bool {
    let Some(start) = name.len().checked_sub(base.len()) else {
        return false;
    };
    let Some((before, end)) = name.split_at_checked(start) else {
        return false;
    };
    let at_label =
        before.is_empty() || base.is_empty() || base.starts_with(b".") || before.ends_with(b".");
    at_label && end.eq_ignore_ascii_case(base)
}

/// The tag of a directory name.
const DIRECTORY: u8 = constructed(4);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dns_names_are_within_their_domain() {
        for (name, base, wanted) in [
            ("a.example", "example", true),
            ("a.example", "a.example", true),
            ("a.example", "A.Example", true),
            ("a.example", ".example", true),
            ("a.example", ".a.example", false),
            ("a.example", "", true),
            ("*.example", "example", true),
            ("aexample", "example", false),
            ("example", "a.example", false),
        ] {
            assert_eq!(
                is_within(name.as_bytes(), base.as_bytes()),
                wanted,
                "{name} {base}"
            );
        }
    }

    #[test]
    fn addresses_are_within_their_network() {
        let compare = |base: &[u8], name: &[u8]| {
            compare(
                Element {
                    tag: IP,
                    content: base,
                    whole: &[],
                },
                name,
            )
        };
        let network = [10, 0, 0, 0, 255, 0, 0, 0];
        assert_eq!(compare(&network, &[10, 1, 2, 3]), Some(true));
        assert_eq!(compare(&network, &[11, 1, 2, 3]), Some(false));
        assert_eq!(compare(&network, &[10; 16]), Some(false));
        assert_eq!(compare(&network[..7], &[10, 1, 2, 3]), Some(false));
        assert_eq!(compare(&[], &[10, 1, 2, 3]), Some(false));
    }
}
