//! `docs/messages.md` explains every line that tests see, and nothing that no line says.
//!
//! That it explains every line that the code can make is a unit test, `report/messages.rs`, which also
//! looks for what no message about TLS says.

use std::fs;
use std::path::Path;

use super::page;

#[test]
fn every_line_is_explained_and_every_explanation_has_its_line() {
    let text = read("docs/messages.md");
    let patterns: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(pattern, _)| pattern)
        .collect();
    assert!(
        patterns.len() > 30,
        "the table was not understood: {patterns:?}"
    );
    let lines: Vec<String> = page::known().into_values().collect();
    for line in &lines {
        let known = patterns.iter().any(|pattern| said(line, pattern));
        assert!(known, "docs/messages.md does not explain: {line}");
    }
    // What broken peers lead to is on a page that tests compare as well.
    let faults = read("docs/faults.md");
    let all = || lines.iter().map(String::as_str).chain(faults.lines());
    let mut sections = text.split("\n## ");
    let tls = sections.find(|text| text.starts_with("TLS\n"));
    let tls = tls.expect("the page has a section about TLS");
    for pattern in &patterns {
        let known = ELSEWHERE.contains(pattern)
            || tls.contains(&format!("| `{pattern}` |"))
            || all().any(|line| said(line, pattern));
        assert!(
            known,
            "docs/messages.md explains {pattern:?}, which no line says"
        );
    }
}

/// What other tests see: `slow.rs`, `several.rs`, `grpc/`, `limits.rs`, `tls/`.
const ELSEWHERE: [&str; 6] = [
    "slow: …",
    "(not tried; the targets before it used up the time)",
    "the server has no overall status",
    "the TLS server did not choose HTTP/2 (ALPN)",
    "out of time while checking the body",
    "no certificate was seen …",
];

/// Reads a page.
fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(path).expect("the page is there")
}

/// Whether a line holds the parts of a pattern, which `…` divides, in their order.
fn said(line: &str, pattern: &str) -> bool {
    let parts = pattern.split('…').map(str::trim);
    let mut parts = parts.filter(|part| !part.is_empty());
    let rest = parts.try_fold(line, |rest, part| {
        rest.split_once(part).map(|(_, after)| after)
    });
    rest.is_some()
}
