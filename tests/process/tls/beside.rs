//! Certificates and chains made for the purpose, beside `openssl verify` and curl.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use super::cases::{Case, cases};
use super::{file, lacks_tls};
use crate::support::{Identity, Server, Tls, need, probe, scratch};

/// Every case on which the three do not agree: what probelet, openssl and curl say, and why
/// probelet does.
const DIFFERENCES: &[(&str, [bool; 3], &str)] = &[
    ("leaf: CA:TRUE", [false, true, true], A_CA),
    ("leaf: pathlen 0", [false, true, true], A_CA),
    ("leaf: pathlen 1", [false, true, true], A_CA),
    ("names: DNS with a dot", [true, false, true], "as curl"),
    ("names: IP for a name", [false, true, false], "as curl"),
    ("names: an IP as CN alone", [true, false, true], "as curl"),
    (
        "shape: 3 same-named intermediates under a pathlen of 0",
        [true, false, false],
        GOES_BACK,
    ),
    (
        "shape: a malformed one at the end",
        [true, true, false],
        "OpenSSL's TLS parses all that comes, also what it does not need",
    ),
    (
        "shape: two intermediates, the wrong one first",
        [true, false, false],
        GOES_BACK,
    ),
    (
        "shape: two roots, the wrong one first",
        [true, false, false],
        GOES_BACK,
    ),
];

/// Whoever holds the key of a CA should not serve with it; rustls says so, too.
const A_CA: &str = "a CA's certificate is none for servers, unless it is given itself";

/// OpenSSL takes the first issuer of a name, whatever its key.
const GOES_BACK: &str = "another issuer of the same name is tried, as Go and rustls do";

#[test]
fn certificates_are_judged_as_openssl_and_curl_do() {
    if lacks_tls() {
        return;
    }
    let (Some(openssl), Some(curl)) = (need("openssl"), need("curl")) else {
        return;
    };
    let cases = cases();
    assert!(cases.len() >= 220, "only {} cases", cases.len());
    let judge = |case: &Case| {
        let folder = scratch();
        let (probelet, curl) = asked(case, folder.path(), &curl);
        [probelet, verified(case, folder.path(), &openssl), curl]
    };
    let differs = |[probelet, openssl, curl]: [bool; 3]| probelet != openssl || probelet != curl;
    let judge_all = |cases: &[Case]| {
        let all = cases.iter().map(|case| (case.name.clone(), judge(case)));
        all.filter(|(_, verdicts)| differs(*verdicts)).collect()
    };
    let (one, two) = cases.split_at(cases.len() / 2);
    let differences: BTreeMap<_, _> = thread::scope(|scope| {
        let one = scope.spawn(|| judge_all(one));
        let mut both: BTreeMap<_, _> = judge_all(two);
        both.append(&mut one.join().expect("no case panics"));
        both
    });
    let listed = DIFFERENCES
        .iter()
        .map(|(name, verdicts, _)| ((*name).to_owned(), *verdicts));
    let listed: BTreeMap<_, _> = listed.collect();
    assert_eq!(differences, listed, "probelet, openssl, curl");
}

/// What probelet and curl say of a server.
fn asked(case: &Case, folder: &Path, curl: &Path) -> (bool, bool) {
    let identity = Identity {
        chain: case.chain.iter().cloned().map(Into::into).collect(),
        key: case.key.clone(),
    };
    let server = Server::start(Tls::new(&identity).ok());
    let ca = file(folder, "ca.pem", pem(&case.file));
    let url = format!("https://{}:{}/", case.host, server.port());
    let outcome = probe(["--cacert", &ca, &url]);
    let curl = Command::new(curl)
        .args(["-sS", "-o", "/dev/null", "--noproxy", "*", "-m", "5"])
        .args(["--cacert", &ca, &url])
        .stderr(Stdio::null())
        .status()
        .expect("curl can be started");
    (outcome.code == Some(0), curl.success())
}

/// What openssl says of a chain.
fn verified(case: &Case, folder: &Path, openssl: &Path) -> bool {
    let (leaf, rest) = case.chain.split_first().expect("a chain has a leaf");
    let ca = file(folder, "ca.pem", pem(&case.file));
    let untrusted = file(folder, "chain.pem", pem(rest));
    let leaf = file(folder, "leaf.pem", pem(std::slice::from_ref(leaf)));
    let mut command = Command::new(openssl);
    command.args(["verify", "-purpose", "sslserver", "-partial_chain"]);
    command.args(["-no-CApath", "-no-CAstore", "-CAfile", &ca]);
    if !rest.is_empty() {
        command.args(["-untrusted", &untrusted]);
    }
    let name = match case.host.parse::<std::net::IpAddr>() {
        Ok(_) => "-verify_ip",
        Err(_) => "-verify_hostname",
    };
    let output = command.args([name, case.host, &leaf]).output();
    output.expect("openssl can be started").status.success()
}

/// Certificates as PEM.
fn pem(certificates: &[Vec<u8>]) -> String {
    let identity = Identity {
        chain: certificates.iter().cloned().map(Into::into).collect(),
        key: String::new(),
    };
    identity.pem()
}
