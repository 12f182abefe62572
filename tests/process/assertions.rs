//! Assertions: each passes, fails in a line that shows wanted and found, and has its misuse.

#[path = "assertions/body.rs"]
mod body;
#[path = "assertions/effort.rs"]
mod effort;
#[path = "assertions/header.rs"]
mod header;
#[path = "assertions/json.rs"]
mod json;
#[path = "assertions/schema.rs"]
mod schema;

use crate::support::{Reply, Server, probe};

/// Probes a server that gives this reply; what the line says after the target.
///
/// The first word is the verdict, held against the exit status; a time is replaced by `N`.
#[track_caller]
fn verdict(reply: Reply, options: &[&str]) -> String {
    let server = Server::start(reply);
    let url = server.url("/");
    // What the body says has tests of its own.
    let outcome = probe(options.iter().chain(&["--no-body", url.as_str()]));
    let line = outcome.untimed_line();
    outcome.exits(i32::from(!line.starts_with("healthy: ")));
    assert!(line.contains(&url), "{outcome}");
    line.replacen(&format!("{url}: "), "", 1)
}

/// Asserts what each row of options makes of a reply: nothing objected to, or these words.
#[track_caller]
fn check(flag: &str, rows: &[(&str, Reply, Option<&str>)]) {
    for (value, reply, objection) in rows {
        let wanted = objection.map_or("healthy: 200 OK in N ms".to_owned(), |objection| {
            format!("unhealthy: {objection}")
        });
        let found = verdict(reply.clone(), &[flag, value]);
        assert_eq!(found, wanted, "{flag} {value}");
    }
}

/// Asserts that each value is refused, in words that quote it, before anything is sent.
#[track_caller]
fn check_misuse(flag: &str, values: &[&str]) {
    let server = Server::untouched();
    for value in values {
        let outcome = probe([flag, value, &server.url("/")]);
        outcome.misuse([flag, &format!("\"{value}\""), "; write "]);
    }
}
