//! Files that cannot be used are misuse, before anything is sent.

use super::{file, lacks_tls, openssl};
use crate::support::{Authority, Server, probe, scratch};

#[test]
fn a_build_without_tls_takes_no_tls_options() {
    if !lacks_tls() {
        return;
    }
    let server = Server::untouched();
    for scheme in ["http", "https"] {
        let url = format!("{scheme}://127.0.0.1:{}/", server.port());
        for option in ["--cacert", "--cert", "--key", "--min-cert-days"] {
            let outcome = probe([option, "1", &url]);
            outcome.misuse([option, "this build has no TLS"]);
        }
    }
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_what_is_wrong() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let [one, two] = [root.issue(["one.example"]), root.issue(["two.example"])];
    let cert = file(folder.path(), "cert.pem", one.pem());
    let key = file(folder.path(), "key.pem", &one.key);
    let other = file(folder.path(), "other.pem", &two.key);
    let empty = file(folder.path(), "empty.pem", "");
    let der = file(folder.path(), "cert.der", &one.chain[0]);
    let broken = file(folder.path(), "broken.pem", one.pem().replace('M', "!"));
    let cut = file(folder.path(), "cut.pem", &one.pem()[..200]);
    let nonsense = "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n";
    let nonsense = file(folder.path(), "nonsense.pem", nonsense);
    let huge = file(folder.path(), "huge.pem", one.pem().repeat(2000));
    let missing = folder.path().join("missing.pem").display().to_string();
    let place = folder.path().display().to_string();
    let weird = "-----BEGIN PRIVATE KEY-----\naGVsbG8=\n-----END PRIVATE KEY-----\n";
    let weird = file(folder.path(), "weird.pem", weird);
    let sealed =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\naGVsbG8=\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let sealed = file(folder.path(), "sealed.pem", sealed);
    let quoted = |path: &str, reason: &str| format!("\"{path}\" {reason}");
    let no_certificate = "holds no certificate; it must be PEM";
    let no_key = "holds no private key; it must be PEM";
    let rows: Vec<(Vec<&str>, &str, String)> = vec![
        (
            vec!["--cacert", &empty],
            "--cacert",
            quoted(&empty, no_certificate),
        ),
        (
            vec!["--cacert", &key],
            "--cacert",
            quoted(&key, no_certificate),
        ),
        (
            vec!["--cacert", &der],
            "--cacert",
            quoted(&der, no_certificate),
        ),
        (
            vec!["--cacert", &broken],
            "--cacert",
            quoted(
                &broken,
                "is not valid PEM: the block that starts in line 1 is broken",
            ),
        ),
        (
            vec!["--cacert", &cut],
            "--cacert",
            quoted(
                &cut,
                "is not valid PEM: the block that starts in line 1 is broken",
            ),
        ),
        (
            vec!["--cacert", &nonsense],
            "--cacert",
            quoted(
                &nonsense,
                "holds a malformed certificate (number 1); remove or replace it",
            ),
        ),
        (
            vec!["--cacert", &huge],
            "--cacert",
            quoted(&huge, "is over 1 MiB"),
        ),
        (
            vec!["--cacert", &missing],
            "--cacert",
            format!("cannot read \"{missing}\": no such file or directory"),
        ),
        (
            vec!["--cacert", &place],
            "--cacert",
            quoted(&place, "is not a regular file; write the text into one"),
        ),
        (
            vec!["-k", "--cacert", &cert],
            "--cacert",
            "has no effect with --insecure; leave one of them out".to_owned(),
        ),
        (
            vec!["-E", &cert],
            "--cert",
            quoted(&cert, "holds no private key; give one with --key FILE"),
        ),
        (
            vec!["--key", &key],
            "--key",
            "needs --cert FILE with it".to_owned(),
        ),
        (
            vec!["-E", &cert, "--key", &other],
            "--key",
            quoted(&other, "holds a key that does not fit the certificate"),
        ),
        (
            vec!["-E", &cert, "--key", &empty],
            "--key",
            quoted(&empty, no_key),
        ),
        (
            vec!["-E", &cert, "--key", &cert],
            "--key",
            quoted(&cert, no_key),
        ),
        (
            vec!["-E", &key, "--key", &key],
            "--cert",
            quoted(&key, no_certificate),
        ),
        (
            vec!["-E", &cert, "--key", &weird],
            "--key",
            quoted(
                &weird,
                "holds a key of a kind that is not supported; make a P-256 one",
            ),
        ),
        (
            vec!["-E", &cert, "--key", &sealed],
            "--key",
            quoted(&sealed, "holds a private key that is encrypted; decrypt it"),
        ),
        (
            vec!["--min-cert-days", "soon"],
            "--min-cert-days",
            "\"soon\" is not a number of days; write 0 to 36500".to_owned(),
        ),
    ];
    let server = Server::untouched();
    for scheme in ["https", "http"] {
        let url = format!("{scheme}://127.0.0.1:{}/", server.port());
        for (options, option, reason) in &rows {
            let outcome = probe(options.iter().copied().chain([url.as_str()]));
            outcome.misuse([]);
            // A long path is cut in the middle of the quotes.
            let wanted = format!("probelet: {option}: {reason}\n");
            assert_eq!(outcome.stderr, wanted, "{outcome}");
        }
    }
}

#[test]
fn explain_tells_who_is_trusted() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let one = file(folder.path(), "one.pem", root.pem());
    let two = file(folder.path(), "two.pem", root.pem().repeat(2));
    let identity = root.issue(["localhost"]);
    let both = file(
        folder.path(),
        "both.pem",
        format!("{}{}", identity.pem(), identity.key),
    );
    let rows: [(&[&str], &str); 5] = [
        (&[], "the bundled Mozilla roots"),
        (
            &["--cacert", &one],
            "the certificate in --cacert, and nobody else",
        ),
        (
            &["--cacert", &two, "--min-cert-days", "9"],
            "the 2 certificates in --cacert, and nobody else; certificates must last 9 more days",
        ),
        (&["-k"], "anybody; certificates are not verified"),
        (
            &["-E", &both],
            "the bundled Mozilla roots; a client certificate is shown to who asks",
        ),
    ];
    let server = Server::untouched();
    let url = format!("https://localhost:{}/", server.port());
    for (options, wanted) in rows {
        let outcome = probe(["--explain", &url].iter().chain(options));
        outcome.exits(0);
        let trust = outcome
            .lines()
            .iter()
            .find_map(|it| it.strip_prefix("trust "));
        assert_eq!(trust.map(str::trim), Some(wanted), "{outcome}");
    }
}

#[test]
fn an_encrypted_key_is_refused_for_what_it_is() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let cert = file(
        folder.path(),
        "cert.pem",
        Authority::root("Root").issue(["a.example"]).pem(),
    );
    for (name, make) in [
        (
            "pkcs8",
            "genpkey -algorithm RSA -aes128 -pass pass:x -out key.pem",
        ),
        (
            "pkcs1",
            "genrsa -traditional -aes128 -passout pass:x -out key.pem",
        ),
    ] {
        if openssl(folder.path(), make).is_none() {
            return;
        }
        let key = folder.path().join("key.pem").display().to_string();
        let outcome = probe(["-E", &cert, "--key", &key, "https://localhost:1/"]);
        outcome.misuse(["--key: ", &key]);
        assert!(outcome.stderr.contains("encrypted"), "{name}: {outcome}");
    }
}
