//! Who signed a certificate, for what, and with which kind of key.

use rcgen::{
    ExtendedKeyUsagePurpose, KeyPair, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256,
};
use rustls::version::{TLS12, TLS13};

use std::time::Duration;

use super::{HEALTHY, asked, file, lacks_tls, openssl, openssl_key, shown};
use crate::support::{Authority, Server, Tls, dated, probe, scratch, slack};

/// The limit of a run that must end early.
const LIMIT: Duration = Duration::from_millis(300);

#[test]
fn the_issuer_must_be_known() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let stale = file(
        folder.path(),
        "stale.pem",
        Authority::root("Test Root").pem(),
    );
    let other = file(
        folder.path(),
        "other.pem",
        Authority::root("Other Root").pem(),
    );
    let middle = root.intermediate("Middle");
    let middle_ca = file(folder.path(), "middle.pem", middle.pem());
    let lower = middle.intermediate("Lower");
    let mut old_end = String::new();
    let old = root.intermediate_with("Old", |it| [_, old_end] = dated(it, -9, -2));
    let old_end = format!("an intermediate certificate expired on {old_end}; renew the chain");
    let direct = root.issue(["localhost"]);
    let chained = lower.issue(["localhost"]);
    let rows = [
        (&chained, &ca, HEALTHY),
        (&chained, &middle_ca, HEALTHY),
        (
            &chained.clone().alone(),
            &middle_ca,
            "certificate's issuer \"Lower\" is not in the \
            --cacert file; add it there, or let the server send its intermediate certificate",
        ),
        (
            &direct,
            &other,
            "certificate's issuer \"Test Root\" is not in the --cacert file; add it \
            there, or let the server send its intermediate certificate",
        ),
        (
            &chained,
            &other,
            "certificate's issuer \"Test Root\" is not in the --cacert file; add \
            it there",
        ),
        (
            &direct,
            &stale,
            "certificate is not signed by the \"Test Root\" it names; is the CA \
            file stale?",
        ),
        (&old.issue(["localhost"]), &ca, &old_end),
    ];
    for (identity, ca, wanted) in rows {
        shown(identity, "localhost", &["--cacert", ca], wanted);
    }
    let wanted = "certificate's issuer \"Test Root\" is unknown; give its CA with --cacert FILE";
    shown(&chained, "localhost", &[], wanted);
    let wanted = format!("{wanted}, or let the server send its intermediate certificate");
    shown(&direct, "localhost", &[], &wanted);
    shown(&direct, "localhost", &["-k"], HEALTHY);
}

#[test]
fn a_file_of_several_cas_trusts_each() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let [one, two] = ["One", "Two"].map(Authority::root);
    let bundle = format!(
        "# One\n{}\nTwo\n=====\n{}",
        one.pem(),
        two.pem().replace('\n', "\r\n")
    );
    let ca = file(folder.path(), "ca.pem", bundle);
    for authority in [one, two] {
        shown(
            &authority.issue(["localhost"]),
            "localhost",
            &["--cacert", &ca],
            HEALTHY,
        );
    }
    // And nobody beside them.
    let other = Authority::root("Three").issue(["localhost"]);
    let wanted = "certificate's issuer \"Three\" is not in the --cacert file; add it there, or \
                  let the server send its intermediate certificate";
    shown(&other, "localhost", &["--cacert", &ca], wanted);
}

#[test]
fn nothing_in_a_pem_file_is_dropped() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let [one, two] = ["One", "Two"].map(Authority::root);
    let plain = [one.pem(), two.pem()].concat();
    let relabelled = |label: &str| plain.replace(" CERTIFICATE", &format!(" {label}"));
    let forms = [
        format!("\u{feff}{plain}"),
        format!("\u{feff}{}", plain.replace('\n', "\r\n")),
        relabelled("X509 CERTIFICATE"),
        relabelled("TRUSTED CERTIFICATE"),
        plain.trim_end().to_owned(),
        plain.replace('\n', " \n"),
        plain.replace("-----BEGIN", "some text\n-----BEGIN"),
    ];
    for form in forms {
        let ca = file(folder.path(), "ca.pem", form);
        for authority in [&one, &two] {
            let identity = authority.issue(["localhost"]);
            shown(&identity, "localhost", &["--cacert", &ca], HEALTHY);
        }
    }
}

#[test]
fn a_certificate_for_clients_is_none_for_servers() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let client = root.issue_with(["localhost"], |it| {
        it.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let wanted = "certificate is not one for servers; issue it again with extendedKeyUsage \
                  serverAuth";
    shown(&client, "localhost", &["--cacert", &ca], wanted);
}

#[test]
fn keys_of_every_usual_kind_are_accepted() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let ring = |kind| KeyPair::generate_for(kind).expect("a key can be made");
    let mut keys = vec![KeyPair::generate().expect("a key can be made")];
    keys.extend([&PKCS_ECDSA_P384_SHA384, &PKCS_ED25519].map(ring));
    // ring makes no RSA keys.
    for bits in [2048, 4096] {
        let Some(key) = openssl_key(&format!("-algorithm RSA -pkeyopt rsa_keygen_bits:{bits}"))
        else {
            break;
        };
        let key = KeyPair::from_pkcs8_pem_and_sign_algo(&key, &PKCS_RSA_SHA256);
        keys.push(key.expect("an RSA key can be read"));
    }
    for key in keys {
        let identity = root.issue_for(&key, ["localhost"], |_| {});
        for version in [&TLS12, &TLS13] {
            let server = Tls::new(&identity).version(version);
            asked(server.ok(), "localhost", &["--cacert", &ca], HEALTHY);
        }
    }
}

#[test]
fn a_chain_without_end_is_refused_at_once() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let ca = file(folder.path(), "ca.pem", Authority::root("Root").pem());
    for count in [41, 151] {
        // Each could be the issuer of each, as far as the name tells.
        let mut authority = Authority::root("Same");
        for _ in 0..count {
            authority = authority.intermediate("Same");
        }
        let mut identity = authority.issue(["localhost"]);
        let first = identity.chain.remove(0);
        identity.chain.reverse();
        identity.chain.insert(0, first);
        let server = Server::start(Tls::new(&identity).ok());
        let url = format!("https://localhost:{}/", server.port());
        let outcome = probe(["--cacert", &ca, "-m", "300ms", &url]);
        let chain = format!(
            "the server's certificate chain ({} certificates)",
            count + 1
        );
        outcome.unhealthy([&chain, "; let the server send its own certificate"]);
        assert!(outcome.took < LIMIT + slack(), "{outcome}");
    }
}

#[test]
fn what_openssl_notes_on_a_certificate_counts() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let root_for_clients = Authority::root_with("Root for clients", |it| {
        it.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let distrusted = "\"Root\" in the --cacert file is marked there as not trusted for servers; \
                      remove it there, or mark it with openssl x509 -addtrust serverAuth";
    let unfit = "\"Root for clients\" in the --cacert file is not one for servers; issue it again \
                 with extendedKeyUsage serverAuth";
    let rows = [
        (&root, "-addtrust serverAuth", HEALTHY),
        (&root, "-addtrust clientAuth", distrusted),
        (&root, "-addtrust anyExtendedKeyUsage", HEALTHY),
        (&root, "-addreject serverAuth", distrusted),
        (&root, "-addreject clientAuth", HEALTHY),
        (&root_for_clients, "-setalias x", unfit),
        (&root_for_clients, "-addtrust serverAuth", HEALTHY),
    ];
    for (authority, notes, wanted) in rows {
        file(folder.path(), "plain.pem", authority.pem());
        let make = format!("x509 -in plain.pem -trustout -out ca.pem {notes}");
        if openssl(folder.path(), &make).is_none() {
            return;
        }
        let ca = folder.path().join("ca.pem").display().to_string();
        let identity = authority.issue(["localhost"]);
        shown(&identity, "localhost", &["--cacert", &ca], wanted);
    }
}
