//! DER, as certificates are written in.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

/// Reads elements one after the other. Every method returns `None` for malformed DER.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    /// What is not read yet.
    rest: &'a [u8],
}

/// One element: a tag, a length and its content.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    /// Class, form and number.
    pub(super) tag: u8,
    /// The content.
    pub(super) content: &'a [u8],
    /// The element with its tag and length.
    pub(super) whole: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts to read.
    pub(super) fn new(der: &'a [u8]) -> Self {
        Self { rest: der }
    }

    /// Reports whether everything is read.
    pub(super) fn is_empty(self) -> bool {
        self.rest.is_empty()
    }

    /// Reads the next element.
    pub(super) fn next(&mut self) -> Option<Element<'a>> {
        let start = self.rest;
        let (&[tag, length], mut rest) = start.split_first_chunk()?;
        // Tags with a number over 30 take more bytes; no certificate has one.
        if tag & 0x1f == 0x1f {
            return None;
        }
        let length = match length {
            0..=0x7f => usize::from(length),
            0x81..=0x84 => {
                let (bytes, after) = rest.split_at_checked(usize::from(length & 0x7f))?;
                rest = after;
                let add = |sum: usize, &byte: &u8| (sum << 8) | usize::from(byte);
                bytes.iter().fold(0, add)
            }
            _ => return None,
        };
        let (content, after) = rest.split_at_checked(length)?;
        self.rest = after;
        let whole = start.get(..start.len().saturating_sub(after.len()))?;
        Some(Element {
            tag,
            content,
            whole,
        })
    }

    /// Reads the content of the next element, which must have this tag.
    pub(super) fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|it| it.tag == tag).map(|it| it.content)
    }

    /// Reads the content of the next element if it has this tag, and nothing otherwise.
    pub(super) fn optional(&mut self, tag: u8) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let content = ahead.expect(tag)?;
        *self = ahead;
        Some(content)
    }
}

/// Returns the content of the only element that there is, which must have this tag.
pub(super) fn only(der: &[u8], tag: u8) -> Option<&[u8]> {
    let mut reader = Reader::new(der);
    let content = reader.expect(tag)?;
    reader.is_empty().then_some(content)
}

/// Returns the elements of a sequence or set, up to the first that is malformed.
pub(super) fn elements(content: &[u8]) -> impl Iterator<Item = Element<'_>> {
    let mut reader = Reader::new(content);
    std::iter::from_fn(move || reader.next())
}

/// Reports whether the content of a sequence or set is nothing but elements.
pub(super) fn is_list(content: &[u8]) -> bool {
    let mut reader = Reader::new(content);
    while reader.next().is_some() {}
    reader.is_empty()
}

/// BOOLEAN.
pub(super) const BOOLEAN: u8 = 0x01;
/// INTEGER.
pub(super) const INTEGER: u8 = 0x02;
/// BIT STRING.
pub(super) const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub(super) const OCTET_STRING: u8 = 0x04;
/// OBJECT IDENTIFIER.
pub(super) const OBJECT: u8 = 0x06;
/// UTCTime.
pub(super) const UTC_TIME: u8 = 0x17;
/// GeneralizedTime.
pub(super) const GENERALIZED_TIME: u8 = 0x18;
/// SEQUENCE.
pub(super) const SEQUENCE: u8 = 0x30;

/// Returns the tag of a context-specific element.
pub(super) const fn context(number: u8) -> u8 {
    0x80 | number
}

/// Returns the tag of a context-specific element that holds elements.
pub(super) const fn constructed(number: u8) -> u8 {
    0xa0 | number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_every_form_are_read() {
        for (der, wanted) in [
            (&b"\x04\x02hi"[..], Some(&b"hi"[..])),
            (b"\x04\x81\x02hi", Some(b"hi")),
            (b"\x04\x82\x00\x02hi", Some(b"hi")),
            (b"\x04\x84\x00\x00\x00\x02hi", Some(b"hi")),
            (b"\x04\x00", Some(b"")),
            (b"\x04\x03hi", None),
            (b"\x04\x02hi!", None),
            (b"\x04\x80hi\0\0", None),
            (b"\x04\x85\0\0\0\0\x02hi", None),
            (b"\x04\x84\xff\xff\xff\xffhi", None),
            (b"\x05\x02hi", None),
            (b"\x1f\x81\x04\x02hi", None),
            (b"\x04", None),
            (b"", None),
        ] {
            assert_eq!(only(der, OCTET_STRING), wanted, "{}", der.escape_ascii());
        }
    }

    #[test]
    fn an_optional_element_is_left_where_it_is() {
        let mut reader = Reader::new(b"\x02\x01\x05\x04\x00");
        assert_eq!(reader.optional(BOOLEAN), None);
        assert_eq!(reader.optional(INTEGER), Some(&b"\x05"[..]));
        assert_eq!(reader.next().map(|it| it.whole), Some(&b"\x04\x00"[..]));
        assert!(reader.is_empty());
    }
}
