//! What is written about the program is what the program does.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Probe, need, probe, scratch, version};

#[test]
fn help_names_every_flag_that_is_offered() {
    let help = help();
    let mut words: Vec<_> = ["0", "1", "64", "70", "PROBELET_TARGET"]
        .map(str::to_owned)
        .into();
    let flags = flags();
    words.extend(flags.iter().filter(|flag| flag.is_offered).map(Flag::word));
    let missing: Vec<_> = words.iter().filter(|word| !names(&help, word)).collect();
    assert!(missing.is_empty(), "--help all does not name {missing:?}");
}

#[test]
fn the_manual_page_names_every_flag_and_variable() {
    let Some(python) = need("python3") else {
        return;
    };
    let folder = scratch();
    let status = Command::new(python)
        .arg("scripts/manual.py")
        .arg(folder.path())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(status.is_ok_and(|status| status.success()));
    let read = |name| fs::read_to_string(folder.path().join(name)).expect("it is written");
    let page = ["\\fB", "\\fI", "\\fR"]
        .iter()
        .fold(read("probelet.1"), |page, font| page.replace(font, ""))
        .replace("\\-", "-");
    let flags = flags();
    let mut words: Vec<_> = flags.iter().map(Flag::word).collect();
    let twins = flags.iter().filter(|flag| flag.has_twin());
    words.extend(twins.map(|flag| {
        let name = flag.name.to_uppercase().replace('-', "_");
        format!("PROBELET_{name}")
    }));
    let missing: Vec<_> = words.iter().filter(|word| !names(&page, word)).collect();
    assert!(missing.is_empty(), "the page does not name {missing:?}");
    let bash = read("probelet.bash");
    let offered = flags.iter().filter(|flag| flag.is_offered).map(Flag::word);
    let missing: Vec<_> = offered.filter(|word| !names(&bash, word)).collect();
    assert!(missing.is_empty(), "bash does not complete {missing:?}");
}

#[test]
fn bash_completes_flags_and_files() {
    let (Some(python), Some(bash)) = (need("python3"), need("bash")) else {
        return;
    };
    let folder = scratch();
    let script = r#"
        "$1" scripts/manual.py "$2" && . "$2/probelet.bash" && cd "$2" || exit
        for words in 'probelet --expect-j' 'probelet --format j' 'probelet --format = j' \
            'probelet -tls-s' 'probelet --cacert probelet.b' 'probelet --retry '; do
            IFS=' ' read -ra COMP_WORDS <<<"$words"
            [[ $words != *' ' ]] || COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
            _probelet
            echo "${COMPREPLY[*]}"
        done"#;
    let output = Command::new(bash)
        .args(["-c", script, "bash"])
        .args([python.as_path(), folder.path()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("bash can be started");
    let wanted = "--expect-json\njson\njson\n-tls-server-name\nprobelet.bash\n\n";
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        wanted,
        "{output:?}"
    );
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

/// A flag of the program's table.
struct Flag {
    /// Its name, without dashes.
    name: String,
    /// What stands between its name and what the kind needs.
    kind: String,
    /// Whether it does something.
    is_offered: bool,
}

impl Flag {
    /// The flag as it is written.
    fn word(&self) -> String {
        let one_dash = self.name.len() == 1 || self.kind == "~>" || self.kind == "~-";
        format!("{}{}", if one_dash { "-" } else { "--" }, self.name)
    }

    /// Whether a variable stands in for it.
    fn has_twin(&self) -> bool {
        self.kind.ends_with('=') && self.is_offered && self.name != "install"
    }
}

/// The program's table of flags, except what is refused.
fn flags() -> Vec<Flag> {
    let table = document("src/cli/flags.txt").expect("the table of flags is there");
    let lines: Vec<(&str, &str, &str)> = table
        .lines()
        .map(|line| {
            let mut words = line.splitn(3, ' ');
            let mut word = || words.next().unwrap_or_default();
            (word(), word(), word())
        })
        .collect();
    let kind_of = |wanted: &str| {
        let line = lines.iter().find(|(name, ..)| *name == wanted);
        line.expect("an alias stands for a flag").1
    };
    let mut flags = Vec::new();
    for &(name, kind, rest) in &lines {
        // Always refused.
        if kind.ends_with('?') && rest.is_empty() {
            continue;
        }
        let final_kind = if kind.ends_with('>') {
            kind_of(rest)
        } else {
            kind
        };
        flags.push(Flag {
            name: name.to_owned(),
            kind: kind.to_owned(),
            is_offered: matches!(final_kind, "=" | "~=" | "+" | "~+"),
        });
    }
    assert!(flags.len() > 100, "the table was not understood");
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
