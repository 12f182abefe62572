//! Imports go one way, and each dangerous thing has one user.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What only these files may contain, outside of their unit tests.
const USERS: [(&str, &[&str]); 13] = [
    ("std::env", &[]),
    ("ureq::", &[]),
    ("ureq_proto::", &["net/http/call.rs"]),
    ("rustls::", &["net/tls/"]),
    ("webpki_roots::", &[]),
    ("json_event_parser", &["expect/json/"]),
    ("base64::", &["net/http/", "net/tls/pem.rs"]),
    ("process::exit", &[]),
    ("rustix::stdio", &["report/mod.rs"]),
    ("println!", &[]),
    ("unsafe", &["sys/", "main.rs"]),
    ("todo!", &[]),
    ("dbg!", &[]),
];

#[test]
fn imports_go_the_one_way_that_main_draws() {
    let order = order();
    let level = |name: &str| {
        let at = order
            .iter()
            .position(|group| group.iter().any(|it| it == name));
        at.unwrap_or_else(|| panic!("{name} is missing in the order that main.rs draws"))
    };
    let mut wrong = BTreeSet::new();
    for (file, text) in sources() {
        let user = module(&file);
        for part in text.split("crate::").skip(1) {
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_');
            let used = &part[..end.unwrap_or(part.len())];
            if used != user && is_module(used) && level(used) >= level(&user) {
                wrong.insert(format!("{user} uses {used}, which does not stand below it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn imports_inside_a_folder_never_lead_back() {
    let mut uses = BTreeSet::new();
    for (file, text) in sources() {
        let user = path(&file);
        for used in imports(&user, &text) {
            let shared = user.iter().zip(&used).take_while(|(a, b)| a == b).count();
            if shared > 0 && shared < user.len() && shared < used.len() {
                uses.insert((user[..=shared].join("::"), used[..=shared].join("::")));
            }
        }
    }
    assert!(
        uses.len() > 20,
        "the imports were not understood: {uses:#?}"
    );
    // Whoever uses nobody that is left cannot be in a circle.
    loop {
        let before = uses.len();
        let users: BTreeSet<_> = uses.iter().map(|(user, _)| user.clone()).collect();
        uses.retain(|(_, used)| users.contains(used));
        if uses.len() == before {
            break;
        }
    }
    assert!(uses.is_empty(), "a circle is among {uses:#?}");
}

#[test]
fn each_dangerous_thing_has_one_user() {
    for (file, text) in sources() {
        for (thing, users) in USERS {
            let name = file.to_str().expect("a plain path");
            let allowed = users.iter().any(|user| name.starts_with(user));
            assert!(
                allowed || !text.contains(thing),
                "{name} may not hold {thing}"
            );
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (file, text) in sources() {
        assert!(text.starts_with("//! "), "{} has no header", file.display());
    }
}

/// Every source file by its path under src/, without comments of a line's own and unit tests.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = fs::read_to_string(&path).expect("a source is text");
                let code = text
                    .split("#[cfg(test)]\nmod tests")
                    .next()
                    .unwrap_or_default();
                let comment = |line: &&str| {
                    line.trim_start().starts_with("// ") || line.trim_start().starts_with("/// ")
                };
                let lines: Vec<_> = code.lines().filter(|line| !comment(line)).collect();
                let name = path.strip_prefix(&root).expect("under src").to_owned();
                sources.push((name, lines.join("\n")));
            }
        }
    }
    assert!(!sources.is_empty(), "src holds no file");
    sources
}

/// The module that a file is, from the top of the tree.
fn path(file: &Path) -> Vec<String> {
    let parts = file.iter().map(|part| part.to_string_lossy());
    let parts = parts.map(|part| part.trim_end_matches(".rs").to_owned());
    parts.filter(|part| part != "mod").collect()
}

/// The paths that a module's text names with `crate::` or `super::`, from the top of the tree.
fn imports(user: &[String], text: &str) -> Vec<Vec<String>> {
    let starts = |start: &'static str| text.match_indices(start).map(|(at, _)| at);
    let within = starts("crate::").chain(starts("super::"));
    let words = within.map(|at| {
        let end = text[at..].find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        text[at..].split_at(end.unwrap_or(text.len() - at)).0
    });
    let resolve = |words: &str| {
        let mut at = user.to_vec();
        for word in words.split("::").filter(|word| !word.is_empty()) {
            match word {
                "crate" => at.clear(),
                "super" => drop(at.pop()),
                word => at.push(word.to_owned()),
            }
        }
        at
    };
    words.map(resolve).collect()
}

/// The module at the top of the tree to which a file belongs.
fn module(file: &Path) -> String {
    let first = file
        .iter()
        .next()
        .expect("a path has a part")
        .to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Whether a name is that of a file or folder right under src/.
fn is_module(name: &str) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    root.join(name).is_dir() || root.join(format!("{name}.rs")).is_file()
}

/// Returns the rooms that the head of main.rs draws: a line each, of which the first is the lowest.
fn order() -> Vec<Vec<String>> {
    let main = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs");
    let text = fs::read_to_string(main).expect("main.rs is text");
    let drawing = text.split("//! ```").nth(1).expect("main.rs draws them");
    let rooms = drawing
        .lines()
        .filter_map(|line| line.strip_prefix("//! "))
        .map(|line| line.split("  ").next().unwrap_or_default());
    let order: Vec<Vec<_>> = rooms
        .map(|names| names.split(", ").map(str::to_owned).collect())
        .collect();
    assert!(order.len() > 8, "main.rs draws no order: {drawing}");
    order
}
