//! What was given as a secret is never printed, wherever the peer sends it back.

use crate::support::{Probe, Reply, Request, Server, probe};

/// A header, a cookie, a query value, credentials, and these as they are sent.
const SECRETS: [&str; 6] = [
    "t0ken-s3cret",
    "c00kie",
    "qu3ry/v&l",
    "us3r",
    "pa55word",
    "dXMzcjpwYTU1d29yZA==",
];

/// Ways to print.
const OPTIONS: [&[&str]; 4] = [
    &[],
    &["-v"],
    &["-v", "--format=json"],
    &["--fail-with-body", "--server-response"],
];

#[test]
fn a_secret_that_the_peer_sends_back_is_hidden_everywhere() {
    for secret in SECRETS {
        for reply in places(secret) {
            check(&reply, &spellings(secret));
        }
    }
}

#[test]
fn a_bearer_token_is_hidden() {
    for reply in places("b3arer") {
        let server = Server::start(reply);
        for options in OPTIONS {
            let words = ["--oauth2-bearer=b3arer", "--expect-status=299", "-m2s"];
            let run = Probe::new().args(words).args(options).arg(server.url("/"));
            run.run().exits(1).hides("b3arer");
        }
    }
}

#[test]
fn a_flag_that_does_not_exist_shows_no_value() {
    for word in [
        "-token=S3cret",
        "-mytoken=S3cret",
        "-Token=S3cret",
        "-wtoken=S3cret%{x}",
    ] {
        let outcome = probe([word, "http://127.0.0.1:1/"]);
        outcome.misuse(["-"]).hides("3cret");
    }
    for name in ["PROBELET_MAX_TIME", "PROBELET_FORMAT", "PROBELET_TRIES"] {
        let run = Probe::new()
            .env(name, "token=S3cret")
            .arg("http://127.0.0.1:1/");
        run.run().misuse([name, "\"token=***\""]).hides("3cret");
    }
}

#[test]
fn a_server_that_echoes_the_request_shows_no_secret() {
    let all: Vec<String> = SECRETS.into_iter().flat_map(spellings).collect();
    for (head, tail) in [
        ("HTTP/1.1 400 Bad Request\r\n\r\n", ""),
        (
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html><p>",
            "</p>",
        ),
        ("HTTP/1.1 400 ", ""),
        ("", ""),
    ] {
        let reply = Reply::choose(move |request: &Request| {
            Reply::Bytes([head.as_bytes(), request.bytes(), tail.as_bytes()].concat())
        });
        check(&reply, &all);
    }
}

#[test]
fn a_secret_beyond_ascii_is_hidden_however_the_peer_escapes_it() {
    for written in [
        r#"{"a":"h\u00e9mlig/\u20ac5"}"#,
        r#"{"a":"h\u00c3\u00a9mlig\/\u00e2\u0082\u00ac5"}"#,
        "<p>h&#233;mlig&#x2F;&#8364;5</p>",
        "hÃ©mlig/â\u{82}¬5",
    ] {
        let server = Server::start(Reply::answer(503, "", written.as_bytes()));
        let url = server.url("/");
        for options in OPTIONS {
            let run = Probe::new()
                .args(["-H", "X-Key: hémlig/€5", &url])
                .args(options);
            run.run().exits(1).hides("mlig");
        }
    }
}

#[test]
fn a_query_without_a_name_is_hidden() {
    let server = Server::start(Reply::choose(|request: &Request| {
        let head = b"HTTP/1.1 503 No\r\n\r\n";
        Reply::Bytes([&head[..], request.path().as_bytes()].concat())
    }));
    for options in OPTIONS {
        let run = Probe::new().args(options).arg(server.url("/?s3cr3t"));
        run.run().exits(1).hides("s3cr3t");
    }
    let explained = Probe::new()
        .args(["--explain", "http://h/?s3cr3t&k3y"])
        .run();
    explained.exits(0).hides("s3cr3t").hides("k3y");
}

#[test]
fn a_secret_in_another_case_is_hidden() {
    // The name of a host is written in lower case, whatever the peer wrote.
    let location = "Location: http://S3cret-K3y.test/\r\n";
    for reply in [
        Reply::answer(302, location, b""),
        Reply::answer(503, "", b"no S3CRET-K3Y here"),
    ] {
        let server = Server::start(reply);
        for options in OPTIONS {
            let run = Probe::new().args(["-H", "X-Key: S3cret-K3y"]).args(options);
            run.arg(server.url("/")).run().hides("3cret").hides("3CRET");
        }
    }
}

#[test]
fn a_query_with_semicolons_is_hidden_in_parts() {
    let server = Server::start(Reply::answer(503, "", b"no s3cret=key here, n0r a;whole"));
    for options in OPTIONS {
        let run = Probe::new().args(options);
        let url = server.url("/?n=1;token=s3cret%3Dkey;n0r+a&b=a;whole");
        run.arg(url)
            .run()
            .exits(1)
            .hides("s3cret=key")
            .hides("n0r")
            .hides("whole");
    }
}

#[test]
fn the_address_of_a_redirect_hides_its_secrets_in_every_line() {
    let location = "location: http://us3r:pa55@other.test/?code=s3cret#t0ken\r\n";
    let server = Server::start(Reply::answer(302, location, b""));
    for options in OPTIONS {
        let run = Probe::new()
            .args(options)
            .arg("--expect-header=LOCATION: /login");
        let run = run.arg(server.url("/")).run();
        for secret in ["pa55", "s3cret", "t0ken"] {
            run.exits(1).hides(secret);
        }
    }
}

#[test]
fn words_that_are_no_secrets_stay() {
    let server = Server::start(Reply::answer(503, "", br#"{"full":true,"type":"json"}"#));
    let url = server.url("/?full=true&as=json&n=1");
    let run = Probe::new()
        .args(["-H", "Accept: application/json", &url])
        .run();
    run.unhealthy([
        r"503 Service Unavailable",
        r#"it says {"full":true,"type":"json"}"#,
    ]);
}

/// Every place of an answer that is shown, with a text in it.
fn places(text: &str) -> Vec<Reply> {
    let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let json = text.replace('/', "\\/");
    let html = text.replace('&', "&amp;");
    [
        format!("HTTP/1.1 503 no {text} here\r\n\r\n"),
        format!("HTTP/1.1 503 No\r\nX-Echo: {text}\r\n\r\n"),
        format!("HTTP/1.1 503 No\r\n\r\nno {text} here"),
        format!("HTTP/1.1 503 No\r\n\r\n{{\"a\":\"{json}\"}}"),
        format!("HTTP/1.1 503 No\r\n\r\n<title>{html}</title>"),
        format!("HTTP/1.1 302 Found\r\nLocation: http://other.test/{text}/x\r\n\r\n"),
        format!("HTTP/1.1 302 Found\r\nLocation: http://other.test/{encoded}?a={text}\r\n\r\n"),
        format!("HTTP/1.1 302 Found\r\nLocation: /{text}/x\r\n\r\n"),
        format!("HTTP/1.1 302 Found\r\nLocation: {text} is no: URL\r\n\r\n"),
        format!("SSH-2.0-{text}\r\n"),
        format!("{text}\r\n"),
        format!("HTTP/1.1 {text}\r\n\r\n"),
        format!("HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n{text}\r\n"),
        format!("HTTP/1.1 201 OK\r\nTransfer-Encoding: chunked\r\n\r\n{text}\r\n"),
        format!("HTTP/1.1 201 OK\r\nX-State: {text}\r\n\r\n{{\"status\":\"{text}\"}}"),
    ]
    .map(Reply::raw)
    .to_vec()
}

/// How a secret may look when it comes back.
fn spellings(secret: &str) -> Vec<String> {
    vec![
        secret.to_owned(),
        secret.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        secret.replace('/', "%2F").replace('&', "%26"),
        secret.replace('/', "\\/"),
        secret.replace('&', "&amp;"),
    ]
}

/// Asserts that nothing of what was given is printed.
#[track_caller]
fn check(reply: &Reply, secrets: &[String]) {
    let server = Server::start(reply.clone());
    let url = format!("http://127.0.0.1:{}/?a=qu3ry%2Fv%26l", server.port());
    let given = [
        "-uus3r:pa55word",
        "-HX-Token: t0ken-s3cret",
        "-HCookie: a=1; session=c00kie",
        "--expect-status=201",
        "--expect-header=X-State: up",
        "--expect-json=status=UP",
        "-m2s",
    ];
    for options in OPTIONS {
        let outcome = Probe::new().args(given).args(options).arg(&url).run();
        outcome.exits(1);
        for secret in secrets {
            outcome.hides(secret);
        }
    }
}
