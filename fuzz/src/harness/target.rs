//! Any text is a target that makes sense, or is refused without its secrets.

use super::SECRET;
use super::line::plain;
use crate::target::{Scheme, Target};
use crate::text::{quote, redact};

/// The text of a target.
pub fn target(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    if text.contains(SECRET) {
        return;
    }
    if let Ok(target) = Target::parse(text) {
        check(&target);
        again(&target);
    }
    // Neither a file or socket nor a service has secrets.
    if text.contains("unix:") || text.starts_with("file:") || text.contains("grpc") {
        return;
    }
    // As user info, and as a query's value.
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    if !scheme.contains(['/', '?', '#']) {
        hidden(&format!("{scheme}://user:{SECRET}@{rest}"));
    }
    let sign = if text.contains('?') { '&' } else { '?' };
    hidden(&format!("{text}{sign}key={SECRET}"));
}

/// Checks what must hold of every target.
pub(crate) fn check(target: &Target) {
    plain(&target.to_string());
    assert_eq!(target.port == 0, target.scheme == Scheme::File);
    if target.scheme.is_grpc() || target.scheme == Scheme::File {
        return;
    }
    assert!(target.path.starts_with('/'));
    let fits = |b: u8| b.is_ascii_graphic() && !b"<>`^#\\".contains(&b);
    assert!(target.path.bytes().all(fits), "{}", target.path);
    let path = target.path.split('?').next().unwrap_or_default();
    assert!(
        !path.split('/').any(|it| matches!(it, "." | "..")),
        "{path}"
    );
    if target.scheme.is_stream() {
        assert_eq!(target.path, "/");
        return;
    }
    // The HTTP library must see the same place.
    let uri: ureq::http::Uri = target.url_text().parse().expect("a target is a URI");
    assert_eq!(uri.host(), Some(target.host.to_string().as_str()));
    assert_eq!(
        uri.path_and_query().map(|it| it.as_str()),
        Some(target.path.as_str())
    );
    let default = if target.scheme == Scheme::Https {
        443
    } else {
        80
    };
    assert_eq!(uri.port_u16().unwrap_or(default), target.port);
}

/// Checks that a target's own text leads to the same place.
pub(crate) fn again(target: &Target) {
    if target.scheme == Scheme::File {
        return;
    }
    let text = target.url_text();
    let bare = Target {
        credentials: None,
        socket: None,
        ..target.clone()
    };
    assert_eq!(Target::parse(&text), Ok(bare), "{text}");
    if target.scheme.is_grpc() {
        return;
    }
    // A redirect may have led to another host on the same socket, which is not shown.
    let shown = target.url_text().starts_with("http://localhost/");
    if target.socket.is_some() && shown && !target.path.contains(['?', '@']) {
        // What is invisible is shown escaped, and so names another socket, or one with too long a name.
        if !target.to_string().contains("\\u{") {
            let back = Target::parse(&target.to_string()).expect("what is shown is a target");
            assert_eq!(
                &back,
                &Target {
                    credentials: None,
                    ..target.clone()
                }
            );
        }
    }
}

/// Checks that a target never shows its secret, refused or not.
fn hidden(text: &str) {
    plain(&quote(&redact(text)));
    if let Ok(target) = Target::parse(text) {
        plain(&target.to_string());
    }
}
