//! What goes over the wire, byte for byte where it matters.

use std::fs;

use crate::support::{Reply, Request, Server, probe, scratch};

#[test]
fn a_plain_request_is_this_and_nothing_else() {
    let request = sent(&[]);
    assert_eq!(request.line(), "GET /health HTTP/1.1");
    let mut headers = request.headers();
    headers.sort();
    let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["accept", "connection", "host", "user-agent"]);
    assert_eq!(request.header("accept").as_deref(), Some("*/*"));
    assert_eq!(request.header("connection").as_deref(), Some("close"));
    assert!(
        request
            .header("host")
            .is_some_and(|host| host.starts_with("127.0.0.1:"))
    );
    let agent = concat!("probelet/", env!("CARGO_PKG_VERSION"));
    assert_eq!(request.header("user-agent").as_deref(), Some(agent));
    assert_eq!(request.body(), b"");
}

#[test]
fn the_method_can_be_any_token() {
    for (options, method) in [
        (vec!["-X", "PUT"], "PUT"),
        (vec!["--request=PROPFIND"], "PROPFIND"),
        (vec!["--method", "OPTIONS"], "OPTIONS"),
        (vec!["-X", "x-y.z!"], "x-y.z!"),
        (vec!["-XDELETE"], "DELETE"),
        (vec!["-I"], "HEAD"),
        (vec!["--head"], "HEAD"),
        (vec!["-fsSI"], "HEAD"),
        (vec!["-d", "x"], "POST"),
        (vec!["-X", "PATCH", "-d", "x"], "PATCH"),
        (vec!["-d", "x", "-X", "GET"], "GET"),
    ] {
        assert_eq!(
            sent(&options).line(),
            format!("{method} /health HTTP/1.1"),
            "{options:?}"
        );
    }
}

#[test]
fn a_given_header_is_sent_and_replaces_a_default() {
    for (header, name, value) in [
        ("X-Token: abc", "x-token", "abc"),
        ("X-Token:abc", "x-token", "abc"),
        ("X-Url: http://a:1/", "x-url", "http://a:1/"),
        ("Host: app.example", "host", "app.example"),
        ("host: app.example:8080", "host", "app.example:8080"),
        (
            "User-Agent: kube-probe/1.30",
            "user-agent",
            "kube-probe/1.30",
        ),
        ("Accept: application/json", "accept", "application/json"),
        ("Accept-Encoding: gzip", "accept-encoding", "gzip"),
    ] {
        let request = sent(&["-H", header]);
        assert_eq!(request.header(name).as_deref(), Some(value), "{header}");
    }
}

#[test]
fn a_header_without_a_value_removes_a_default() {
    for (header, name) in [
        ("Accept:", "accept"),
        ("User-Agent:", "user-agent"),
        ("user-agent:", "user-agent"),
    ] {
        assert_eq!(sent(&["-H", header]).header(name), None, "{header}");
    }
}

#[test]
fn the_same_header_can_be_given_twice() {
    let headers = sent(&["-H", "X-A: 1", "--header=X-A: 2"]).headers();
    let values: Vec<_> = headers.iter().filter(|(name, _)| name == "x-a").collect();
    assert_eq!(values.len(), 2);
}

#[test]
fn headers_come_from_a_file_too() {
    let folder = scratch();
    let file = folder.path().join("headers");
    fs::write(&file, "X-Token: abc\r\nX-Other: def\n\n").expect("writes");
    let request = sent(&["-H", &format!("@{}", file.display())]);
    assert_eq!(request.header("x-token").as_deref(), Some("abc"));
    assert_eq!(request.header("x-other").as_deref(), Some("def"));
}

#[test]
fn the_user_agent_can_be_given() {
    for options in [
        vec!["-A", "me/1"],
        vec!["-U", "me/1"],
        vec!["--user-agent=me/1"],
        vec!["-Ame/1"],
    ] {
        assert_eq!(
            sent(&options).header("user-agent").as_deref(),
            Some("me/1"),
            "{options:?}"
        );
    }
}

#[test]
fn credentials_are_sent_as_asked() {
    let folder = scratch();
    let file = folder.path().join("secret");
    fs::write(&file, "user:secret\n").expect("writes");
    let at = format!("@{}", file.display());
    for options in [
        ["-u", "user:secret"],
        ["--user", "user:secret"],
        ["-u", at.as_str()],
    ] {
        let sent = sent(&options).header("authorization");
        assert_eq!(
            sent.as_deref(),
            Some("Basic dXNlcjpzZWNyZXQ="),
            "{options:?}"
        );
    }
    fs::write(&file, "t0ken\n").expect("writes");
    for token in ["t0ken", at.as_str()] {
        let sent = sent(&["--oauth2-bearer", token]).header("authorization");
        assert_eq!(sent.as_deref(), Some("Bearer t0ken"), "{token}");
    }
}

#[test]
fn a_body_arrives_byte_for_byte() {
    let folder = scratch();
    let file = folder.path().join("body");
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    fs::write(&file, &bytes).expect("writes");
    let at = format!("@{}", file.display());
    for (options, wanted) in [
        (vec!["-d", "a=b&c"], b"a=b&c".as_slice()),
        (vec!["--data=grüß"], "grüß".as_bytes()),
        (vec!["--post-data", "x"], b"x"),
        (vec!["--method=PUT", "--body-data=x"], b"x"),
        (vec!["-d", ""], b""),
        (vec!["-d", "a\nb"], b"a\nb"),
        (vec!["-d", &at], &bytes),
    ] {
        let request = sent(&options);
        assert!(
            request.body() == wanted,
            "{:?}: {} bytes",
            options,
            request.body().len()
        );
        assert_eq!(
            request.header("content-length"),
            Some(wanted.len().to_string())
        );
        assert_eq!(request.header("transfer-encoding"), None);
        assert_eq!(request.header("expect"), None);
    }
}

#[test]
fn a_body_has_the_type_that_curl_gives_it() {
    let form = "application/x-www-form-urlencoded";
    assert_eq!(
        sent(&["-d", "a=b"]).header("content-type").as_deref(),
        Some(form)
    );
    let json = "Content-Type: application/json";
    let request = sent(&["-d", "{}", "-H", json]);
    assert_eq!(
        request.header("content-type").as_deref(),
        Some("application/json")
    );
}

#[test]
fn flags_may_stand_anywhere_and_together() {
    for line in [
        "-fsSL -m3 -A me URL",
        "URL -fsSLm3 -Ame",
        "-f URL --max-time=3 -A me -o /dev/null",
        "-nv -T3 -t1 --spider URL -U me",
        "-q -O /dev/null URL -Ume",
        "-fsS --noproxy * --compressed --http1.1 -g -Ame -- URL",
        "-fsS -Y off --no-proxy --no-cache --retry-connrefused --retry-max-time 3 -Ame URL",
    ] {
        let server = Server::start(Reply::ok());
        let words = line.replace("URL", &server.url("/health"));
        let outcome = probe(words.split(' '));
        outcome.exits(0);
        let agent = server.request().header("user-agent");
        assert_eq!(agent.as_deref(), Some("me"), "{line}: {outcome}");
    }
}

#[test]
fn the_query_goes_as_it_was_given() {
    let server = Server::start(Reply::ok());
    let path = "/a%20b/c;d?q=1&r=%2F%41&s=a+b&t[]=x";
    probe([server.url(path)]).healthy();
    assert_eq!(server.request().path(), path);
}

/// Runs with these options against a server and yields what it heard.
fn sent(options: &[&str]) -> Request {
    let server = Server::start(Reply::ok());
    let outcome = probe(options.iter().chain(&[server.url("/health").as_str()]));
    outcome.exits(0);
    server.request()
}
