//! What is written about the program is what the program does.

use std::fs;
use std::path::Path;

use crate::support::{Probe, probe, version};

#[test]
fn help_names_every_flag_variable_and_exit_status() {
    let help = help();
    let mut words = vec!["0", "1", "64", "70", "PROBELET_TARGET"]
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    for (kind, name, aliases) in flags() {
        // wget's -Y has no long name of its own; the table needs one.
        if name == "Y" {
            continue;
        }
        words.push(format!("--{name}"));
        words.extend(aliases.iter().map(|alias| format!("--{alias}")));
        if kind == "=" {
            words.push(format!(
                "PROBELET_{}",
                name.to_uppercase().replace('-', "_")
            ));
        }
    }
    let missing: Vec<_> = words.iter().filter(|word| !names(&help, word)).collect();
    assert!(missing.is_empty(), "--help all does not name {missing:?}");
}

#[test]
fn help_names_no_flag_that_does_not_exist() {
    for word in help().split(|c: char| !c.is_alphanumeric() && c != '-' && c != '.') {
        let flag = word.trim_end_matches(['-', '.']);
        if flag.len() > 3 && flag.starts_with("--") {
            let outcome = probe([flag]);
            assert!(!outcome.stderr.contains("unknown flag"), "{outcome}");
        }
    }
}

#[test]
fn help_fits_a_terminal() {
    let short = probe(["--help"]);
    let lines = short.lines().len();
    assert!(lines <= 60, "--help has {lines} lines");
    for text in [short.stdout(), &help()] {
        for line in text.lines() {
            let width = line.chars().count();
            assert!(width <= 80, "{width} columns: {line}");
        }
    }
}

#[test]
fn help_can_be_asked_for_in_every_place() {
    let help = probe(["--help"]).stdout().to_owned();
    for arguments in [
        vec!["-h"],
        vec!["http://127.0.0.1/", "--help"],
        vec!["-fsh"],
        vec!["-v", "-h"],
    ] {
        let outcome = probe(&arguments);
        assert_eq!(outcome.exits(0).stdout(), help, "{outcome}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let first = version().lines().next().unwrap_or_default();
    let wanted = concat!("probelet ", env!("CARGO_PKG_VERSION"));
    assert!(first.starts_with(wanted), "{first}");
    assert!(version().contains("ureq 3.5.1"), "{}", version());
}

#[test]
fn the_readme_shows_the_help_as_it_is() {
    let Some(readme) = document("README.md") else {
        return;
    };
    let help = probe(["--help"]).stdout().to_owned();
    let first = help.lines().next().unwrap_or_default();
    let shown = blocks(&readme)
        .into_iter()
        .find(|block| block.starts_with(first));
    let shown = shown.expect("README.md has a block that begins as --help does");
    assert_eq!(
        shown.trim_end(),
        help.trim_end(),
        "README.md shows an older --help"
    );
}

#[test]
fn the_changelog_knows_the_version() {
    if let Some(changelog) = document("CHANGELOG.md") {
        let known =
            changelog.contains("Unreleased") || changelog.contains(env!("CARGO_PKG_VERSION"));
        assert!(known, "CHANGELOG.md has no entry for this version");
    }
}

#[test]
fn the_example_dockerfile_uses_flags_that_exist_in_exec_form() {
    let Some(dockerfile) = document("Dockerfile.example") else {
        return;
    };
    let joined = dockerfile.replace("\\\n", " ");
    let checks: Vec<_> = joined
        .lines()
        .filter(|line| line.starts_with("HEALTHCHECK"))
        .collect();
    assert!(!checks.is_empty(), "Dockerfile.example has no HEALTHCHECK");
    for check in checks {
        let (_, command) = check.split_once(" CMD ").expect("HEALTHCHECK has a CMD");
        let words: Vec<String> = serde_json::from_str(command.trim()).expect("the exec form");
        assert!(words[0].ends_with("probelet"), "{words:?}");
        let run = Probe::new()
            .arg("--explain")
            .args(&words[1..])
            .env("PORT", "8000");
        run.run().exits(0);
    }
}

/// Everything that `--help all` prints.
fn help() -> String {
    let outcome = probe(["--help", "all"]);
    outcome.exits(0).stdout().to_owned()
}

/// Kind, long name and aliases in the program's table of flags, except what is refused with advice.
fn flags() -> Vec<(String, String, Vec<String>)> {
    let source = document("src/cli/flag.rs").expect("the table of flags is in src/cli/flag.rs");
    let (_, table) = source
        .split_once("const TABLE: &str = \"\\\n")
        .expect("a table");
    let (table, _) = table.split_once("\";").expect("a table has an end");
    let mut flags = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('!')) {
        let mut words = line.split(' ').map(str::to_owned);
        let (kind, name) = (words.next(), words.next());
        let (Some(kind), Some(name)) = (kind, name) else {
            panic!("not a line of the table: {line}");
        };
        flags.push((kind, name, words.skip(1).collect()));
    }
    assert!(flags.len() > 40, "the table was not understood: {flags:?}");
    flags
}

/// Whether a text holds a word that no longer word contains.
fn names(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

/// The fenced blocks of a Markdown text.
fn blocks(text: &str) -> Vec<&str> {
    let fenced = text.split("```").skip(1).step_by(2);
    fenced
        .map(|block| block.split_once('\n').map_or("", |(_, body)| body))
        .collect()
}

/// A file of the project, if it is there.
fn document(name: &str) -> Option<String> {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).ok()
}
