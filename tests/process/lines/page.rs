//! `lines/lines.txt`: written on demand, compared otherwise.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use super::situation::Seen;

/// Writes the page, or compares it with what was seen; what cannot be seen here stays as it is.
pub(super) fn settle(seen: &[(&str, Vec<Seen>)]) {
    let known = if path().exists() {
        known()
    } else {
        BTreeMap::new()
    };
    let mut page = INTRODUCTION.to_owned();
    let mut wrong = String::new();
    let mut count = 0;
    for (section, situations) in seen {
        let _ = write!(page, "\n== {section}\n");
        for Seen {
            name,
            command,
            line,
        } in situations
        {
            let before = known.get(*name).map_or("\n", String::as_str);
            let text = match line {
                Some(line) => format!("$ {command}\n{line}\n"),
                None => before.to_owned(),
            };
            let _ = write!(page, "\n# {name}\n{text}");
            count += 1;
            if before != text {
                let _ = write!(wrong, "\n{name}, on the page:\n{before}and seen:\n{text}");
            }
        }
    }
    assert!(count >= 50, "{count} situations are too few");
    if env::var_os("WRITE_LINES").is_some() {
        fs::write(path(), page).expect("the page can be written");
        return;
    }
    assert_eq!(
        known.len(),
        count,
        "the page has situations that are gone, or lacks some"
    );
    assert!(
        wrong.is_empty(),
        "not as in tests/process/lines/lines.txt:{wrong}"
    );
}

/// The blocks of the page by their names: command and line.
pub(super) fn known() -> BTreeMap<String, String> {
    let page = fs::read_to_string(path()).expect("lines.txt is there");
    let blocks = page.split("\n# ").skip(1);
    let blocks = blocks.map(|block| {
        let (name, rest) = block
            .split_once('\n')
            .expect("a name has a line of its own");
        let text: Vec<_> = rest.lines().take(2).collect();
        (name.to_owned(), text.join("\n") + "\n")
    });
    blocks.collect()
}

/// Where the page is.
fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/process/lines/lines.txt")
}

/// What stands above the blocks.
const INTRODUCTION: &str = "\
What probelet prints when something is wrong. Every block is a situation that a test makes for real:
its name, the command, the line. SECRET is set, and -H 'X-Key: ${SECRET}' comes with every command
but those of the last section; no line shows it. Times that passed and dates are N.
";
