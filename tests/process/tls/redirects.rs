//! What a redirect may take along.

use super::{file, lacks_tls};
use crate::support::{Authority, Reply, Request, Server, Tls, probe, scratch};

/// Everything that must stay with the first server.
const SECRETS: [&str; 8] = [
    "-u",
    "user:password",
    "-H",
    "X-Token: hidden",
    "-H",
    "Cookie: session=hidden",
    "-H",
    "Host: app.example.com",
];

/// Whether anything of the kind came along.
fn is_told(request: &Request) -> bool {
    let given = ["authorization", "x-token", "cookie"];
    let told = given.iter().any(|name| request.header(name).is_some());
    told || request.header("host").as_deref() == Some("app.example.com")
}

/// A redirect over TLS to this place.
fn redirect(tls: Tls, code: u16, to: &str) -> Reply {
    tls.answers(format!(
        "HTTP/1.1 {code} Status\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
    ))
}

#[test]
fn secrets_stay_with_the_first_scheme_and_port() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let tls = Tls::new(&root.issue(["localhost"]));
    for code in [301, 302, 303, 307, 308] {
        let plain = Server::start(Reply::ok());
        let secure = Server::start(tls.clone().ok());
        let places = [
            (&plain, format!("http://localhost:{}/", plain.port())),
            (&secure, format!("https://localhost:{}/", secure.port())),
        ];
        for (second, place) in places {
            let first = Server::start(redirect(tls.clone(), code, &place));
            let url = format!("https://localhost:{}/", first.port());
            let options = ["--cacert", &ca, url.as_str()];
            probe(SECRETS.into_iter().chain(options))
                .healthy()
                .says(["200 OK"]);
            assert!(is_told(&first.requests()[0]), "{:?}", first.requests());
            let told = second.request();
            assert!(!is_told(&told), "{place} was told {}", told.head());
        }
    }
}

#[test]
fn secrets_never_reach_another_host() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let tls = Tls::new(&root.issue(["localhost", "127.0.0.1"]));
    let plain = Server::start(Reply::ok());
    let secure = Server::start(tls.clone().ok());
    let places = [
        (&plain, format!("http://127.0.0.1:{}/", plain.port())),
        (&secure, format!("https://127.0.0.1:{}/", secure.port())),
    ];
    for (second, place) in places {
        let first = Server::start(redirect(tls.clone(), 307, &place));
        let url = format!("https://localhost:{}/", first.port());
        let options = ["--cacert", &ca, url.as_str()];
        let all = || SECRETS.into_iter().chain(options);
        // Unasked it is not even contacted.
        probe(all()).healthy().says(["307", &place]);
        assert_eq!(second.connections(), 0, "{place} was contacted");
        probe(["-L"].into_iter().chain(all()))
            .healthy()
            .says(["200 OK"]);
        let told = second.request();
        assert!(!is_told(&told), "{place} was told {}", told.head());
    }
}

#[test]
fn a_redirect_to_a_certificate_that_is_refused_is_unhealthy() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let wrong = Server::start(Tls::new(&Authority::root("Other").issue(["localhost"])).ok());
    let place = format!("https://localhost:{}/", wrong.port());
    for first in [
        redirect(Tls::new(&root.issue(["localhost"])), 302, &place),
        Reply::redirect(302, &place),
    ] {
        let plain = matches!(first, Reply::Bytes(_));
        let server = Server::start(first);
        let scheme = if plain { "http" } else { "https" };
        let url = format!("{scheme}://localhost:{}/", server.port());
        probe(["--cacert", &ca, &url]).unhealthy(["certificate's issuer \"Other\""]);
    }
    assert!(
        wrong.requests().is_empty(),
        "a request went to a refused server"
    );
}
