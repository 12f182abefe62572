//! What a release is called: one owner, one table of tags, the same architectures everywhere.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn every_file_names_the_repository_and_the_image_of_cargo_toml() {
    let manifest = text("Cargo.toml");
    let repository = field(&manifest, "repository");
    let image = field(&manifest, "image");
    assert_eq!(field(&manifest, "homepage"), repository);
    let files = Command::new("git")
        .arg("ls-files")
        .current_dir(root())
        .output();
    let files = files.expect("git lists the files").stdout;
    let mut others = BTreeSet::new();
    let mut found = 0;
    for file in String::from_utf8_lossy(&files).lines() {
        let Ok(text) = fs::read_to_string(root().join(file)) else {
            continue;
        };
        for (host, wanted) in [("https://github.com/", repository), ("ghcr.io/", image)] {
            for rest in text.split(host).skip(1) {
                let end = rest.find("/probelet").filter(|end| {
                    rest[..*end]
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || c == '-')
                });
                let Some(end) = end else { continue };
                found += 1;
                let named = format!("{host}{}/probelet", &rest[..end]);
                if named != wanted {
                    others.insert(format!("{file}: {named}"));
                }
            }
        }
    }
    assert!(
        others.is_empty(),
        "scripts/owner.sh renames them: {others:#?}"
    );
    assert!(found > 5, "only {found} names were found");
}

#[test]
fn tags_of_images_move_to_the_newest_release_only() {
    let tags = "v0.9.0\nv1.1.8\nv1.2.3\nv1.2.9\nv1.3.0-rc.1\nv2.0.0-rc.1\nunrelated\n";
    for (tag, moving) in [
        ("v1.2.10", "1.2 1 latest"),
        ("v1.3.0", "1.3 1 latest"),
        ("v2.0.0", "2.0 2 latest"),
        ("v1.1.9", "1.1"),
        ("v0.9.1", "0.9 0"),
        ("v1.2.3", ""),
        ("v1.3.0-rc.1", ""),
        ("v3.0.0-rc.1", ""),
        ("v3", ""),
        ("main", ""),
    ] {
        let mut script = Command::new(root().join("scripts/release-tag.sh"))
            .args([tag, "moving"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a script of the project can be started");
        let mut stdin = script.stdin.take().expect("it is a pipe");
        stdin.write_all(tags.as_bytes()).expect("it is read");
        drop(stdin);
        let output = script.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{tag}");
        let printed = String::from_utf8_lossy(&output.stdout);
        let printed: Vec<_> = printed.lines().collect();
        assert_eq!(printed.join(" "), moving, "{tag}");
    }
}

#[test]
fn only_the_tag_of_the_version_is_released() {
    let version = env!("CARGO_PKG_VERSION");
    for tag in ["v99.0.0", version, "v", ""] {
        let script = Command::new(root().join("scripts/release-tag.sh"))
            .arg(tag)
            .output();
        let output = script.expect("a script of the project can be started");
        assert_eq!(output.status.code(), Some(1), "{tag}");
        let why = String::from_utf8_lossy(&output.stderr);
        assert!(why.contains(&format!("must be v{version}")), "{tag}: {why}");
    }
}

#[test]
fn every_architecture_is_built_installed_and_documented() {
    let table = text("scripts/architectures.txt");
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<_>> = rows.map(|row| row.split_whitespace().collect()).collect();
    assert!(rows.len() >= 7, "{rows:?}");
    let (manifest, workflow) = (text("Cargo.toml"), text(".github/workflows/dist.yml"));
    let pages = [text("README.md"), text("CHANGELOG.md")];
    for row in &rows {
        let (name, target) = (row[0], row[1]);
        let file = format!(
            "{target}.pkg-url = \"{{ repo }}/releases/download/v{{ version }}/probelet-{{ version }}-linux-{name}\""
        );
        assert!(manifest.contains(&file), "Cargo.toml lacks {file}");
        let mut words = workflow.split(|c: char| !c.is_ascii_alphanumeric());
        assert!(
            words.any(|word| word == name),
            "dist.yml does not build {name}"
        );
        assert!(
            pages.iter().all(|page| page.contains(name)),
            "a page lacks {name}"
        );
    }
    assert_eq!(manifest.matches(".pkg-url = ").count(), rows.len());
}

#[test]
fn the_image_that_releases_are_built_in_has_the_pinned_compiler() {
    let toolchain = text("rust-toolchain.toml");
    let base = format!(
        "\nARG BASE=rust:{}-slim-bookworm",
        field(&toolchain, "channel")
    );
    assert!(
        text("Dockerfile").contains(&base),
        "Dockerfile lacks {base}"
    );
}

/// The value of a line `name = "value"`.
fn field<'a>(text: &'a str, name: &str) -> &'a str {
    let start = format!("{name} = \"");
    let line = text.lines().find_map(|line| line.strip_prefix(&start));
    line.unwrap_or_else(|| panic!("no {name}"))
        .trim_end_matches('"')
}

/// The project's folder.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the project.
fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
