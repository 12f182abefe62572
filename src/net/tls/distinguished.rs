//! Distinguished names, as subjects and issuers have them.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::der::{Element, OBJECT, Reader, elements};

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
}
