//! Control groups: 6 MiB of memory, one process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use super::cell::{Cell, judges_right};
use crate::support::{Probe, skip};

/// What each group may use, in both versions of the files.
const LIMITS: [(&str, &str, &str, &str); 2] = [
    ("memory", "memory.limit_in_bytes", "memory.max", "6291456"),
    ("pids", "pids.max", "pids.max", "1"),
];

#[test]
fn six_mebibytes_and_one_process_are_enough() {
    let Some(cell) = Cell::new() else { return };
    let Some(group) = Group::new() else {
        return skip("no control group can be made here");
    };
    let script = "for file in $1; do echo 0 >\"$file\"; done; shift; exec \"$@\"";
    let files: Vec<_> = group
        .folders
        .iter()
        .map(|folder| folder.join("cgroup.procs"))
        .collect();
    let files: Vec<_> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    let words = ["/bin/sh", "-ec", script, "sh", &files.join(" ")];
    let place = || cell.inside(Probe::new().under(words));
    judges_right(place, "6 MiB and one process");
}

/// Groups of the test's own, removed when dropped.
struct Group {
    /// One folder, or one for each controller in version 1.
    folders: Vec<PathBuf>,
}

impl Group {
    /// Makes them where the system lets us.
    fn new() -> Option<Self> {
        let root = Path::new("/sys/fs/cgroup");
        let name = format!("probelet-test-{}", process::id());
        let unified = fs::read_to_string(root.join("cgroup.subtree_control"));
        let mut group = Self {
            folders: Vec::new(),
        };
        for (controller, first, second, limit) in LIMITS {
            let (folder, file) = match &unified {
                Ok(active) if !active.contains(controller) => return None,
                Ok(_) => (root.join(&name), second),
                Err(_) => (root.join(controller).join(&name), first),
            };
            if !group.folders.contains(&folder) {
                fs::create_dir(&folder).ok()?;
                group.folders.push(folder.clone());
            }
            fs::write(folder.join(file), limit).ok()?;
        }
        Some(group)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        for folder in &self.folders {
            let _ = fs::remove_dir(folder);
        }
    }
}
