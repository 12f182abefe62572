//! The commands of the README's quick start, as printed.

use std::fs;
use std::process::Command;

use crate::compose::replaced;
use crate::engine::{engine, project, succeed};
use crate::support::{current_engines, scratch, skip};

#[test]
fn the_quick_start_ends_with_healthy_and_then_with_unhealthy() {
    if current_engines().is_none() {
        skip(
            "makes images named probelet and hello, for which it wants scripts/current-engines.sh",
        );
        return;
    }
    let Some(engine) = engine() else { return };
    let clone = scratch();
    let dist = clone.path().join("dist");
    fs::create_dir(&dist).expect("a folder can be made");
    fs::copy(&engine.probelet, dist.join("probelet")).expect("it can be copied");
    let mut copy = Command::new("cp");
    succeed(copy.arg("-r").arg(project("examples")).arg(clone.path()));

    let script = replaced(&commands(), "make dist\n", "");
    let mut shell = Command::new("sh");
    let output = succeed(shell.args(["-ec", &script]).current_dir(clone.path()));
    let lines: Vec<_> = output.lines().collect();
    let target = "healthy: http://localhost:9000/health:";
    for line in [
        format!("{target} 200 OK in "),
        format!("un{target} 503 Service Unavailable in "),
    ] {
        let found = lines.iter().any(|it| it.starts_with(&line));
        assert!(found, "no {line:?} in {output}");
    }
}

/// The README's blocks of commands about the service `hello`, one after the other.
#[track_caller]
fn commands() -> String {
    let readme = fs::read_to_string(project("README.md")).expect("it is there");
    let blocks = readme.split("```sh\n").skip(1);
    let blocks = blocks.filter_map(|block| block.split_once("```"));
    blocks
        .map(|(commands, _)| commands)
        .filter(|it| it.contains("hello") || it.contains("compose.yaml"))
        .collect()
}
