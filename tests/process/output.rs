//! What is printed, and where.

use crate::support::{ClosedPort, Outcome, Probe, Reply, Server, probe};

#[test]
fn silent_prints_nothing_when_healthy_and_the_line_otherwise() {
    let server = Server::start(Reply::ok());
    let shut = Server::start(Reply::status(503));
    for flag in ["-s", "--silent", "-q", "--quiet", "-fsS", "-fs"] {
        let outcome = probe([flag, &server.url("/")]);
        outcome.exits(0);
        assert_eq!(
            (outcome.stdout(), outcome.stderr.as_str()),
            ("", ""),
            "{outcome}"
        );
        probe([flag, &shut.url("/")]).unhealthy(["503"]);
    }
}

#[test]
fn a_healthy_or_unhealthy_run_says_nothing_on_stderr() {
    let server = Server::start(Reply::Sequence(vec![Reply::ok(), Reply::status(500)]));
    for code in [0, 1] {
        let outcome = probe([server.url("/")]);
        outcome.exits(code).line();
        assert_eq!(outcome.stderr, "", "{outcome}");
    }
}

#[test]
fn verbose_shows_the_conversation_on_stderr_without_secrets() {
    let body = "x".repeat(30_000);
    let server = Server::start(Reply::answer(
        500,
        "X-Reason: \u{9b}31mred\r\n",
        body.as_bytes(),
    ));
    let options = [
        "-v",
        "-u",
        "user:s3cret",
        "-H",
        "X-Token: t0ken",
        "-H",
        "Cookie: c00kie",
    ];
    let outcome = probe(
        options
            .iter()
            .chain(&[server.url("/health?key=qu3ry").as_str()]),
    );
    outcome.unhealthy(["500"]);
    for secret in [
        "s3cret",
        "dXNlcjpzM2NyZXQ=",
        "t0ken",
        "c00kie",
        "qu3ry",
        "\u{9b}",
    ] {
        outcome.hides(secret);
    }
    for part in [
        "GET /health",
        "X-Token: ***",
        "***",
        "HTTP/1.1 500 Internal Server Error",
        "red",
        "xxxx",
    ] {
        assert!(
            outcome.stderr.contains(part),
            "{part:?} is missing: {outcome}"
        );
    }
    let shown = outcome.stderr.matches('x').count();
    assert!(
        (9_000..12_000).contains(&shown),
        "{shown} bytes of body are shown: {outcome}"
    );
}

#[test]
fn the_body_goes_to_stdout_when_asked_and_the_verdict_to_stderr() {
    for options in [
        vec!["-o", "-"],
        vec!["-O", "-"],
        vec!["-qO-"],
        vec!["--output=-"],
        vec!["--output-document=-"],
        vec!["-o-"],
    ] {
        let server = Server::start(Reply::body("ok\n"));
        let outcome = probe(options.iter().chain(&[server.url("/").as_str()]));
        outcome.exits(0);
        assert_eq!(outcome.stdout(), "ok\n", "{outcome}");
        let quiet = options[0].starts_with("-q");
        assert_eq!(outcome.stderr.starts_with("healthy: "), !quiet, "{outcome}");
    }
}

#[test]
fn a_printed_body_is_cut_at_64_kib_and_never_changed() {
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let server = Server::start(Reply::body(&bytes));
    let outcome = probe(["-o", "-", &server.url("/")]);
    outcome.exits(0);
    assert!(
        outcome.raw == bytes[..64 * 1024],
        "{} bytes were printed",
        outcome.raw.len()
    );
}

#[test]
fn the_body_of_an_error_is_nothing_for_a_pipe() {
    let body = br#"{"status":"DOWN","disk":{"status":"UP"}}"#;
    let server = Server::start(Reply::answer(503, "", body));
    let outcome = probe(["-qO-", &server.url("/")]);
    outcome.exits(1);
    assert_eq!(outcome.stdout(), "", "{outcome}");
    let outcome = probe(["-qO-", "--expect-status", "503", &server.url("/")]);
    outcome.exits(0);
    assert_eq!(outcome.stdout().as_bytes(), body, "{outcome}");
}

#[test]
fn a_body_on_stdout_leaves_the_conversation_whole() {
    let server = Server::start(Reply::paths([
        ("/", Reply::redirect(302, "/next")),
        ("/next", Reply::body("ok")),
    ]));
    let outcome = probe(["-v", "-o", "-", &server.url("/")]);
    outcome.exits(0);
    assert_eq!(outcome.stdout(), "ok", "{outcome}");
    for line in [
        "> GET / HTTP/1.1",
        "< Location: /next",
        "> GET /next HTTP/1.1",
        "| ok",
    ] {
        assert!(outcome.stderr.contains(line), "{line}: {outcome}");
    }
}

#[test]
fn server_response_shows_every_head_on_stderr_as_wget_does() {
    let server = Server::start(Reply::paths([
        ("/", Reply::redirect(302, "/next?token=s3cret")),
        (
            "/next?token=s3cret",
            Reply::answer(200, "X-A: \u{1b}b\r\n", b"ok"),
        ),
    ]));
    let outcome = probe(["--server-response", &server.url("/")]);
    outcome.healthy().hides("s3cret");
    let shown: Vec<_> = outcome.stderr.lines().collect();
    for line in [
        "  HTTP/1.1 302 Found",
        "  Location: /next?token=***",
        "  HTTP/1.1 200 OK",
        r"  X-A: \x1bb",
    ] {
        assert!(shown.contains(&line), "{line:?} is missing: {outcome}");
    }
}

#[test]
fn verbose_shows_the_size_of_a_body_that_was_sent_and_of_no_other() {
    let server = Server::start(Reply::paths([("/", Reply::redirect(302, "/next"))]));
    let outcome = probe(["-v", "-d", "12345", &server.url("/")]);
    let bodies = outcome
        .exits(1)
        .stderr
        .matches("* a body of 5 bytes")
        .count();
    assert_eq!(bodies, 1, "{outcome}");
    assert!(outcome.stderr.contains("> GET /next HTTP/1.1"), "{outcome}");
}

#[test]
fn verbose_shows_a_long_request_whole() {
    let server = Server::start(Reply::ok());
    let path = "/x".repeat(2000);
    let shown = probe(["-v", &server.url(&path)]).healthy().stderr.clone();
    let request = [&path, " HTTP/1.1\n> Host: "].concat();
    assert!(shown.contains(&request), "{shown}");
    assert!(shown.contains("> Connection: close\n"), "{shown}");
}

#[test]
fn a_chunked_body_is_printed_whole() {
    let reply =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
    let server = Server::start(Reply::raw(reply));
    assert_eq!(probe(["-o", "-", &server.url("/")]).stdout(), "abcde");
}

#[test]
fn include_puts_the_head_before_the_body() {
    let server = Server::start(Reply::answer(200, "X-A: b\r\n", b"body"));
    let outcome = probe(["-i", "-o", "-", &server.url("/")]);
    let text = outcome.stdout().to_lowercase();
    assert!(text.starts_with("http/1.1 200 ok\r\n"), "{outcome}");
    assert!(
        text.contains("x-a: b\r\n") && text.ends_with("\r\n\r\nbody"),
        "{outcome}"
    );
}

#[test]
fn a_format_is_written_as_curl_would() {
    for (format, wanted) in [
        ("%{http_code}", "200"),
        ("%{response_code}\\n", "200\n"),
        ("%{remote_ip} %{num_redirects}", "127.0.0.1 1"),
        ("100%% \\t%{http_code}", "100% \t200"),
        ("no variable", "no variable"),
        ("a %b", "a %b"),
    ] {
        let server = Server::start(Reply::paths([
            ("/", Reply::redirect(302, "/x")),
            ("/x", Reply::body("unseen")),
        ]));
        let outcome = probe(["-s", "-o", "/dev/null", "-w", format, &server.url("/")]);
        outcome.exits(0);
        assert_eq!(outcome.stdout(), wanted, "{outcome}");
    }
}

#[test]
fn times_are_written_as_curl_would() {
    let server = Server::start(Reply::ok());
    let names = [
        "time_total",
        "time_connect",
        "time_appconnect",
        "time_starttransfer",
    ];
    let format: Vec<_> = names.iter().map(|name| format!("%{{{name}}}")).collect();
    let outcome = probe(["-w", &format.join(" "), &server.url("/")]);
    let times: Vec<f64> = outcome
        .stdout()
        .split(' ')
        .map(|time| {
            let decimals = time.split_once('.').map(|(_, decimals)| decimals.len());
            assert_eq!(decimals, Some(6), "{time}: {outcome}");
            time.parse().expect("a number")
        })
        .collect();
    let [total, connect, tls, answer] = times[..] else {
        panic!("{outcome}");
    };
    assert!(
        0.0 < connect && connect <= answer && answer <= total && total < 1.0,
        "{outcome}"
    );
    assert!(tls.abs() < f64::EPSILON, "{outcome}");
    assert!(outcome.stderr.starts_with("healthy: "), "{outcome}");
}

#[test]
fn no_answer_writes_code_000() {
    let port = ClosedPort::take();
    let outcome = probe(["-s", "-w", "%{http_code}", &port.url("/")]);
    outcome.exits(1);
    assert_eq!(outcome.stdout(), "000", "{outcome}");
    assert!(outcome.stderr.starts_with("unhealthy: "), "{outcome}");
}

#[test]
fn json_is_one_line_with_the_facts() {
    let server = Server::start(Reply::Sequence(vec![Reply::ok(), Reply::status(503)]));
    for (code, status) in [(0, 200), (1, 503)] {
        let outcome = probe(["--format", "json", &server.url("/health?key=s3cret")]);
        outcome.exits(code).hides("s3cret");
        let json: serde_json::Value = serde_json::from_str(outcome.line()).expect("JSON");
        assert_eq!(json["version"], 1, "{outcome}");
        assert_eq!(json["target"], server.url("/health?key=***"), "{outcome}");
        assert_eq!(json["healthy"], code == 0, "{outcome}");
        assert_eq!(json["status"], status, "{outcome}");
        assert_eq!(json["address"], server.address().to_string(), "{outcome}");
    }
}

#[test]
fn verbose_json_has_all_that_the_conversation_on_stderr_has() {
    let body = "{\"status\":\"UP\"}\nx\u{9b}31m\"";
    let server = Server::start(Reply::Sequence(vec![
        Reply::redirect(302, "/next?token=s3cret"),
        Reply::answer(503, "X-Reason: \"why\"\r\n", body.as_bytes()),
    ]));
    let outcome = Probe::new()
        .env("TOKEN", "s3cret")
        .args(["-v", "--format", "json", "-H", "X-Token: ${TOKEN}"])
        .arg(server.url("/?token=s3cret"))
        .run();
    outcome.exits(1).hides("s3cret");
    let json: serde_json::Value = serde_json::from_str(outcome.line()).expect("JSON");
    assert_eq!(json["variables"], serde_json::json!(["TOKEN"]), "{outcome}");
    let hops = json["hops"].as_array().expect("a list");
    let targets: Vec<_> = hops.iter().map(|hop| &hop["target"]).collect();
    let urls = [server.url("/?token=***"), server.url("/next?token=***")];
    assert_eq!(targets, [&urls[0], &urls[1]], "{outcome}");
    assert_eq!(hops[1]["wait_us"], json["wait_us"], "{outcome}");
    assert!(hops[0]["wait_us"].is_u64(), "{outcome}");
    for (name, mark, least) in [
        ("request", "> ", 10),
        ("response", "< ", 5),
        ("body", "| ", 2),
    ] {
        let told: Vec<&str> = hops
            .iter()
            .flat_map(|hop| hop[name].as_array().expect("a list"))
            .map(|text| text.as_str().expect("text"))
            .collect();
        let shown: Vec<&str> = outcome
            .stderr
            .lines()
            .filter_map(|line| line.strip_prefix(mark))
            .collect();
        assert!(shown.len() >= least, "{name}: {outcome}");
        assert_eq!(told, shown, "{name}: {outcome}");
    }
    for hop in hops {
        let facts = hop["facts"].as_array().expect("a list");
        assert!(!facts.is_empty(), "{outcome}");
        for fact in facts {
            let line = format!("* {}\n", fact.as_str().expect("text"));
            assert!(outcome.stderr.contains(&line), "{line:?}: {outcome}");
        }
    }
}

#[test]
fn json_has_the_same_fields_without_an_answer() {
    let server = Server::start(Reply::ok());
    let port = ClosedPort::take();
    let outcome = probe(["--format=json", &server.url("/"), &port.url("/")]);
    let outcome = outcome.exits(1);
    let fields: Vec<Vec<String>> = outcome
        .lines()
        .iter()
        .map(|line| {
            let json: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let object = json.as_object().expect("an object");
            object.keys().cloned().collect()
        })
        .collect();
    assert_eq!(fields[0], fields[1], "{outcome}");
    let second: serde_json::Value = serde_json::from_str(outcome.lines()[1]).expect("JSON");
    assert!(second["status"].is_null(), "{outcome}");
}

#[test]
fn a_line_stays_short_and_names_its_cause_early() {
    let reason = "long ".repeat(2000);
    let long_path = format!("/{}", "a".repeat(4000));
    for (status, path) in [
        ("503 Service Unavailable".to_owned(), long_path.as_str()),
        (format!("503 {reason}"), "/"),
        (format!("503 {reason}"), long_path.as_str()),
    ] {
        let server = Server::start(Reply::raw(format!("HTTP/1.1 {status}\r\n\r\n")));
        check_line(&probe([server.url(path)]), "503");
    }
    let far = format!("http://other.example{long_path}");
    let server = Server::start(Reply::redirect(302, &far));
    check_line(&probe(["--expect-status=200", &server.url("/")]), "302");
    let port = ClosedPort::take();
    check_line(&probe([port.url(&long_path)]), "refused");
}

#[test]
fn a_long_path_is_cut_between_characters() {
    for start in ["/", "/a"] {
        let path = format!("{start}{}", "\u{fc}".repeat(400));
        check_line(&probe([format!("file:{path}")]), "");
    }
}

#[test]
fn bytes_of_the_peer_are_printed_escaped() {
    let nasty: [&[u8]; 5] = [
        b"\xff\xfe\x9b1m",
        b"\x1b[2J",
        b"\xe2\x80\xae",
        b"\x07\x08\x7f",
        b"a\rb",
    ];
    for phrase in nasty {
        let reply = [b"HTTP/1.1 503 ", phrase, b"\r\n\r\n"].concat();
        let server = Server::start(Reply::Bytes(reply));
        check_line(&probe([server.url("/")]), "");
    }
}

#[test]
fn help_and_version_go_to_stdout() {
    for flag in ["-h", "--help", "-V", "--version"] {
        let outcome = probe([flag]);
        outcome.exits(0);
        assert!(outcome.stdout().contains("probelet"), "{outcome}");
        assert_eq!(outcome.stderr, "", "{outcome}");
    }
}

/// Holds an unhealthy line to its promises.
#[track_caller]
fn check_line(outcome: &Outcome, cause: &str) {
    outcome.unhealthy([]);
    let line = outcome.line();
    assert!(line.len() < 1024, "{} bytes: {outcome}", line.len());
    let early = line.find(cause).is_some_and(|at| at + cause.len() <= 300);
    assert!(early, "{cause:?} is not within 300 bytes: {outcome}");
    let visible = |c: char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}');
    assert!(line.chars().all(visible), "{outcome}");
}
