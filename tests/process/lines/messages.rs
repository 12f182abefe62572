//! `docs/messages.md` explains every line that `lines.txt` shows, and nothing that no line says.

use std::fs;
use std::path::Path;

use super::page;

#[test]
fn every_line_is_explained_and_every_explanation_has_its_line() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/messages.md");
    let text = fs::read_to_string(path).expect("docs/messages.md is there");
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
    for pattern in &patterns {
        let known = lines.iter().any(|line| said(line, pattern));
        assert!(
            known,
            "docs/messages.md explains {pattern:?}, which no line says"
        );
    }
    for line in &lines {
        let known = patterns.iter().any(|pattern| said(line, pattern));
        assert!(known, "docs/messages.md does not explain: {line}");
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/hint.rs");
    let source = fs::read_to_string(source).expect("the advice is in src/report/hint.rs");
    let advice = advice(&source);
    assert!(
        advice.len() > 10,
        "the advice was not understood: {advice:?}"
    );
    for text in advice {
        // Some end where an address follows.
        let fits = |pattern: &&str| said(text, pattern) || pattern.starts_with(text.trim());
        let known = patterns.iter().any(fits);
        assert!(known, "docs/messages.md does not explain: {text}");
    }
}

/// Every advice in the source: its texts, but for the peers' own words and parts of other texts.
fn advice(source: &str) -> Vec<&str> {
    let mut pieces = source.split('"');
    let mut advice = Vec::new();
    while let (Some(before), Some(text)) = (pieces.next(), pieces.next()) {
        if !before.ends_with("says(") && !text.starts_with(';') && text.contains(' ') {
            advice.push(text);
        }
    }
    advice.retain(|text| text.split(' ').count() > 2);
    advice
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
