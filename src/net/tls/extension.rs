//! The extensions of a certificate (RFC 5280, 4.2).

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::der::{
    BIT_STRING, BOOLEAN, INTEGER, OBJECT, OCTET_STRING, Reader, SEQUENCE, context, is_list, only,
};

/// The extensions that decide something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extensions<'a> {
    /// The identifier of its issuer's key.
    pub(super) authority_key: Option<&'a [u8]>,
    /// The basic constraints.
    pub(super) basic: Option<Basic>,
    /// The name constraints.
    pub(super) constraints: Option<&'a [u8]>,
    /// The first critical extension that is not understood.
    pub(super) critical: Option<&'a [u8]>,
    /// Netscape's certificate type, one bit each.
    pub(super) netscape: Option<u8>,
    /// The subject's alternative names.
    pub(super) names: Option<&'a [u8]>,
    /// The purposes of the key, as object identifiers.
    pub(super) purposes: Option<&'a [u8]>,
    /// The identifier of its own key.
    pub(super) subject_key: Option<&'a [u8]>,
    /// What the key may be used for, one bit each.
    pub(super) usage: Option<u8>,
}

/// Whether a certificate is an authority's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Basic {
    /// Whether it is.
    pub(super) is_ca: bool,
    /// How many intermediates may stand below it.
    pub(super) path_length: Option<u32>,
}

impl<'a> Extensions<'a> {
    /// Parses the list of extensions; one that stands there twice is malformed.
    pub(super) fn parse(all: &'a [u8]) -> Option<Self> {
        let (mut found, mut reader) = (Self::default(), Reader::new(all));
        while !reader.is_empty() {
            let mut extension = Reader::new(reader.expect(SEQUENCE)?);
            let id = extension.expect(OBJECT)?;
            let critical = extension.optional(BOOLEAN).is_some_and(|it| it != [0]);
            let value = extension.expect(OCTET_STRING)?;
            let first = match id {
                AUTHORITY_KEY => {
                    let key = Reader::new(only(value, SEQUENCE)?).optional(context(0));
                    key.is_none_or(|key| found.authority_key.replace(key).is_none())
                }
                BASIC => found.basic.replace(Basic::parse(value)?).is_none(),
                CONSTRAINTS => found.constraints.replace(only(value, SEQUENCE)?).is_none(),
                NAMES => found.names.replace(list(value)?).is_none(),
                PURPOSES => found.purposes.replace(list(value)?).is_none(),
                SUBJECT_KEY => found
                    .subject_key
                    .replace(only(value, OCTET_STRING)?)
                    .is_none(),
                NETSCAPE => {
                    let bits = only(value, BIT_STRING)?.get(1).copied();
                    found.netscape.replace(bits.unwrap_or_default()).is_none()
                }
                USAGE => {
                    let bits = only(value, BIT_STRING)?.get(1).copied();
                    found.usage.replace(bits.unwrap_or_default()).is_none()
                }
                _ => true,
            };
            if !first {
                return None;
            }
            if critical && !UNDERSTOOD.contains(&id) {
                found.critical.get_or_insert(id);
            }
        }
        Some(found)
    }
}

impl Basic {
    /// Parses BasicConstraints.
    fn parse(value: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(only(value, SEQUENCE)?);
        let is_ca = reader.optional(BOOLEAN).is_some_and(|it| it != [0]);
        let path_length = match reader.optional(INTEGER) {
            None => None,
            // Negative.
            Some([0x80..=0xff, ..]) => return None,
            Some(bytes) => Some(bytes.iter().fold(0, |sum: u32, &byte| {
                sum.saturating_mul(256).saturating_add(byte.into())
            })),
        };
        reader.is_empty().then_some(Self { is_ca, path_length })
    }
}

/// Returns the content of a SEQUENCE OF.
fn list(value: &[u8]) -> Option<&[u8]> {
    only(value, SEQUENCE).filter(|content| is_list(content))
}

/// Netscape's certificate type, 2.16.840.1.113730.1.1.
const NETSCAPE: &[u8] = b"\x60\x86\x48\x01\x86\xf8\x42\x01\x01";
/// subjectKeyIdentifier, 2.5.29.14.
const SUBJECT_KEY: &[u8] = b"\x55\x1d\x0e";
/// keyUsage, 2.5.29.15.
const USAGE: &[u8] = b"\x55\x1d\x0f";
/// subjectAltName, 2.5.29.17.
const NAMES: &[u8] = b"\x55\x1d\x11";
/// basicConstraints, 2.5.29.19.
const BASIC: &[u8] = b"\x55\x1d\x13";
/// nameConstraints, 2.5.29.30.
const CONSTRAINTS: &[u8] = b"\x55\x1d\x1e";
/// authorityKeyIdentifier, 2.5.29.35.
const AUTHORITY_KEY: &[u8] = b"\x55\x1d\x23";
/// extKeyUsage, 2.5.29.37.
const PURPOSES: &[u8] = b"\x55\x1d\x25";

/// The extensions that OpenSSL lets be critical: those above but the key identifiers, and what is
/// about policies and revocation, which is not checked.
const UNDERSTOOD: [&[u8]; 12] = [
    NETSCAPE,
    USAGE,
    NAMES,
    BASIC,
    CONSTRAINTS,
    PURPOSES,
    b"\x55\x1d\x1f",
    b"\x55\x1d\x20",
    b"\x55\x1d\x21",
    b"\x55\x1d\x24",
    b"\x55\x1d\x36",
    b"\x2b\x06\x01\x05\x05\x07\x30\x01\x05",
];
