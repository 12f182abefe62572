//! Keys and signatures of every kind that openssl makes.

use super::openssl::OpenSsl;
use super::{file, lacks_tls, openssl, wants};
use crate::support::{probe, scratch};

#[test]
fn certificates_of_version_1_work_and_those_of_sha_1_do_not() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let rows = [
        (
            vec![
                "req -new -newkey rsa:2048 -nodes -keyout key.pem -out csr.pem -subj /CN=localhost",
                "x509 -req -in csr.pem -signkey key.pem -out cert.pem",
            ],
            "200 ok in N ms",
        ),
        (
            vec![
                "req -x509 -newkey rsa:1024 -nodes -keyout key.pem -out cert.pem -subj \
                 /CN=localhost -addext subjectAltName=DNS:localhost",
            ],
            "certificate's key is RSA of 1024 bits, which probelet cannot verify; make one of \
             P-256, P-384, Ed25519 or RSA with 2048 to 8192 bits",
        ),
        (
            vec![
                "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=Root",
                "req -new -newkey rsa:2048 -nodes -keyout key.pem -out csr.pem -subj /CN=localhost",
                "x509 -req -sha1 -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -out \
                 cert.pem -extfile names",
            ],
            "certificate is signed with RSA-SHA1, which probelet cannot verify; sign it with \
             SHA-256, or give that same one with --cacert FILE",
        ),
    ];
    file(folder.path(), "names", "subjectAltName=DNS:localhost");
    for (steps, wanted) in rows {
        for step in &steps {
            if openssl(folder.path(), step).is_none() {
                return;
            }
        }
        let options = "-www -cipher ALL:@SECLEVEL=0";
        let server = OpenSsl::start(folder.path(), options).expect("openssl is there");
        let trusted = if steps.len() == 3 {
            "ca.pem"
        } else {
            "cert.pem"
        };
        let trusted = folder.path().join(trusted).display().to_string();
        let url = format!("https://localhost:{}/", server.port);
        wants(
            &probe(["--cacert", &trusted, &url]),
            server.port,
            &url,
            wanted,
        );
        wants(&probe(["-k", &url]), server.port, &url, "200 ok in N ms");
    }
}

#[test]
fn what_ring_cannot_verify_is_named() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    file(folder.path(), "names", "subjectAltName=DNS:localhost");
    let key = "the key of \"Root\" in the --cacert file is P-521, which probelet cannot verify; make \
               one of P-256, P-384, Ed25519 or RSA with 2048 to 8192 bits";
    let leaf = "certificate's key is KIND, which probelet cannot verify; make one of P-256, P-384, \
                Ed25519 or RSA with 2048 to 8192 bits";
    let signature = "certificate is signed with ECDSA-SHA512, which probelet cannot verify; sign it \
                     with SHA-256, or give that same one with --cacert FILE";
    let ec = |curve: &str| format!("ec -pkeyopt ec_paramgen_curve:{curve}");
    let rows = [
        (ec("P-521"), ec("P-256"), "-sha256", key.to_owned()),
        (
            ec("P-256"),
            ec("P-521"),
            "-sha256",
            leaf.replace("KIND", "P-521"),
        ),
        (
            ec("P-256"),
            "ed448".to_owned(),
            "-sha256",
            leaf.replace("KIND", "Ed448"),
        ),
        (ec("P-256"), ec("P-256"), "-sha512", signature.to_owned()),
        (
            ec("P-256"),
            ec("P-256"),
            "-sha384",
            "200 ok in N ms".to_owned(),
        ),
    ];
    for (root, own, digest, wanted) in rows {
        let steps = [
            format!("req -x509 -newkey {root} -nodes -keyout ca.key -out ca.pem -subj /CN=Root"),
            format!("req -new -newkey {own} -nodes -keyout key.pem -out csr.pem -subj /CN=x"),
            format!(
                "x509 -req {digest} -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -out \
                 cert.pem -extfile names"
            ),
        ];
        for step in &steps {
            if openssl(folder.path(), step).is_none() {
                return;
            }
        }
        let server = OpenSsl::start(folder.path(), "-www").expect("openssl is there");
        let ca = folder.path().join("ca.pem").display().to_string();
        let url = format!("https://localhost:{}/", server.port);
        wants(&probe(["--cacert", &ca, &url]), server.port, &url, &wanted);
        wants(&probe(["-k", &url]), server.port, &url, "200 ok in N ms");
    }
}
