//! Servers that want a certificate of the client.

use rustls::version::{TLS12, TLS13};

use super::{HEALTHY, asked, file, lacks_tls, openssl};
use crate::support::{Authority, Identity, Tls, need, scratch};

/// What TLS 1.3 servers say of a client without a certificate.
const WANTED: &str = "the server wants a client certificate; give one with -E FILE --key FILE";

#[test]
fn a_client_certificate_is_shown_when_it_is_wanted() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let [root, clients, strangers] = ["Root", "Clients", "Strangers"].map(Authority::root);
    let ca = file(folder.path(), "ca.pem", root.pem());
    let pair = |name: &str, identity: &Identity| {
        let cert = file(folder.path(), &format!("{name}.pem"), identity.pem());
        let key = file(folder.path(), &format!("{name}.key"), &identity.key);
        [cert, key]
    };
    let client = |authority: &Authority| {
        authority.issue_with(["client.example"], |it| {
            it.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
        })
    };
    let [good, good_key] = pair("good", &client(&clients));
    let [below, below_key] = pair("below", &client(&clients.intermediate("Middle")));
    let [bad, bad_key] = pair("bad", &client(&strangers));
    let both = [&good, &good_key]
        .map(|it| std::fs::read_to_string(it).expect("reads"))
        .concat();
    let both = file(folder.path(), "both.pem", both);
    let refused = "the server refused our client certificate (alert unknown_ca); check -E";
    let rows = [
        (vec!["-E", &good, "--key", &good_key], HEALTHY),
        (vec!["--cert", &below, "--key", &below_key], HEALTHY),
        (vec!["-E", &both], HEALTHY),
        (vec!["-E", &bad, "--key", &bad_key], refused),
        (vec![], WANTED),
    ];
    let server = root.issue(["localhost"]);
    for (options, wanted) in rows {
        for version in [&TLS12, &TLS13] {
            let reply = Tls::new(&server).clients_of(&clients).version(version).ok();
            let options = [&["--cacert", &ca][..], &options].concat();
            asked(reply, "localhost", &options, wanted);
        }
    }
}

#[test]
fn a_client_certificate_that_nobody_wants_does_no_harm() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let server = root.issue(["localhost"]);
    server.write(folder.path());
    let cert = folder.path().join("cert.pem").display().to_string();
    let key = folder.path().join("key.pem").display().to_string();
    let options = ["--cacert", &ca, "-E", &cert, "--key", &key];
    asked(Tls::new(&server).ok(), "localhost", &options, HEALTHY);
}

#[test]
fn keys_are_read_in_every_form_that_openssl_writes() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    if need("openssl").is_none() {
        return;
    }
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let server = root.issue(["localhost"]);
    let rows = [
        (
            "pkcs8",
            "genpkey -algorithm RSA -out key.pem",
            "BEGIN PRIVATE KEY",
        ),
        (
            "pkcs1",
            "genrsa -traditional -out key.pem 2048",
            "BEGIN RSA PRIVATE KEY",
        ),
        // With its curve in a block of its own in front, as openssl does unless told not to.
        (
            "sec1",
            "ecparam -name prime256v1 -genkey -out key.pem",
            "BEGIN EC PRIVATE KEY",
        ),
        (
            "P-384",
            "ecparam -name secp384r1 -genkey -noout -out key.pem",
            "BEGIN EC PRIVATE KEY",
        ),
        (
            "Ed25519",
            "genpkey -algorithm ED25519 -out key.pem",
            "BEGIN PRIVATE KEY",
        ),
    ];
    for (name, make, form) in rows {
        openssl(folder.path(), make);
        // Signed by its own key, so the server has to trust that one client.
        openssl(
            folder.path(),
            "req -x509 -new -key key.pem -subj /CN=client -out cert.pem -extensions usr_cert",
        );
        let [key, cert] = ["key.pem", "cert.pem"].map(|it| folder.path().join(it));
        let client = Identity::read(&cert, &key);
        assert!(client.key.contains(form), "{name}: {}", client.key);
        let [key, cert] = [key, cert].map(|it| it.display().to_string());
        let separate = vec!["-E", &cert, "--key", &key];
        let same = file(
            folder.path(),
            "same.pem",
            format!("{}{}", client.key, client.pem()),
        );
        for options in [separate, vec!["-E", &same]] {
            let options = [&["--cacert", &ca][..], &options].concat();
            let server = Tls::new(&server).clients_who_are(&client);
            asked(server.ok(), "localhost", &options, HEALTHY);
        }
    }
}
