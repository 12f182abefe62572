//! A certificate (RFC 5280), parsed as leniently as OpenSSL does.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::der::{BIT_STRING, INTEGER, Reader, SEQUENCE, constructed, context, elements, only};
use super::distinguished::same;
use super::extension::Extensions;
use super::time::time;

/// A parsed certificate, whose parts are still DER.
#[derive(Clone, Copy, Debug)]
pub(super) struct Certificate<'a> {
    /// The whole of it.
    pub(super) der: &'a [u8],
    /// The part that is signed.
    pub(super) signed: &'a [u8],
    /// The algorithm of the signature, with its parameters.
    pub(super) algorithm: &'a [u8],
    /// The signature.
    pub(super) signature: &'a [u8],
    /// Whether it is of X.509 version 1, which has no extensions.
    pub(super) is_v1: bool,
    /// The name of its issuer.
    pub(super) issuer: &'a [u8],
    /// Its own name.
    pub(super) subject: &'a [u8],
    /// When it becomes valid, in seconds since 1970.
    pub(super) begin: u64,
    /// When it expires, in seconds since 1970.
    pub(super) end: u64,
    /// Its public key.
    pub(super) key: Key<'a>,
    /// What else it says.
    pub(super) extensions: Extensions<'a>,
}

/// A public key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key<'a> {
    /// Its kind, with parameters such as the curve.
    pub(super) algorithm: &'a [u8],
    /// The key itself.
    pub(super) bits: &'a [u8],
    /// Both of them.
    pub(super) content: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Parses a certificate.
    pub(super) fn parse(der: &'a [u8]) -> Option<Self> {
        let mut outer = Reader::new(only(der, SEQUENCE)?);
        let signed = outer.next().filter(|it| it.tag == SEQUENCE)?;
        let algorithm = outer.expect(SEQUENCE)?;
        let signature = bits(outer.expect(BIT_STRING)?)?;
        if !outer.is_empty() {
            return None;
        }
        let mut inner = Reader::new(signed.content);
        let version = inner.optional(constructed(0));
        inner.expect(INTEGER)?;
        // Where the two differ, it is not clear how the signature was made.
        if inner.expect(SEQUENCE)? != algorithm {
            return None;
        }
        let issuer = inner.expect(SEQUENCE)?;
        let mut validity = Reader::new(inner.expect(SEQUENCE)?);
        let (begin, end) = (time(validity.next()?)?, time(validity.next()?)?);
        let subject = inner.expect(SEQUENCE)?;
        let key = Key::parse(inner.expect(SEQUENCE)?)?;
        // Two unique identifiers, which are not in use.
        inner.optional(context(1));
        inner.optional(context(2));
        let extensions = match inner.optional(constructed(3)) {
            None => Extensions::default(),
            Some(list) => Extensions::parse(only(list, SEQUENCE)?)?,
        };
        inner.is_empty().then_some(Self {
            der,
            signed: signed.whole,
            algorithm,
            signature,
            is_v1: version.is_none_or(|it| it.ends_with(&[0])),
            issuer,
            subject,
            begin,
            end,
            key,
            extensions,
        })
    }

    /// Reports whether its issuer has its own name.
    pub(super) fn is_self_issued(&self) -> bool {
        same(self.issuer, self.subject)
    }

    /// Reports whether its key may be used for TLS servers (serverAuth, and Netscape's and
    /// Microsoft's older identifiers).
    pub(super) fn is_for_servers(&self) -> bool {
        let server = |it: &[u8]| SERVER_PURPOSES.contains(&it);
        self.extensions
            .purposes
            .is_none_or(|list| elements(list).any(|it| server(it.content)))
    }

    /// Reports whether its key may be used for what the bits stand for, any of them.
    pub(super) fn may(&self, usage: u8) -> bool {
        self.extensions.usage.is_none_or(|it| it & usage != 0)
    }
}

impl<'a> Key<'a> {
    /// Parses the content of a SubjectPublicKeyInfo.
    pub(super) fn parse(content: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(content);
        let algorithm = reader.expect(SEQUENCE)?;
        let bits = bits(reader.expect(BIT_STRING)?)?;
        Some(Self {
            algorithm,
            bits,
            content,
        })
    }
}

/// Returns the bytes of a BIT STRING that has no unused bits.
fn bits(content: &[u8]) -> Option<&[u8]> {
    content.strip_prefix(&[0])
}

/// The usage bit that lets a key sign certificates.
pub(super) const KEY_CERT_SIGN: u8 = 0x04;

/// The usage bits of which a TLS server needs one: digitalSignature, keyEncipherment, keyAgreement.
pub(super) const USED_IN_TLS: u8 = 0x80 | 0x20 | 0x08;

/// serverAuth, and the purposes of the same meaning from before it.
pub(super) const SERVER_PURPOSES: [&[u8]; 3] = [
    b"\x2b\x06\x01\x05\x05\x07\x03\x01",
    b"\x60\x86\x48\x01\x86\xf8\x42\x04\x01",
    b"\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x03",
];
