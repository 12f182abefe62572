//! Names and dates of certificates that a CA signed.

use std::slice;

use rcgen::{DistinguishedName, DnType, SanType};

use super::{HEALTHY, file, lacks_tls, shown, wants};
use crate::support::{Authority, Server, Tls, dated, probe, scratch};

#[test]
fn a_certificate_is_good_for_its_names_only() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let other = "certificate is for \"app.example.com\", not \"localhost\"; try --connect-to \
                 localhost https://app.example.com:PORT/";
    let rows = [
        (root.issue(["localhost"]), "localhost", HEALTHY),
        (root.issue(["localhost"]), "LOCALHOST", HEALTHY),
        (root.issue(["LocalHost"]), "localhost", HEALTHY),
        (root.issue(["127.0.0.1"]), "127.0.0.1", HEALTHY),
        (root.issue(["::1"]), "[::1]", HEALTHY),
        (root.issue(["*.app.localhost"]), "a.app.localhost", HEALTHY),
        (
            root.issue(["other.example", "localhost"]),
            "localhost",
            HEALTHY,
        ),
        (root.issue(["app.example.com"]), "localhost", other),
        (
            root.issue(["localhost"]),
            "127.0.0.1",
            "certificate is for \"localhost\", not \"127.0.0.1\"; try --connect-to 127.0.0.1 \
             https://localhost:PORT/",
        ),
        (
            root.issue(["::1"]),
            "127.0.0.1",
            "certificate is for \"::1\", not \"127.0.0.1\"; try --connect-to 127.0.0.1 \
             https://[::1]:PORT/",
        ),
        (
            root.issue(["*.app.localhost"]),
            "app.localhost",
            "certificate is for \"*.app.localhost\", not \"app.localhost\"",
        ),
        (
            root.issue(["*.app.localhost"]),
            "a.b.app.localhost",
            "certificate is for \"*.app.localhost\", not \"a.b.app.localhost\"",
        ),
        (
            root.issue([
                "a.example",
                "b.example",
                "c.example",
                "d.example",
                "10.0.0.1",
            ]),
            "localhost",
            "certificate is for \"a.example\", \"b.example\", \"c.example\" and 2 more, not \
             \"localhost\"; try --connect-to localhost https://a.example:PORT/",
        ),
    ];
    for (identity, host, wanted) in rows {
        shown(&identity, host, &["--cacert", &ca], wanted);
    }
}

#[test]
fn a_name_in_the_cn_counts_when_there_is_no_other() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let named = |names: &[SanType], cn: &str| {
        root.issue_with([], |it| {
            it.subject_alt_names = names.to_vec();
            it.distinguished_name = DistinguishedName::new();
            if !cn.is_empty() {
                it.distinguished_name.push(DnType::CommonName, cn);
            }
        })
    };
    let mail = SanType::Rfc822Name("a@localhost".try_into().expect("a name"));
    let dns = SanType::DnsName("other.example".try_into().expect("a name"));
    let other = "certificate is for \"other.example\", not \"localhost\"; try --connect-to \
                 localhost https://other.example:PORT/";
    let nobody = "certificate names nobody in its subjectAltName, so not \"localhost\"; issue it \
                  again with a subjectAltName";
    let rows = [
        (named(&[], "localhost"), "localhost", HEALTHY),
        (named(&[], "LocalHost"), "localhost", HEALTHY),
        (named(&[], "127.0.0.1"), "127.0.0.1", HEALTHY),
        (named(&[], "*.app.localhost"), "a.app.localhost", HEALTHY),
        (
            named(slice::from_ref(&mail), "localhost"),
            "localhost",
            HEALTHY,
        ),
        (
            named(slice::from_ref(&dns), "localhost"),
            "localhost",
            other,
        ),
        (named(&[], "other.example"), "localhost", other),
        (named(&[], ""), "localhost", nobody),
    ];
    for (identity, host, wanted) in rows {
        shown(&identity, host, &["--cacert", &ca], wanted);
    }
}

#[test]
fn the_hostile_name_of_a_certificate_is_no_advice() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let wanted = "certificate is for \"$(reboot)\\x1b[2J\", not \"localhost\"";
    shown(
        &root.issue(["$(reboot)\x1b[2J"]),
        "localhost",
        &["--cacert", &ca],
        wanted,
    );
}

#[test]
fn the_dates_are_named() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let dates = [
        (-30, -12, "certificate expired on END, 12 days ago"),
        (-30, -1, "certificate expired on END, 1 day ago"),
        (-30, 0, HEALTHY),
        (-1, 1, HEALTHY),
        (
            3,
            9,
            "certificate is not valid before BEGIN; check this machine's clock",
        ),
    ];
    for (begin, end, wanted) in dates {
        let mut found = <[String; 2]>::default();
        let identity = root.issue_with(["localhost"], |it| found = dated(it, begin, end));
        let wanted = wanted.replace("BEGIN", &found[0]).replace("END", &found[1]);
        shown(&identity, "localhost", &["--cacert", &ca], &wanted);
        shown(&identity, "localhost", &["-k"], HEALTHY);
    }
}

#[test]
fn whoever_is_dialled_must_have_the_name_of_the_url() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let server = Server::start(Tls::new(&root.issue(["attacker.example"])).ok());
    let port = server.port();
    let honest = Server::start(Tls::new(&root.issue(["app.example.com"])).ok());
    let url = "https://app.example.com/health";
    let routes = [
        ["--connect-to", "127.0.0.1:AT"],
        ["--connect-to", "app.example.com:443:127.0.0.1:AT"],
        ["--connect-to", "::127.0.0.1:AT"],
    ];
    for [option, route] in routes {
        let ask = |port: u16| {
            probe([
                option,
                &route.replace("AT", &port.to_string()),
                "--cacert",
                &ca,
                url,
            ])
        };
        wants(&ask(honest.port()), 0, url, HEALTHY);
        let wanted = "certificate is for \"attacker.example\", not \"app.example.com\"; try \
                      --connect-to app.example.com https://attacker.example/health";
        wants(&ask(port), 0, url, wanted);
    }
    let request = &honest.requests()[0];
    assert_eq!(request.header("host").as_deref(), Some("app.example.com"));
    assert!(
        server.requests().is_empty(),
        "the attacker was sent a request"
    );
    for (at, wanted) in [(honest.port(), true), (port, false)] {
        let url = format!("https://app.example.com:{at}/health");
        let route = format!("app.example.com:{at}:127.0.0.1");
        let outcome = probe(["--resolve", &route, "--cacert", &ca, &url]);
        outcome.exits(i32::from(!wanted));
    }
}
