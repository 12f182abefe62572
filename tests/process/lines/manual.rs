//! The manual page says what `--help all` says.

use std::fs;
use std::process::Command;

use crate::support::{need, probe, scratch};

#[test]
fn the_manual_page_says_all_that_help_says() {
    let Some(bash) = need("bash") else { return };
    let folder = scratch();
    let status = Command::new(bash)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/man.sh"))
        .env("CARGO_TARGET_DIR", folder.path())
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "scripts/man.sh failed"
    );
    let page = folder.path().join("probelet.1");
    let text = fs::read_to_string(&page).expect("the page is there");
    let shown = text.replace("\\-", "-").replace("\\e", "\\").to_lowercase();
    let help = probe(["--help", "all"]);
    // Its first line is the page's name, and the last of the short help leads to the rest.
    let lines = help.stdout().lines().skip(1);
    let lines = lines.filter(|line| !line.starts_with("More: "));
    for word in lines.flat_map(str::split_whitespace) {
        let word = word.trim_end_matches(':').to_lowercase();
        // A heading of its own there.
        let word = word.replace("usage", "synopsis");
        assert!(shown.contains(&word), "{word:?} is missing: {text}");
    }
}
