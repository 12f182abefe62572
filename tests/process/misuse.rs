//! What is wrong on our side: exit 64, at once, one line that names the input and the remedy.

use std::fs;
use std::time::Duration;

use crate::support::{Outcome, Probe, Server, has_grpc, has_tls, is_emulated, probe, scratch};

/// A command line without its program, and what its one line must hold.
///
/// `URL` stands for a server that must be left alone.
type Row = (&'static [&'static str], &'static [&'static str]);

#[test]
fn an_unknown_or_incomplete_flag_is_misuse() {
    check(&[
        (&["--banana", "URL"], &["\"--banana\"", "--help"]),
        (&["--max-tme", "2", "URL"], &["\"--max-tme\"", "--max-time"]),
        (
            &["--expect-stauts=200", "URL"],
            &["--expect-stauts", "--expect-status"],
        ),
        (&["-Q", "URL"], &["-Q"]),
        (&["-fsQ", "URL"], &["Q"]),
        (&["URL", "--max-time"], &["--max-time", "value"]),
        (&["URL", "-m"], &["-m", "value"]),
        (&["--max-time=", "URL"], &["--max-time"]),
        (&["--insecure=yes", "URL"], &["--insecure"]),
        (&["-k=true", "URL"], &["-k: takes no value"]),
        (&["-fsk=true", "URL"], &["-k: takes no value"]),
        (&["-=x", "URL"], &["\"-=\""]),
        (&["http://h:${PORT/"], &["\"${PORT\"", "write ${NAME}"]),
    ]);
}

#[test]
fn a_target_that_no_request_can_hold_is_misuse() {
    let folder = scratch();
    let path = folder.path().join("big");
    fs::write(&path, "x".repeat(70_000)).expect("a file can be written");
    let named = format!("@{}", path.display());
    let server = Server::untouched();
    let run = |words: &[&str], url: &str| Probe::new().args(words).arg(url).run();
    let url = server.url("/");
    run(&["-G", "-d", &named], &url).misuse(["--data: ", "/big\" makes", "64 KiB"]);
    run(
        &["-G", "-d", "a=1", "--data-raw", &"y".repeat(66_000)],
        &url,
    )
    .misuse(["--data-raw: makes"])
    .hides("yyy");
    // Each of these letters takes six bytes on the wire.
    run(&[], &server.url(&format!("/{}", "ü".repeat(20_000)))).misuse(["is over 64 KiB"]);
}

#[test]
fn the_sign_of_an_abstract_socket_is_no_end_of_user_info() {
    probe(["unix:@app:/a b"]).misuse(["\"unix:@app:/a b\""]);
    probe(["unix:@$NOPE:/"]).misuse(["\"unix:@$NOPE:/\""]);
}

#[test]
fn a_flag_is_never_taken_as_a_value() {
    check(&[
        (
            &["--max-time", "--insecure", "URL"],
            &["--max-time", "--insecure"],
        ),
        (&["-m", "-k", "URL"], &["-m", "-k"]),
        (&["-H", "--insecure", "URL"], &["-H", "--insecure"]),
        (
            &["URL", "--expect-status", "-v"],
            &["--expect-status", "-v"],
        ),
    ]);
}

#[test]
fn what_grpc_forbids_is_misuse() {
    if !has_grpc() {
        return;
    }
    for header in [
        "te: trailers",
        "te:",
        "Content-Type: text/plain",
        "connection: close",
        "Keep-Alive: 5",
        "Proxy-Connection: close",
        "Upgrade: h2c",
        "grpc-timeout: 1S",
        "Grpc-Status: 0",
        "grpc-:",
    ] {
        let (name, _) = header.split_once(':').expect("a colon");
        let wanted = [name, " is not for a gRPC call to set; leave it out"].concat();
        let call = ["-H", header, "grpc://127.0.0.1:1"];
        probe(call).misuse(["--header: ", &wanted]);
    }
    for header in [
        ":path: /x",
        "Transfer-Encoding: chunked",
        "Content-Length: 1",
    ] {
        probe(["-H", header, "grpc://127.0.0.1:1"]).misuse(["--header: "]);
    }
    // What another flag sets is for the HTTP target only.
    probe(["--explain", "--json={}", "http://h/", "grpc://h:1"]).exits(0);
    let long = "s".repeat(64 * 1024 + 1);
    probe(["-addr=:1", "-service", &long]).misuse(["-service: is over 64 KiB; write a shorter"]);
    let target = ["grpc://127.0.0.1:1/", &long].concat();
    probe([&target]).misuse(["is over 64 KiB; write a shorter URL"]);
    probe(["-H", "host: app", "-H", "x-grpc-y: z", "grpc://127.0.0.1:1"]).unhealthy(["refused"]);
}

#[test]
fn no_misuse_shows_a_secret() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let rows: [&[&[u8]]; 14] = [
        &[b"-E", b"/nowhere/c.pem:s3cReT", b"https://h/"],
        &[b"--oauth2-bearer", b"-s3cReT", b"http://h/"],
        &[b"-u", b"-x:s3cReT", b"http://h/"],
        &[b"-H", b"-X: s3cReT", b"http://h/"],
        &[b"-H", b"Authorization: Bearer s3cReT\xff", b"http://h/"],
        &[b"http://u:s3cReT\xff@h/"],
        &[b"http:/u:s3cReT@h/"],
        &[b"http//u:s3cReT@h/"],
        &[b"///u:s3cReT@h/"],
        &[b"http://h:x/#token=s3cReT"],
        &[b"-u", b"admin:${NOPE:-s3cReT", b"http://h/"],
        &[b"-u", b"admin:${NOPE!s3cReT}", b"http://h/"],
        &[b"http://u:${NOPE:-s3cReT@h/"],
        &[b"-zuadmin:s3cReT", b"http://h/"],
    ];
    for row in rows {
        let outcome = Probe::new()
            .args(row.iter().map(|it| OsStr::from_bytes(it)))
            .run();
        outcome.misuse([]);
        outcome.hides("s3cReT");
    }
}

#[test]
fn a_missing_or_leftover_argument_is_misuse() {
    check(&[
        (&[], &["target"]),
        (&["-v"], &["target"]),
        (&["URL", "||", "exit", "1"], &["\"||\"", "shell"]),
        (&["URL", "left over"], &["left over"]),
        (&["URL", ""], &["\"\"", "empty"]),
    ]);
}

#[test]
fn a_time_that_is_none_is_misuse() {
    check(&[
        (&["--max-time", "0", "URL"], &["--max-time", "\"0\""]),
        (&["--max-time", "0.0s", "URL"], &["--max-time", "\"0.0s\""]),
        (&["--max-time", "0ms", "URL"], &["--max-time", "\"0ms\""]),
        (&["--max-time=-1", "URL"], &["--max-time", "-1"]),
        (&["-m", "nan", "URL"], &["\"nan\"", "3s"]),
        (&["-m", "NaN", "URL"], &["\"NaN\""]),
        (&["-m", "inf", "URL"], &["\"inf\""]),
        (&["-m", "1e3", "URL"], &["\"1e3\""]),
        (&["-m", "1,5", "URL"], &["\"1,5\""]),
        (&["-m", "3601", "URL"], &["\"3601\""]),
        (&["-m", "61m", "URL"], &["\"61m\""]),
        (
            &["-m", "99999999999999999999", "URL"],
            &["\"99999999999999999999\""],
        ),
        (&["-m", "ms", "URL"], &["\"ms\""]),
        (&["-m", ".", "URL"], &["\".\""]),
        (&["-m", "٣", "URL"], &["٣"]),
        (
            &["--connect-timeout", "soon", "URL"],
            &["--connect-timeout", "\"soon\""],
        ),
        (
            &["--retry", "1", "--retry-delay", "soon", "URL"],
            &["--retry-delay", "\"soon\""],
        ),
        (
            &["--wait-healthy", "0", "URL"],
            &["--wait-healthy", "\"0\""],
        ),
        (
            &["--wait-healthy", "2s", "--interval", "0", "URL"],
            &["--interval", "\"0\""],
        ),
    ]);
}

#[test]
fn the_line_for_a_bad_time_is_the_one_of_the_contract() {
    let outcome = probe(["--max-time", "5 parsecs", "http://127.0.0.1/"]);
    let wanted = "probelet: --max-time: \"5 parsecs\" is not a duration; write 500ms, 3s or 1m\n";
    outcome.misuse([]);
    assert_eq!(outcome.stderr, wanted, "{outcome}");
}

#[test]
fn a_target_that_is_none_is_misuse() {
    check(&[
        (&["http://127.0.0.1:99999/"], &["99999"]),
        (&["http://127.0.0.1:65536/"], &["65536"]),
        (&["http://127.0.0.1:0/"], &["0"]),
        (&["http://127.0.0.1:-1/"], &["-1"]),
        (&["http://127.0.0.1:80a/"], &["80a"]),
        (&[":99999/"], &["99999"]),
        (&["99999/"], &["99999"]),
        (&["tcp://127.0.0.1:99999"], &["99999"]),
        (&["tcp://127.0.0.1"], &["tcp://127.0.0.1", "port"]),
        (&["ftp://127.0.0.1/"], &["ftp", "https"]),
        (&["file://etc/passwd"], &["file"]),
        (&["ws://127.0.0.1/"], &["ws"]),
        (&["http:///health"], &["http:///health"]),
        (
            &["curl", "-f", "http://127.0.0.1/"],
            &["\"curl\"", "leave it out"],
        ),
        (&["http:/localhost/health"], &["without ://"]),
        (&["http://[fe80::1%eth0]/"], &["fe80::1%eth0"]),
        (&["http://[fe80::1%25eth0]/"], &["fe80::1%25eth0"]),
        (&["http://[::1/"], &["[::1"]),
        (&["http://[::zz]/"], &["::zz"]),
        (&["http://127.0.0.1/a b"], &["a b"]),
        (&["http://127.0.0.1/a\tb"], &["\\t"]),
        (&["http://127.0.0.1/\r\nX: y"], &["\\r\\n"]),
        (&["http://127.0.0.1\r\n/"], &["\\r\\n"]),
        (&["http://exa mple/"], &["exa mple"]),
        (&["unix:"], &["unix:"]),
    ]);
}

#[test]
fn a_value_that_does_not_fit_is_misuse() {
    check(&[
        (
            &["--expect-status", "ok", "URL"],
            &["--expect-status", "\"ok\""],
        ),
        (&["--expect-status=", "URL"], &["--expect-status"]),
        (&["--expect-status", "300-200", "URL"], &["\"300-200\""]),
        (&["--expect-status", "2xxx", "URL"], &["\"2xxx\""]),
        (&["--expect-status", "99999", "URL"], &["\"99999\""]),
        (&["--expect-status", "200,,204", "URL"], &["\"200,,204\""]),
        (&["--fail-code", "0", "URL"], &["--fail-code", "\"0\""]),
        (&["--fail-code", "2", "URL"], &["--fail-code", "\"2\""]),
        (&["--fail-code", "64", "URL"], &["--fail-code", "\"64\""]),
        (&["--fail-code", "256", "URL"], &["--fail-code", "\"256\""]),
        (&["--fail-code", "one", "URL"], &["--fail-code", "\"one\""]),
        (
            &["--format", "xml", "URL"],
            &["--format", "\"xml\"", "json"],
        ),
        (
            &["--max-redirs", "many", "URL"],
            &["--max-redirs", "\"many\""],
        ),
        (&["--retry", "often", "URL"], &["--retry", "\"often\""]),
        (&["-t", "often", "URL"], &["\"often\""]),
        (&["-X", "GE T", "URL"], &["GE T"]),
        (&["-X", "GET\r\nX: y", "URL"], &["\\r\\n"]),
        (&["-X", "", "URL"], &["request"]),
        (&["-w", "%{nonsense}", "URL"], &["nonsense"]),
        (&["--connect-to", "", "URL"], &["--connect-to"]),
        (
            &["--connect-to", "127.0.0.1:99999", "URL"],
            &["--connect-to", "99999"],
        ),
        (
            &["--resolve", "nonsense", "URL"],
            &["--resolve", "nonsense"],
        ),
        (&["-Y", "on", "URL"], &["-Y"]),
        (&["-H", "no colon", "URL"], &["--header"]),
        (&["-H", ": value", "URL"], &["--header"]),
        (&["-H", "Na me: value", "URL"], &["--header"]),
        (&["-H", "A: b\r\nC: d", "URL"], &["--header"]),
        (&["-A", "a\nb", "URL"], &["--user-agent"]),
        (&["--oauth2-bearer", "", "URL"], &["--oauth2-bearer"]),
        (
            &["--oauth2-bearer", "a\nb", "URL"],
            &["--oauth2-bearer", "not a token"],
        ),
    ]);
}

#[test]
fn a_file_that_cannot_be_read_is_misuse() {
    check(&[
        (&["-H", "@/no/such/file", "URL"], &["/no/such/file"]),
        (&["-d", "@/no/such/file", "URL"], &["/no/such/file"]),
        (&["-u", "@/no/such/file", "URL"], &["/no/such/file"]),
        (
            &["--oauth2-bearer", "@/no/such/file", "URL"],
            &["/no/such/file"],
        ),
        (&["-d", "@/", "URL"], &["/"]),
    ]);
}

#[test]
fn a_known_flag_that_is_not_offered_gets_advice() {
    check(&[
        (
            &["-x", "http://proxy:3128", "URL"],
            &["-x", "never uses a proxy"],
        ),
        (
            &["--proxy", "http://proxy:3128", "URL"],
            &["--proxy", "never uses a proxy"],
        ),
        (&["--socks5", "proxy", "URL"], &["--socks5", "proxy"]),
        (&["-O", "/tmp/body", "URL"], &["writes no file", "-O -"]),
        (&["-o", "/tmp/body", "URL"], &["writes no file"]),
        (&["--output=/tmp/body", "URL"], &["writes no file"]),
        (
            &["--post-file", "/tmp/body", "URL"],
            &["--post-file", "-d @FILE"],
        ),
        (&["--http2", "URL"], &["--http2", "HTTP/1.1"]),
        (&["--hsts", "FILE", "URL"], &["--hsts", "keeps nothing"]),
        (
            &["--retry-on-http-error=503", "URL"],
            &["--retry-on-http-error", "--retry N"],
        ),
        (&["--proto", "=https", "URL"], &["--proto", "scheme"]),
    ]);
}

#[test]
fn what_a_target_has_no_use_for_is_misuse() {
    check(&[
        (&["tcp://u:p@127.0.0.1:1"], &["tcp://", "user info"]),
        (&["-4", "file:/x"], &["--ipv4", "network"]),
        (
            &["--unix-socket", "/x", "tcp://127.0.0.1:1"],
            &["tcp://127.0.0.1:1", "--unix-socket"],
        ),
        (
            &["--connect-to", "127.0.0.1", "file:/x"],
            &["--connect-to", "network"],
        ),
        (
            &["--connect-timeout", "1", "file:/x"],
            &["--connect-timeout", "network"],
        ),
    ]);
}

#[test]
fn a_reference_that_cannot_be_expanded_is_misuse() {
    check(&[
        (&["http://127.0.0.1:${PORT}/"], &["PORT", "not set"]),
        (&["URL", "-H", "X: ${TOKEN}"], &["TOKEN"]),
        (&["http://127.0.0.1:${PORT/"], &["${PORT/"]),
        (&["http://127.0.0.1/${}"], &["${}"]),
    ]);
    let outcome = Probe::new().arg(":${PORT}/").env("PORT", "").run();
    outcome.misuse(["PORT"]);
}

#[test]
fn https_without_tls_names_the_other_flavour() {
    if has_tls() {
        return;
    }
    let outcome = probe(["https://127.0.0.1/"]);
    outcome.misuse(["https://127.0.0.1/", "TLS"]);
}

#[test]
fn misuse_beats_every_other_outcome() {
    let server = Server::untouched();
    let outcome = probe([&server.url("/"), "ftp://127.0.0.1/", &server.url("/")]);
    outcome.misuse(["ftp"]);
}

/// Runs each row: exit 64, one line, nothing sent, and fast.
fn check(rows: &[Row]) {
    let server = Server::untouched();
    for (arguments, parts) in rows {
        let run = || {
            let url = server.url("/");
            probe(
                arguments
                    .iter()
                    .map(|it| if *it == "URL" { &url } else { *it }),
            )
        };
        let outcome = run();
        outcome.misuse(parts.iter().copied());
        let quick = |outcome: &Outcome| outcome.took < MISUSE;
        // A busy machine may be late; a program that is slow is always late.
        let in_time = is_emulated() || quick(&outcome) || (0..5).any(|_| quick(&run()));
        assert!(in_time, "misuse took {:?}: {outcome}", outcome.took);
    }
}

/// The time in which misuse is told.
const MISUSE: Duration = Duration::from_millis(50);
