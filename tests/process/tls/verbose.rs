//! What `-v` tells of TLS.

use super::{file, lacks_tls};
use crate::support::{Authority, Identity, Server, Tls, dated, probe, scratch};

#[test]
fn verbose_tells_version_suite_names_issuer_and_dates() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let mut dates = <[String; 2]>::default();
    let identity = root.issue_with(["localhost", "*.example", "127.0.0.1", "::1"], |it| {
        dates = dated(it, -3, 300);
    });
    let [begin, end] = dates;
    let rows = [
        (
            &rustls::version::TLS12,
            "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        ),
        (&rustls::version::TLS13, "TLSv1.3, TLS_AES_128_GCM_SHA256"),
    ];
    for (version, suite) in rows {
        let server = Server::start(Tls::new(&identity).version(version).ok());
        let url = format!("https://localhost:{}/", server.port());
        let outcome = probe(["-v", "--cacert", &ca, &url]);
        outcome.healthy();
        let facts = format!(
            "* trusts the certificate in --cacert, and nobody else\n* {suite}\n* certificate for \"localhost\", \"*.example\", \"127.0.0.1\" and 1 \
             more\n* issued by \"Test Root\", valid from {begin} to {end}\n\
             * key P-256, signature ECDSA-SHA256\n"
        );
        assert!(
            outcome.stderr.contains(&facts),
            "{facts:?} is missing: {outcome}"
        );
        let outcome = probe(["-v", "--format=json", "--cacert", &ca, &url]);
        let json: serde_json::Value = serde_json::from_str(outcome.exits(0).line()).expect("JSON");
        let told: String = json["hops"][0]["facts"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|fact| format!("* {}\n", fact.as_str().expect("text")))
            .collect();
        assert!(told.contains(&facts), "{facts:?} is missing: {outcome}");
    }
}

#[test]
fn verbose_tells_who_an_unverified_peer_says_it_is() {
    if lacks_tls() {
        return;
    }
    let identity = Identity::self_signed([], |it| {
        it.distinguished_name
            .push(rcgen::DnType::OrganizationName, "A\x1b[2J\nB");
    });
    let server = Server::start(Tls::new(&identity).ok());
    let url = format!("https://localhost:{}/", server.port());
    let outcome = probe(["-kv", &url]);
    outcome.healthy();
    let facts = "* certificate for nobody\n* issued by itself, valid from 1975-01-01 to \
                 4096-01-01\n";
    assert!(outcome.stderr.contains(facts), "{outcome}");
}

#[test]
fn verbose_shows_the_chain_that_was_refused() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let mut dates = <[String; 2]>::default();
    let middle = root.intermediate_with("Middle", |it| dates = dated(it, -90, -3));
    let server = Server::start(Tls::new(&middle.issue(["localhost"])).ok());
    let url = format!("https://localhost:{}/", server.port());
    let outcome = probe(["-v", "--cacert", &ca, &url]);
    let [begin, end] = dates;
    let wanted = format!("an intermediate certificate expired on {end}; renew the chain");
    outcome.unhealthy([wanted.as_str()]);
    let facts = [
        "* certificate for \"localhost\"\n* issued by \"Middle\", valid from ".to_owned(),
        format!(
            "* intermediate \"Middle\"\n* issued by \"Test Root\", valid from {begin} to {end}\n\
             * key P-256, signature ECDSA-SHA256; refused\n"
        ),
    ];
    for fact in facts {
        assert!(
            outcome.stderr.contains(&fact),
            "{fact:?} is missing: {outcome}"
        );
    }
}
