//! Certificates that nobody signed but their own key, as people make them for a container.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, ExtendedKeyUsagePurpose, IsCa,
    KeyUsagePurpose,
};
use rustls::version::{TLS12, TLS13};

use super::{HEALTHY, asked, file, lacks_tls, openssl, shown};
use crate::support::{Authority, Identity, Tls, dated, scratch};

/// What is said where it is not trusted.
const UNTRUSTED: &str = "certificate is self-signed; give that same one with --cacert FILE";

#[test]
fn a_self_signed_certificate_is_trusted_when_that_same_one_is_given() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    for is_ca in [
        IsCa::NoCa,
        IsCa::ExplicitNoCa,
        IsCa::Ca(BasicConstraints::Unconstrained),
    ] {
        let make = |names| Identity::self_signed(names, |it| it.is_ca = is_ca);
        let identity = make(["localhost"]);
        let pin = file(folder.path(), "pin.pem", identity.pem());
        let stale = file(folder.path(), "stale.pem", make(["localhost"]).pem());
        let several = format!("{}{}", make(["localhost"]).pem(), identity.pem());
        let several = file(folder.path(), "several.pem", several);
        shown(&identity, "localhost", &[], UNTRUSTED);
        shown(&identity, "localhost", &["-k"], HEALTHY);
        shown(&identity, "localhost", &["--cacert", &pin], HEALTHY);
        shown(&identity, "localhost", &["--cacert", &several], HEALTHY);
        let wanted = "certificate is self-signed and not the one in the --cacert file; is that \
                      stale?";
        shown(&identity, "localhost", &["--cacert", &stale], wanted);
        // To be trusted is not to be right.
        let wanted = "certificate is for \"localhost\", not \"127.0.0.1\"; try --connect-to \
                      127.0.0.1 https://localhost:PORT/";
        shown(&identity, "127.0.0.1", &["--cacert", &pin], wanted);
    }
}

#[test]
fn a_leaf_that_a_ca_signed_can_be_pinned_too() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let old = root.intermediate_with("Old", |it| {
        dated(it, -9, -2);
    });
    let marked = |it: &mut CertificateParams| {
        it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    };
    let rows = [
        (root.issue(["localhost"]), None),
        // Nobody asks who signed it, or until when they may.
        (old.issue(["localhost"]), None),
        (
            root.issue_with(["localhost"], marked),
            Some(
                "certificate is a CA's, not a server's; issue one with CA:FALSE, or give that \
                  same one with --cacert FILE",
            ),
        ),
    ];
    for (identity, unpinned) in rows {
        let pin = file(folder.path(), "pin.pem", identity.clone().alone().pem());
        shown(&identity, "localhost", &["--cacert", &pin], HEALTHY);
        if let Some(wanted) = unpinned {
            let ca = file(folder.path(), "ca.pem", root.pem());
            shown(&identity, "localhost", &["--cacert", &ca], wanted);
        }
    }
}

#[test]
fn only_an_authority_in_the_file_vouches_for_others() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    // Who holds the key of one service is not everybody.
    for no_ca in [IsCa::NoCa, IsCa::ExplicitNoCa] {
        let service = Authority::root_with("service", |it| it.is_ca = no_ca);
        let pin = file(folder.path(), "pin.pem", service.pem());
        let wanted = "\"service\" in the --cacert file is not a CA's (basicConstraints), but signs \
                      others; give its CA's certificate";
        let forged = service.issue(["localhost"]);
        shown(&forged, "localhost", &["--cacert", &pin], wanted);
    }
    let mut dates = [const { String::new() }; 2];
    let old = Authority::root_with("Old Root", |it| dates = dated(it, -90, -2));
    let ca = file(folder.path(), "old.pem", old.pem());
    let wanted = format!(
        "\"Old Root\" in the --cacert file was valid from {} to {} only; renew it",
        dates[0], dates[1]
    );
    let identity = old.issue(["localhost"]);
    shown(&identity, "localhost", &["--cacert", &ca], &wanted);
}

#[test]
fn a_pinned_certificate_still_expires() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    for is_ca in [IsCa::NoCa, IsCa::Ca(BasicConstraints::Unconstrained)] {
        let mut end = String::new();
        let identity = Identity::self_signed(["localhost"], |it| {
            it.is_ca = is_ca;
            [_, end] = dated(it, -90, -2);
        });
        let pin = file(folder.path(), "pin.pem", identity.pem());
        let wanted = format!("certificate expired on {end}, 2 days ago");
        shown(&identity, "localhost", &["--cacert", &pin], &wanted);
    }
}

#[test]
fn a_pinned_certificate_must_be_one_for_servers() {
    if lacks_tls() {
        return;
    }
    let client = |it: &mut CertificateParams| {
        it.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    };
    let signing = |it: &mut CertificateParams| {
        it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        it.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    };
    let critical = |it: &mut CertificateParams| {
        let mut unknown = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
        unknown.set_criticality(true);
        it.custom_extensions = vec![unknown];
    };
    let shapes: [fn(&mut CertificateParams); 3] = [client, signing, critical];
    let lines = [
        "certificate is not one for servers; issue it again with extendedKeyUsage serverAuth",
        "certificate may not be used for TLS (keyUsage); issue it again with keyUsage \
         digitalSignature",
        "certificate has a critical extension that is not supported (1.2.3.4); issue it \
         without that",
    ];
    let folder = scratch();
    for (shape, wanted) in shapes.into_iter().zip(lines) {
        let own = Identity::self_signed(["localhost"], shape);
        let signed = Authority::root("Root").issue_with(["localhost"], shape);
        for identity in [own, signed] {
            let pin = file(folder.path(), "pin.pem", identity.clone().alone().pem());
            shown(&identity, "localhost", &["--cacert", &pin], wanted);
        }
    }
}

#[test]
fn a_pinned_certificate_is_worth_nothing_without_its_key() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let make = || {
        Identity::self_signed(["localhost"], |it| {
            it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        })
    };
    let (honest, thief) = (make(), make());
    let pin = file(folder.path(), "pin.pem", honest.pem());
    let stolen = Tls::new(&Identity {
        chain: honest.chain,
        key: thief.key,
    });
    let wanted = "the server's signature does not fit its certificate's key";
    for version in [&TLS12, &TLS13] {
        let stolen = stolen.clone().version(version);
        asked(stolen.ok(), "localhost", &["--cacert", &pin], wanted);
    }
}

#[test]
fn what_openssl_makes_works() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let names = "-addext subjectAltName=DNS:localhost,IP:127.0.0.1";
    let rows = [
        ("rsa:2048", names, HEALTHY),
        ("ec -pkeyopt ec_paramgen_curve:P-256", names, HEALTHY),
        ("ed25519", names, HEALTHY),
        ("rsa:2048", "", HEALTHY),
    ];
    for (kind, names, wanted) in rows {
        let make = format!(
            "req -x509 -nodes -newkey {kind} -keyout key.pem -out cert.pem -days 30 -subj \
             /CN=localhost {names}"
        );
        if openssl(folder.path(), &make).is_none() {
            return;
        }
        let pin = folder.path().join("cert.pem");
        let identity = Identity::read(&pin, &folder.path().join("key.pem"));
        let pin = pin.to_str().expect("a path is text");
        shown(&identity, "localhost", &[], UNTRUSTED);
        shown(&identity, "localhost", &["--cacert", pin], wanted);
    }
}
