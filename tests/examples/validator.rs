//! The validators of tests/examples/requirements.txt, which scripts/setup.sh installs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::compose::replaced;
use crate::dockerfiles::example;
use crate::engine::{project, succeed};
use crate::support::{missing, scratch};

/// A program of the validators' virtual environment; `None` after saying loudly that it is not there.
#[track_caller]
pub(crate) fn validator(name: &str) -> Option<Command> {
    let folder: PathBuf = [env!("CARGO_TARGET_TMPDIR"), "..", "validators", "bin"]
        .iter()
        .collect();
    let program = folder.join(name);
    if !program.is_file() {
        missing("the validators are not installed: scripts/setup.sh test");
        return None;
    }
    Some(Command::new(program))
}

/// Fails unless the validator takes an example, and refuses it with any one of these faults in it.
#[track_caller]
pub(crate) fn assert_valid(validator: impl Fn() -> Command, name: &str, faults: &[[&str; 2]]) {
    succeed(validator().arg(example(name)));
    let text = fs::read_to_string(example(name)).expect("it is there");
    let folder = scratch();
    let broken = folder.path().join(name);
    for fault in faults {
        let text = replaced(&text, fault[0], fault[1]);
        fs::write(&broken, text).expect("a file can be written");
        let output = run(validator().arg(&broken));
        assert!(!output.status.success(), "{fault:?} passes: {output:?}");
    }
}

/// An example in YAML, JSON or HCL as a value; `None` after saying loudly that it cannot be read.
#[track_caller]
pub(crate) fn read(name: &str) -> Option<Value> {
    let json = succeed(script("read.py")?.arg(example(name)));
    Some(serde_json::from_str(&json).expect("the script prints JSON"))
}

/// A script of this folder, under the validators' Python.
#[track_caller]
pub(crate) fn script(name: &str) -> Option<Command> {
    let mut python = validator("python")?;
    python.arg(project("tests/examples").join(name));
    Some(python)
}

/// Runs a command to its end, whatever that is.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output();
    output.unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// The name of a file without its folders.
pub(crate) fn name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
