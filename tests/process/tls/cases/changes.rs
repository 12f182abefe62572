//! Changes to any certificate.

use super::super::recipe::{
    BASIC, Extension, PURPOSES, Recipe, USAGE, basic, netscape, purposes, tlv, usage,
};

/// One change each to any certificate.
#[expect(clippy::type_complexity, reason = "a table of names and changes")]
pub(super) fn changes() -> Vec<(&'static str, Box<dyn Fn(Recipe) -> Recipe>)> {
    let mut all: Vec<(&str, Box<dyn Fn(Recipe) -> Recipe>)> = vec![
        ("nothing", Box::new(|it| it)),
        (
            "version 1",
            Box::new(|mut it| {
                it.v1 = true;
                it
            }),
        ),
        (
            "no extensions",
            Box::new(|mut it| {
                it.extensions.clear();
                it
            }),
        ),
        (
            "expired",
            Box::new(|mut it| {
                it.days = (-9, -2);
                it
            }),
        ),
        (
            "not valid yet",
            Box::new(|mut it| {
                it.days = (2, 9);
                it
            }),
        ),
        (
            "forged",
            Box::new(|mut it| {
                it.forged = true;
                it
            }),
        ),
        ("no basicConstraints", Box::new(|it| it.without(BASIC))),
        ("no keyUsage", Box::new(|it| it.without(USAGE))),
        (
            "neither of them",
            Box::new(|it| it.without(BASIC).without(USAGE)),
        ),
        (
            "the name in capitals",
            Box::new(|mut it| {
                it.subject = it.subject.to_ascii_uppercase();
                it
            }),
        ),
    ];
    let extensions: Vec<(&str, Extension)> = vec![
        ("CA:FALSE", basic(false, None)),
        ("CA:TRUE", basic(true, None)),
        ("pathlen 0", basic(true, Some(0))),
        ("pathlen 1", basic(true, Some(1))),
        ("CA:FALSE with a pathlen", basic(false, Some(0))),
        (
            "a negative pathlen",
            Extension::new(BASIC, true, tlv(0x30, [1, 1, 0xff, 2, 1, 0x80])),
        ),
        (
            "malformed basicConstraints",
            Extension::new(BASIC, true, [0x30, 3, 1, 1]),
        ),
        ("keyUsage digitalSignature", usage(0x80)),
        ("keyUsage keyEncipherment", usage(0x20)),
        ("keyUsage keyAgreement", usage(0x08)),
        ("keyUsage keyCertSign", usage(0x04)),
        ("keyUsage cRLSign", usage(0x02)),
        ("keyUsage nonRepudiation", usage(0x40)),
        ("an empty keyUsage", usage(0)),
        ("serverAuth", purposes(&[1])),
        ("clientAuth", purposes(&[2])),
        ("clientAuth and serverAuth", purposes(&[2, 1])),
        ("codeSigning", purposes(&[3])),
        (
            "anyExtendedKeyUsage",
            Extension::new(PURPOSES, false, tlv(0x30, tlv(6, b"\x55\x1d\x25\x00"))),
        ),
        (
            "Netscape's SGC",
            Extension::new(
                PURPOSES,
                false,
                tlv(0x30, tlv(6, b"\x60\x86\x48\x01\x86\xf8\x42\x04\x01")),
            ),
        ),
        (
            "an unknown extension",
            Extension::new(b"\x2a\x03\x04", false, [5, 0]),
        ),
        (
            "an unknown critical extension",
            Extension::new(b"\x2a\x03\x04", true, [5, 0]),
        ),
        (
            "critical policies",
            Extension::new(
                b"\x55\x1d\x20",
                true,
                tlv(0x30, tlv(0x30, tlv(6, [0x2a, 3, 4]))),
            ),
        ),
        (
            "policyConstraints that require one",
            Extension::new(b"\x55\x1d\x24", true, tlv(0x30, [0x80, 1, 0])),
        ),
        (
            "inhibitAnyPolicy",
            Extension::new(b"\x55\x1d\x36", true, [2, 1, 0]),
        ),
        (
            "critical CRL distribution points",
            Extension::new(
                b"\x55\x1d\x1f",
                true,
                tlv(
                    0x30,
                    tlv(0x30, tlv(0xa0, tlv(0xa0, tlv(0x86, "http://a.example/")))),
                ),
            ),
        ),
        (
            "a critical key identifier",
            Extension::new(b"\x55\x1d\x0e", true, tlv(4, "key")),
        ),
        (
            "another issuer's key identifier",
            Extension::new(b"\x55\x1d\x23", false, tlv(0x30, tlv(0x80, "none"))),
        ),
        (
            "critical issuerAltName",
            Extension::new(b"\x55\x1d\x12", true, tlv(0x30, tlv(0x82, "a"))),
        ),
        ("Netscape's type server", netscape(0x40)),
        ("Netscape's type client", netscape(0x80)),
        ("Netscape's type CA", netscape(0x04)),
    ];
    for (name, extension) in extensions {
        all.push((name, Box::new(move |it| it.with(extension.clone()))));
    }
    all
}
