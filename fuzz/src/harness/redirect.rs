//! Whatever a `Location` says, it leads to HTTP, on the same socket, without credentials.

use super::SECRET;
use super::expansion::contains;
use super::target::{again, check};
use crate::target::{Scheme, Target};
use crate::text::{peer, redact};

/// A target, a line end, and the value of a `Location`.
pub fn redirect(input: &[u8]) {
    if contains(input, SECRET) {
        return;
    }
    let Some(end) = input.iter().position(|&b| b == b'\n') else {
        return;
    };
    let (base, location) = (&input[..end], &input[end + 1..]);
    let Some(base) = str::from_utf8(base)
        .ok()
        .and_then(|text| Target::parse(text).ok())
    else {
        return;
    };
    if !base.scheme.is_http() {
        return;
    }
    // What the line shows of a location that is none.
    let shown = redact(&peer(location, 200));
    assert!(shown.bytes().all(|b| b.is_ascii_graphic() || b == b' ') || shown.contains('…'));
    let Ok(location) = str::from_utf8(location) else {
        return;
    };
    let base = Target {
        credentials: Some(format!("user:{SECRET}")),
        ..base
    };
    let Some(next) = base.redirected(location) else {
        return;
    };
    check(&next);
    again(&next);
    assert!(matches!(next.scheme, Scheme::Http | Scheme::Https));
    assert_eq!(next.socket, base.socket);
    let known = next.credentials.is_none() || next.credentials == base.credentials;
    assert!(known, "a peer brings credentials to {next}");
    let location = location.trim_matches(' ');
    let elsewhere = location.starts_with("//") || next.host != base.host;
    assert!(
        !elsewhere || next.credentials.is_none(),
        "credentials travel to {next}"
    );
    if location.starts_with('/') && !location.starts_with("//") {
        assert!(
            next.same_origin(&base),
            "a path leads to another server: {next}"
        );
    }
    // Standing there, the whole URL leads to where one is.
    let whole = next.url_text();
    let back = next
        .redirected(&whole)
        .expect("a URL of ours is a location");
    assert_eq!(
        back,
        Target {
            credentials: None,
            ..next
        }
    );
}
