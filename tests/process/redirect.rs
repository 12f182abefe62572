//! Which redirects are followed, and what goes along.

use crate::support::{Reply, Server, has_tls, probe};

#[test]
fn a_redirect_to_the_same_host_is_followed() {
    for code in [301, 302, 303, 307, 308] {
        for (target, healthy) in [("/good", true), ("/bad", false)] {
            let server = Server::start(Reply::paths([
                ("/", Reply::redirect(code, target)),
                ("/good", Reply::ok()),
                ("/bad", Reply::status(500)),
            ]));
            let outcome = probe([server.url("/")]);
            if healthy {
                outcome.healthy().says(["200"]);
            } else {
                outcome.unhealthy(["500"]);
            }
            assert_eq!(server.connections(), 2, "{outcome}");
        }
    }
}

#[test]
fn a_status_that_is_no_redirect_is_not_followed() {
    for code in [200, 300, 304, 305, 306] {
        let server = Server::start(Reply::redirect(code, "/elsewhere"));
        probe([server.url("/")])
            .healthy()
            .says([code.to_string().as_str()]);
        assert_eq!(server.connections(), 1);
    }
}

#[test]
fn every_spelling_of_a_location_is_understood() {
    for (location, path) in [
        ("/x", "/x"),
        ("x", "/a/x"),
        ("./x", "/a/x"),
        ("../x", "/x"),
        ("?q=1", "/a/b?q=1"),
        ("/x?q=\"1\"", "/x?q=%221%22"),
        ("//127.0.0.1:PORT/x", "/x"),
        ("http://127.0.0.1:PORT/x", "/x"),
        ("HTTP://127.0.0.1:PORT/x?a=b#part", "/x?a=b"),
        ("http://127.0.0.1:PORT", "/"),
    ] {
        let server = Server::start(Reply::choose(move |request| {
            if request.path() != "/a/b" {
                return Reply::ok();
            }
            let host = request.header("host").unwrap_or_default();
            let port = host.rsplit(':').next().unwrap_or_default();
            Reply::redirect(302, &location.replace("PORT", port))
        }));
        let outcome = probe([server.url("/a/b")]);
        outcome.healthy();
        let paths: Vec<_> = server.requests().iter().map(|it| it.path()).collect();
        assert_eq!(paths, ["/a/b", path], "{location}: {outcome}");
    }
}

#[test]
fn a_redirect_without_a_usable_location_is_judged_itself() {
    let locations = [
        "",
        "Location: \r\n",
        "Location: http://\r\n",
        "Location: ftp://127.0.0.1/\r\n",
        "Location: http://[::1/\r\n",
    ];
    for headers in locations {
        let server = Server::start(Reply::answer(302, headers, b""));
        probe([server.url("/")]).healthy().says(["302"]);
        probe(["--expect-status=2xx", &server.url("/")]).unhealthy(["302", "wanted 2xx"]);
        assert_eq!(server.connections(), 2, "{headers}");
    }
}

#[test]
fn another_host_is_not_contacted_and_named() {
    let other = Server::at("127.0.0.2:0", Reply::ok())
        .expect("listens")
        .never_called();
    let place = format!("http://127.0.0.2:{}/login", other.port());
    let server = Server::start(Reply::redirect(302, &place));
    let outcome = probe([server.url("/")]);
    outcome.healthy().says(["302", place.as_str()]);
    let outcome = probe(["--expect-status", "200", &server.url("/")]);
    outcome.unhealthy(["302", place.as_str()]);
    // The kubelet compares names, so the same machine under another name is another host.
    let again = Server::untouched();
    let place = format!("http://localhost:{}/", again.port());
    let server = Server::start(Reply::redirect(302, &place));
    probe([server.url("/")])
        .healthy()
        .says(["302", place.as_str()]);
}

#[test]
fn another_host_is_followed_with_location() {
    for flag in ["-L", "--location"] {
        let other = Server::at("127.0.0.2:0", Reply::status(500)).expect("listens");
        let place = format!("http://127.0.0.2:{}/", other.port());
        let server = Server::start(Reply::redirect(302, &place));
        probe([flag, &server.url("/")]).unhealthy(["500"]);
    }
}

#[test]
fn another_port_of_the_same_host_is_followed() {
    let other = Server::start(Reply::ok());
    let server = Server::start(Reply::redirect(302, &other.url("/")));
    probe([server.url("/")]).healthy().says(["200"]);
    assert_eq!(other.connections(), 1);
}

#[test]
fn a_redirect_to_https_is_judged_itself_without_tls() {
    if has_tls() {
        return;
    }
    let server = Server::start(Reply::redirect(302, "https://127.0.0.1:1/"));
    let line = probe([server.url("/")]);
    line.healthy().says(["302", "https://127.0.0.1:1/"]);
    let strict = probe(["--expect-status=2xx", &server.url("/")]);
    strict.unhealthy(["302", "https://127.0.0.1:1/"]);
}

#[test]
fn ten_redirects_are_followed_and_eleven_are_not() {
    for (count, healthy) in [(10, true), (11, false)] {
        let server = chain(count);
        let outcome = probe([server.url("/0")]);
        if healthy {
            outcome.healthy().says(["200"]);
        } else {
            outcome.unhealthy(["redirect"]);
        }
        assert_eq!(server.connections(), 11, "{outcome}");
    }
}

#[test]
fn the_number_of_redirects_can_be_set() {
    for flag in ["--max-redirs", "--max-redirect"] {
        let server = chain(2);
        probe([flag, "2", &server.url("/0")]).healthy();
        let server = chain(2);
        probe([flag, "1", &server.url("/0")]).unhealthy(["redirect"]);
        assert_eq!(server.connections(), 2);
    }
}

#[test]
fn any_bytes_of_a_path_are_followed() {
    let server = Server::start(Reply::paths([
        (
            "/",
            Reply::raw(b"HTTP/1.1 302 Found\r\nLocation: /caf\xe9\r\n\r\n"),
        ),
        ("/caf%E9", Reply::status(500)),
    ]));
    probe([server.url("/")]).unhealthy(["500"]);
}

#[test]
fn a_path_that_is_too_long_when_it_is_encoded_is_not_followed() {
    let location = [&b"/"[..], &[0xe9; 30_000]].concat();
    let head = [
        &b"HTTP/1.1 302 Found\r\nLocation: "[..],
        &location,
        b"\r\n\r\n",
    ];
    let server = Server::start(Reply::raw(head.concat()));
    let outcome = probe(["--expect-status=200", &server.url("/")]);
    outcome.unhealthy(["302", "wanted 200"]);
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_loop_ends() {
    let server = Server::start(Reply::redirect(302, "/"));
    probe([server.url("/")]).unhealthy(["redirect"]);
    assert_eq!(server.connections(), 11);
}

#[test]
fn no_location_judges_the_redirect_itself() {
    let server = Server::start(Reply::redirect(302, "/next"));
    probe(["--no-location", &server.url("/")])
        .healthy()
        .says(["302"]);
    let strict = ["--no-location", "--expect-status", "200", &server.url("/")];
    probe(strict).unhealthy(["302", "wanted 200"]);
    assert_eq!(server.connections(), 2);
}

#[test]
fn a_redirected_post_becomes_a_get_where_the_standard_says_so() {
    for (code, second) in [
        (301, "GET"),
        (302, "GET"),
        (303, "GET"),
        (307, "POST"),
        (308, "POST"),
    ] {
        let server = Server::start(Reply::paths([
            ("/", Reply::redirect(code, "/next")),
            ("/next", Reply::ok()),
        ]));
        let outcome = probe(["-d", "a=b", &server.url("/")]);
        outcome.healthy();
        let requests = server.requests();
        assert_eq!(requests[0].line(), "POST / HTTP/1.1");
        assert_eq!(
            requests[1].line(),
            format!("{second} /next HTTP/1.1"),
            "{outcome}"
        );
        let body: &[u8] = if second == "POST" { b"a=b" } else { b"" };
        assert_eq!(requests[1].body(), body, "{code}: {outcome}");
    }
}

#[test]
fn a_redirected_head_stays_a_head() {
    let server = Server::start(Reply::Sequence(vec![
        Reply::redirect(302, "/next"),
        Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"),
    ]));
    probe(["-I", &server.url("/")]).healthy();
    assert_eq!(server.requests()[1].line(), "HEAD /next HTTP/1.1");
}

#[test]
fn secrets_stay_with_their_origin() {
    for secret in [
        ["-u", "user:s3cret"],
        ["--oauth2-bearer", "s3cret"],
        ["-H", "X-Token: s3cret"],
        ["-H", "Authorization: s3cret"],
        ["-H", "Cookie: id=s3cret"],
        ["-H", "Host: s3cret.example"],
    ] {
        let other_port = Server::start(Reply::ok());
        let server = Server::start(Reply::redirect(302, &other_port.url("/")));
        probe(secret.iter().chain(&[server.url("/").as_str()]))
            .healthy()
            .hides("s3cret");
        let other_host = Server::at("127.0.0.2:0", Reply::ok()).expect("listens");
        let place = format!("http://127.0.0.2:{}/", other_host.port());
        let server = Server::start(Reply::redirect(302, &place));
        probe(secret.iter().chain(&["-L", server.url("/").as_str()])).healthy();
        for other in [&other_port, &other_host] {
            let head = other.request().head();
            let clean = [
                "s3cret",
                "dXNlcjpzM2NyZXQ=",
                "x-token",
                "authorization",
                "cookie",
            ]
            .iter()
            .all(|word| !head.to_lowercase().contains(&word.to_lowercase()));
            assert!(clean, "{secret:?} went to {}:\n{head}", other.address());
            let host = other.request().header("host");
            assert_eq!(host, Some(other.address().to_string()), "{secret:?}");
        }
    }
}

#[test]
fn secrets_go_along_inside_their_origin() {
    let server = Server::start(Reply::paths([
        ("/", Reply::redirect(302, "/next")),
        ("/next", Reply::ok()),
    ]));
    let secret = [
        "-u",
        "user:secret",
        "-H",
        "X-Token: t",
        "-H",
        "Host: app.example",
    ];
    probe(secret.iter().chain(&[server.url("/").as_str()])).healthy();
    for request in server.requests() {
        assert_eq!(
            request.header("authorization").as_deref(),
            Some("Basic dXNlcjpzZWNyZXQ=")
        );
        assert_eq!(request.header("x-token").as_deref(), Some("t"));
        assert_eq!(request.header("host").as_deref(), Some("app.example"));
    }
}

#[test]
fn user_info_of_the_url_stays_with_its_origin() {
    let other = Server::start(Reply::ok());
    let server = Server::start(Reply::redirect(302, &other.url("/")));
    let url = format!("http://user:secret@127.0.0.1:{}/", server.port());
    probe([&url]).healthy();
    assert_eq!(other.request().header("authorization"), None);
}

/// A server whose `/0` redirects to `/1` and so on, `count` times, and then answers 200.
fn chain(count: usize) -> Server {
    Server::start(Reply::choose(move |request| {
        let path = request.path();
        let at: usize = path[1..].parse().expect("a number");
        if at == count {
            Reply::ok()
        } else {
            Reply::redirect(302, &format!("/{}", at + 1))
        }
    }))
}
