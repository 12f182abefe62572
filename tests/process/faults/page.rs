//! `docs/faults.md`: written by `make faults`, compared with what is seen otherwise.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::beside::{Beside, Others};
use crate::support::{has_grpc, has_tls};

/// One row of the page.
#[derive(Debug)]
pub(super) struct Row {
    /// What the peer does.
    pub(super) name: String,
    /// The exit status.
    pub(super) exit: String,
    /// When the run was over.
    pub(super) ends: String,
    /// What was printed.
    pub(super) line: String,
    /// What curl and wget made of it.
    pub(super) others: Option<Others>,
}

/// Writes the page, or compares it with what was seen.
pub(super) fn settle(seen: &[(&str, Vec<Row>)], beside: Option<&Beside>) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md");
    if let Some(beside) = beside {
        fs::write(&page, render(seen, &beside.versions())).expect("the page can be written");
        return;
    }
    // A look at what was seen, whatever the page says.
    let copy = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("faults.md");
    fs::write(copy, render(seen, "")).expect("the copy can be written");
    let text = fs::read_to_string(&page).expect("the page is there; `make faults` writes it");
    let known: Vec<_> = text.lines().filter_map(compared).collect();
    let found: Vec<_> = seen
        .iter()
        .flat_map(|(_, rows)| rows)
        .map(|row| compared(&line(row)).expect("a row"))
        .collect();
    let strange: Vec<_> = found.iter().filter(|row| !known.contains(row)).collect();
    assert!(
        strange.is_empty(),
        "not on the page, run `make faults`: {strange:#?}"
    );
    let complete = known.len() == found.len() || !has_tls() || !has_grpc();
    assert!(complete, "rows are gone, run `make faults`");
}

/// Puts everything that was seen together.
fn render(seen: &[(&str, Vec<Row>)], versions: &str) -> String {
    let mut page = INTRODUCTION.replace("VERSIONS", versions);
    for (name, rows) in seen {
        let _ = write!(
            page,
            "\n## {name}\n\n| the peer | exit | over | line | curl | wget |\n|---|---|---|---|---|---|\n"
        );
        for row in rows {
            page.push_str(&line(row));
        }
    }
    page
}

/// One row as text.
fn line(row: &Row) -> String {
    let Row {
        name,
        exit,
        ends,
        line,
        others,
    } = row;
    let (curl, wget) = match others {
        Some(others) => (others.curl.as_str(), others.wget.as_str()),
        None => ("", ""),
    };
    let mut shown = String::new();
    for (index, c) in line.chars().enumerate() {
        match c {
            _ if index == MAX_SHOWN => {
                shown.push('…');
                break;
            }
            _ if index > MAX_SHOWN => break,
            '|' => shown.push_str("\\|"),
            c => shown.push(c),
        }
    }
    format!("| {name} | {exit} | {ends} | `` {shown} `` | {curl} | {wget} |\n")
}

/// The cells of a row that are the same on every machine.
fn compared(line: &str) -> Option<[String; 4]> {
    let cells = line.strip_prefix("| ")?.split(" | ").map(str::to_owned);
    let cells: [String; 4] = cells.take(4).collect::<Vec<_>>().try_into().ok()?;
    (cells[0] != "the peer").then_some(cells)
}

/// How much of a line the page shows.
const MAX_SHOWN: usize = 160;

/// What stands above the tables.
const INTRODUCTION: &str = "\
# Faults

What probelet makes of peers that are broken, slow or hostile: every row is a test
(`tests/process/faults/`), run with `--max-time 400ms`. *At the limit* means between 400 and 500 ms
after the start of the process. `make faults` writes this page; `make test` fails when what it sees
is not on it.

The last columns are the exit status of `curl -f -m 0.4` and `wget -T 0.4 -t 1` on the same peer,
where the row needs no option that they lack: 0 is healthy, anything else unhealthy, and *hangs*
means killed after 2 s.VERSIONS

The kubelet's `httpGet` judges by the same rules: 200-399, redirects to the same host followed,
redirects to another host not followed and healthy. It follows 9 redirects at most, and it reads up to
10 KiB of the body, so a body that stalls or breaks off makes it unhealthy. probelet follows 10, and
does not wait for a body that no check asks for.
";
