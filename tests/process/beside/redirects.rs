//! Redirects: to the same host, to another one, to nowhere.

use super::behaviour::Behaviour;

/// The behaviours.
pub(super) fn all() -> Vec<Behaviour> {
    [followed(), elsewhere(), chains()].concat()
}

/// A redirect.
fn redirect(status: u16, location: &str) -> String {
    format!("HTTP/1.1 {status} x\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
}

/// An answer with this status.
fn last(status: u16) -> String {
    format!("HTTP/1.1 {status} x\r\nContent-Length: 0\r\n\r\n")
}

/// Redirects to the next answer, with every status.
fn followed() -> Vec<Behaviour> {
    let mut all = Vec::new();
    for status in [
        300, 301, 302, 303, 304, 305, 306, 307, 308, 399, 200, 201, 404,
    ] {
        for end in [200, 503] {
            let name = format!("redirect {status} to {end}");
            all.push(Behaviour::new(name, redirect(status, "{next}")).then(last(end)));
        }
    }
    all
}

/// Places that not everybody follows; the next answer is 503.
fn elsewhere() -> Vec<Behaviour> {
    [
        "",
        " ",
        "#a",
        "?a=b",
        ".",
        "..",
        "/",
        "//",
        "///",
        "{next}#a",
        "{next}?a=b",
        "{next}?a=b&c=d e",
        " {next} ",
        "\t{next}\t",
        "\r\n {next}",
        "/\u{fc}",
        "/a b",
        "/a\\b",
        "/%zz",
        "/%00",
        "/a\u{7}",
        "/\u{1b}[31m",
        "/<a>",
        "/[a]",
        "/a|b{c}^d`",
        "\\\\other.invalid\\",
        "//other.invalid/",
        "http://other.invalid/",
        "https://other.invalid/",
        "http://user:pass@other.invalid/",
        "HTTP://OTHER.INVALID/",
        "http:/a",
        "http:a",
        "http:",
        "http://",
        "http:///a",
        "http://:80/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/",
        "http://[::1/",
        "http://[fe80::1%25lo]/",
        "http://a b/",
        "htup:///",
        "htup:/a",
        "htup://127.0.0.1/",
        "ftp://other.invalid/",
        "file:///etc/passwd",
        "unix:/run/x.sock:/",
        "mailto:a@other.invalid",
        "javascript:alert(1)",
        "data:,a",
        "://",
        ":",
        "a:b",
        "1:2",
    ]
    .map(|location| {
        let name = format!("to {location:?}");
        Behaviour::new(name, redirect(302, location)).then(last(503))
    })
    .to_vec()
}

/// Several redirects, and none that is usable.
fn chains() -> Vec<Behaviour> {
    let chain = |length: usize| {
        let mut behaviour = Behaviour::new(format!("{length} redirects"), redirect(302, "{next}"));
        for _ in 1..length {
            behaviour = behaviour.then(redirect(302, "{next}"));
        }
        behaviour.then(last(200))
    };
    let mut all: Vec<_> = [1, 2, 8, 9, 10, 11, 20].map(chain).to_vec();
    all.extend([
        Behaviour::new("redirect without a Location", last(302)),
        Behaviour::new(
            "redirect with two Locations",
            "HTTP/1.1 302 x\r\nLocation: {next}\r\nLocation: /x\r\n\r\n",
        )
        .then(last(200)),
        Behaviour::new(
            "redirect with a folded Location",
            "HTTP/1.1 302 x\r\nLocation:\r\n {next}\r\n\r\n",
        )
        .then(last(503)),
        Behaviour::new("redirect to a banner", redirect(302, "{next}")).then("SSH-2.0-x\r\n"),
        Behaviour::new("redirect to nothing", redirect(302, "{next}")).then(""),
    ]);
    all
}
