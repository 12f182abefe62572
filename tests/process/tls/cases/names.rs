//! Names of a certificate, and who is asked for.

use super::super::recipe::tlv;

/// Names of a leaf, and who is asked for.
pub(super) fn names() -> Vec<(&'static str, &'static str, Option<Vec<u8>>, &'static str)> {
    let dns = |text: &str| tlv(0x82, text);
    let ip = tlv(0x87, [127, 0, 0, 1]);
    let mail = tlv(0x81, "a@b.example");
    let uri = tlv(0x86, "https://localhost/");
    vec![
        ("DNS", "localhost", Some(dns("localhost")), "x"),
        ("DNS in capitals", "localhost", Some(dns("LOCALHOST")), "x"),
        ("DNS with a dot", "localhost", Some(dns("localhost.")), "x"),
        ("another DNS", "localhost", Some(dns("other")), "localhost"),
        (
            "several DNS",
            "localhost",
            Some([dns("a"), dns("localhost")].concat()),
            "x",
        ),
        ("a wildcard", "localhost", Some(dns("*")), "x"),
        (
            "a wildcard below",
            "localhost",
            Some(dns("*.localhost")),
            "x",
        ),
        ("a wildcard within", "localhost", Some(dns("local*")), "x"),
        ("an empty DNS", "localhost", Some(dns("")), "x"),
        (
            "a DNS with a NUL",
            "localhost",
            Some(dns("localhost\0.example")),
            "x",
        ),
        (
            "DNS and IP for a name",
            "localhost",
            Some([dns("localhost"), ip.clone()].concat()),
            "x",
        ),
        ("IP for a name", "localhost", Some(ip.clone()), "localhost"),
        ("IP", "127.0.0.1", Some(ip.clone()), "x"),
        (
            "another IP",
            "127.0.0.1",
            Some(tlv(0x87, [127, 0, 0, 2])),
            "127.0.0.1",
        ),
        ("IP as DNS", "127.0.0.1", Some(dns("127.0.0.1")), "x"),
        (
            "IP mapped to IPv6",
            "127.0.0.1",
            Some(tlv(
                0x87,
                [[0; 10].as_slice(), &[255, 255, 127, 0, 0, 1]].concat(),
            )),
            "x",
        ),
        (
            "IP of five bytes",
            "127.0.0.1",
            Some(tlv(0x87, [127, 0, 0, 1, 0])),
            "x",
        ),
        (
            "DNS for an IP",
            "127.0.0.1",
            Some(dns("localhost")),
            "127.0.0.1",
        ),
        ("mail only", "localhost", Some(mail.clone()), "localhost"),
        ("mail and another CN", "localhost", Some(mail), "other"),
        ("a URI only", "localhost", Some(uri.clone()), "localhost"),
        ("a URI and another CN", "localhost", Some(uri), "other"),
        (
            "no name in the extension",
            "localhost",
            Some(Vec::new()),
            "localhost",
        ),
        ("CN alone", "localhost", None, "localhost"),
        ("CN in capitals alone", "localhost", None, "LOCALHOST"),
        ("another CN alone", "localhost", None, "other"),
        ("an IP as CN alone", "127.0.0.1", None, "127.0.0.1"),
        ("no name at all", "localhost", None, ""),
    ]
}
