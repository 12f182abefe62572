//! What the pages name is there: other pages, headings, files and make targets.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn there_are_few_pages_and_the_first_is_short() {
    let pages = pages();
    let in_docs = pages.iter().filter(|page| page.contains("docs/")).count();
    assert!((1..=9).contains(&in_docs), "{pages:?}");
    let lines = text("README.md").lines().count();
    assert!(lines < 250, "README.md has {lines} lines");
}

#[test]
fn every_link_leads_somewhere() {
    let mut dead = BTreeSet::new();
    for page in pages() {
        let folder = Path::new(&page).parent().expect("a file has a folder");
        for link in prose(&text(&page)).split("](").skip(1) {
            let link = link.split(')').next().unwrap_or_default();
            if link.contains("://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let file = match file {
                "" => PathBuf::from(&page),
                file => folder.join(file),
            };
            let there = root().join(&file).exists();
            if !there || (!heading.is_empty() && !has_heading(&file, heading)) {
                dead.insert(format!("{page}: {link}"));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn every_file_and_make_target_that_is_named_exists() {
    let makefile = text("Makefile");
    let mut missing = BTreeSet::new();
    let mut found = 0;
    for page in pages() {
        for code in code(&text(&page)) {
            let words: Vec<_> = code.split([' ', '\n', ',', '=', '(', ')']).collect();
            for pair in words.windows(2) {
                let target = pair[1].trim_end_matches(':');
                let is_name = target.starts_with(|c: char| c.is_ascii_lowercase());
                if pair[0] == "make" && is_name && !makefile.contains(&format!("\n{target}:")) {
                    missing.insert(format!("{page}: make {target}"));
                }
            }
            for word in words {
                let word = word.trim_end_matches([':', '.', ';']);
                let ours = FOLDERS.iter().any(|folder| word.starts_with(folder));
                // Capitals stand for something else.
                if ours && !word.contains(|c: char| c.is_ascii_uppercase() || "…*{$<".contains(c))
                {
                    found += 1;
                    if !root().join(word).exists() {
                        missing.insert(format!("{page}: {word}"));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(found > 40, "only {found} names were found");
}

#[test]
fn every_variable_before_a_script_is_one_that_it_reads() {
    let makefile = text("Makefile") + &text("scripts/dist.sh");
    let mut unread = BTreeSet::new();
    let mut found = 0;
    for page in pages() {
        let page_text = text(&page);
        let words: Vec<_> = page_text
            .split_whitespace()
            .map(|word| word.trim_matches(['`', '(', ')']))
            .collect();
        for pair in words.windows(2) {
            let Some((name, _)) = pair[0].split_once('=') else {
                continue;
            };
            let reader = match pair[1] {
                "make" => makefile.clone(),
                script if script.starts_with("scripts/") => text(script),
                _ => continue,
            };
            found += 1;
            if !reader.contains(&format!("${{{name}:-")) {
                unread.insert(format!("{page}: {} {}", pair[0], pair[1]));
            }
        }
    }
    assert!(unread.is_empty(), "{unread:#?}");
    assert!(found > 1, "only {found} variables were found");
}

#[test]
fn the_picture_of_the_house_has_every_room() {
    let page = text("CONTRIBUTING.md");
    let entries = fs::read_dir(root().join("src")).expect("src can be read");
    for entry in entries {
        let entry = entry.expect("an entry");
        let slash = if entry.path().is_dir() { "/" } else { "" };
        let name = format!("src/{}{slash}", entry.file_name().to_string_lossy());
        assert!(page.contains(&name), "CONTRIBUTING.md does not show {name}");
    }
}

/// Where the files are that pages name.
const FOLDERS: [&str; 7] = [
    "bench/",
    "docs/",
    "examples/",
    "fuzz/",
    "scripts/",
    "src/",
    "tests/",
];

/// The project's folder.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page that people write.
fn pages() -> Vec<String> {
    let mut pages = ["CONTRIBUTING.md", "README.md", "SECURITY.md"]
        .map(str::to_owned)
        .to_vec();
    for entry in fs::read_dir(root().join("docs")).expect("docs can be read") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".md") {
            pages.push(format!("docs/{name}"));
        }
    }
    pages
}

/// A file of the project.
fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A page without what stands in fences and between backticks.
fn prose(page: &str) -> String {
    let outside = page.split("```").step_by(2);
    outside
        .map(|part| part.split('`').step_by(2).collect::<Vec<_>>().join("code"))
        .collect()
}

/// What stands in the fences of shell commands and pictures, and between backticks.
fn code(page: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (number, part) in page.split("```").enumerate() {
        if number % 2 == 0 {
            all.extend(part.split('`').skip(1).step_by(2).map(str::to_owned));
        } else if part.starts_with("sh\n") || part.starts_with("text\nsrc/") {
            all.push(part.to_owned());
        }
    }
    all
}

/// Reports whether a page has a heading with this anchor.
fn has_heading(page: &Path, anchor: &str) -> bool {
    let page = fs::read_to_string(root().join(page)).unwrap_or_default();
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let slug = |heading: &str| -> String {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(slug).any(|it| it == anchor)
}
