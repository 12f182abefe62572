//! docs/migrating.md: every probelet line on it is one that the program takes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Deserializer;

use super::explain;
use super::line::{Line, Tool, words};
use crate::support::{Probe, has_tls, probe};

#[test]
fn every_probelet_line_on_the_page_is_valid() {
    let commands = commands(&page());
    assert!(
        commands.len() >= 60,
        "only {} commands were found",
        commands.len()
    );
    for command in &commands {
        let args: Vec<_> = command
            .args
            .iter()
            .filter(|arg| *arg != "--explain")
            .cloned()
            .collect();
        let outcome = explain(command, &args);
        if outcome.code == Some(64) && !has_tls() {
            outcome.misuse(["use the full probelet"]);
        } else {
            assert_eq!(outcome.code, Some(0), "{command}{outcome}");
        }
    }
}

#[test]
fn every_example_of_the_help_is_valid() {
    let help = probe(["--help"]);
    let examples: Vec<_> = help.stdout().lines().filter_map(typed).collect();
    assert!(examples.len() >= 5, "only {examples:?}");
    for args in examples {
        let text = args.join(" ");
        let outcome = Probe::new().arg("--explain").args(args).run();
        if !has_tls() && (text.contains("https://") || text.contains("grpc")) {
            outcome.misuse([]);
        } else {
            outcome.exits(0);
        }
    }
}

#[test]
fn every_flag_that_the_page_calls_refused_is_refused() {
    let cells: Vec<_> = rows(&section(&page(), "## Flags that are refused"))
        .iter()
        .flat_map(|cells| inline(&cells[0]))
        .collect();
    assert!(cells.len() >= 20, "only {} flags were found", cells.len());
    for cell in cells {
        let mut args = words(&cell);
        args.retain(|word| word != "wget" && word != "curl");
        let flag = args[0].split('=').next().unwrap_or_default().to_owned();
        let outcome = Probe::new()
            .args(&args)
            .args(["x", "http://localhost/"])
            .run();
        outcome.misuse([flag.as_str()]);
        assert!(
            !outcome.stderr.contains("unknown flag"),
            "no advice for {cell}: {outcome}"
        );
    }
}

/// Every probelet line of the pages and of the help that is whole.
pub(super) fn printed() -> Vec<Line> {
    let pages = ["README.md", "docs/checks.md", "docs/migrating.md"];
    let mut lines: Vec<_> = pages
        .iter()
        .flat_map(|name| commands(&document(name)))
        .collect();
    lines.extend(commands(&format!("```\n{}```", probe(["--help"]).stdout())));
    let has_target = |line: &Line| line.env.iter().any(|(name, _)| name == "PROBELET_TARGET");
    lines.retain(|line| !line.args.is_empty() || has_target(line));
    lines.retain(|line| !line.args.iter().any(|arg| arg.contains('…')));
    lines
}

/// The names in the table of differences.
pub(super) fn differences() -> BTreeSet<String> {
    rows(&section(&page(), "## Where probelet decides differently"))
        .into_iter()
        .map(|mut cells| cells.swap_remove(0))
        .collect()
}

/// The page.
fn page() -> String {
    document("docs/migrating.md")
}

/// A file of the project.
fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).expect("the page is there")
}

/// What stands under one heading.
fn section(page: &str, heading: &str) -> String {
    let start = page.find(heading).unwrap_or_else(|| panic!("no {heading}"));
    let rest = &page[start + heading.len()..];
    rest[..rest.find("\n## ").unwrap_or(rest.len())].to_owned()
}

/// The rows of a section's table, without its head.
fn rows(section: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| {
        let line = line.trim_matches('|').replace("\\|", "\u{1}");
        line.split('|')
            .map(|cell| cell.trim().replace('\u{1}', "|"))
            .collect()
    };
    section
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(cells)
        .collect()
}

/// The variables that the page's lines use.
const VARIABLES: [(&str, &str); 3] = [
    ("API_TOKEN", "t0ken"),
    ("LISTEN", "0.0.0.0:8000"),
    ("PORT", "8000"),
];

/// Every probelet command of the page, in fences and between backticks.
fn commands(page: &str) -> Vec<Line> {
    let mut all = Vec::new();
    for (number, part) in page.split("```").enumerate() {
        let fenced = number % 2 == 1;
        let mut env = VARIABLES
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        for line in part.lines() {
            let mut found = Vec::new();
            if fenced {
                let line = line.strip_prefix('+').unwrap_or(line);
                if let Some(pair) = line.strip_prefix("ENV ") {
                    let (name, value) = pair.split_once('=').expect("NAME=VALUE");
                    env.push((name.to_owned(), value.to_owned()));
                }
                // Compose keeps one of two dollars.
                let dollars = if part.to_lowercase().contains("# compose") {
                    line.replace("$$", "$")
                } else {
                    line.to_owned()
                };
                found.extend(listed(&dollars));
                found.extend(typed(&dollars));
            } else {
                let plain = line.replace("\\|", "|");
                found.extend(inline(&plain).iter().filter_map(|code| typed(code)));
            }
            all.extend(found.into_iter().map(|args| Line {
                tool: Tool::Curl,
                args,
                env: env.clone(),
            }));
        }
    }
    all
}

/// What stands between single backticks.
fn inline(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The arguments in a JSON list that starts probelet.
fn listed(line: &str) -> Option<Vec<String>> {
    line.match_indices('[').find_map(|(at, _)| {
        let list = Deserializer::from_str(&line[at..])
            .into_iter::<Vec<String>>()
            .next()?
            .ok()?;
        let program = list.iter().position(|word| word == "/probelet")?;
        Some(list[program + 1..].to_vec())
    })
}

/// The arguments of a typed line, or of one that an engine runs, up to what only a shell understands.
fn typed(line: &str) -> Option<Vec<String>> {
    let run = line.split_once(" exec ");
    let rest = match run.and_then(|(_, line)| line.split_once(" /probelet ")) {
        Some((_, rest)) => rest,
        None => line.trim_start().strip_prefix("probelet ")?,
    };
    // What follows three blanks is said about the line.
    let words = words(rest.split("   ").next().unwrap_or_default());
    let end = words
        .iter()
        .position(|word| word == "|" || word.starts_with("2>"))
        .unwrap_or(words.len());
    Some(words[..end].to_vec())
}
