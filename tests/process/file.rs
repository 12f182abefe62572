//! `file:PATH`: the heartbeat of a worker that has no port.

use std::fs;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::support::{Probe, need, probe, scratch};

#[test]
fn a_heartbeat_is_healthy_as_long_as_it_is_young() {
    let folder = scratch();
    let path = folder.path().join("alive");
    let target = format!("file:{}", path.display());
    probe([&target]).unhealthy(["the file does not exist"]);
    let file = fs::File::create(&path).expect("creates");
    probe([&*target, "--max-age=1m"]).healthy();
    for (age, healthy) in [(50, true), (70, false)] {
        let then = SystemTime::now() - Duration::from_secs(age);
        file.set_modified(then).expect("sets the time");
        let outcome = probe([&*target, "--max-age=1m"]);
        if healthy {
            outcome.healthy();
        } else {
            outcome.unhealthy([" ago, wanted at most 60 s"]);
        }
    }
    probe([&target]).healthy();
    let later = SystemTime::now() + Duration::from_secs(60);
    file.set_modified(later).expect("sets the time");
    probe([&*target, "--max-age=1m"]).unhealthy(["in the future"]);
}

#[test]
fn the_start_of_a_file_is_checked() {
    let folder = scratch();
    let path = folder.path().join("state");
    let target = format!("file:{}", path.display());
    for (text, option, line) in [
        ("{\"a\":[1]}", "--expect-json=a[0]=1", None),
        (
            "{\"a\":[1]}",
            "--expect-json=$.a[0] == 2",
            Some("JSON $.a[0] is 1, wanted \"2\""),
        ),
        (
            "",
            "--expect-json=a=1",
            Some("the file is empty, wanted JSON"),
        ),
        ("ready", "--expect-body=ready", None),
        (
            "busy",
            "--expect-body=ready",
            Some("the file does not contain \"ready\""),
        ),
        (
            "busy",
            "--reject-body=busy",
            Some("the file contains \"busy\""),
        ),
    ] {
        fs::write(&path, text).expect("writes");
        let outcome = probe([option, &target]);
        match line {
            None => outcome.healthy(),
            Some(line) => outcome.unhealthy([line]),
        };
    }
    let far = [&"x".repeat(64 * 1024), "ready"].concat();
    fs::write(&path, far).expect("writes");
    let outcome = probe(["--expect-body=ready", &target]);
    outcome.unhealthy(["the first 64 KiB of the file does not contain"]);
}

#[test]
fn what_is_no_regular_file_is_named_and_never_waited_for() {
    let folder = scratch();
    let fifo = folder.path().join("fifo");
    if let Some(mkfifo) = need("mkfifo") {
        let made = Command::new(mkfifo).arg(&fifo).status();
        assert!(made.expect("mkfifo runs").success());
        let outcome = probe(["--expect-body=x", &format!("file:{}", fifo.display())]);
        outcome.unhealthy(["a FIFO"]);
        assert!(outcome.took < Duration::from_secs(1), "{outcome}");
    }
    probe(["file:/"]).unhealthy(["a directory"]);
    probe(["file:/dev/zero", "--expect-body=x"]).unhealthy(["a device"]);
}

#[test]
fn a_variable_holds_the_path() {
    let folder = scratch();
    fs::write(folder.path().join("a b"), "").expect("writes");
    let run = Probe::new().arg("file:${STATE}/a b");
    run.env("STATE", folder.path()).run().healthy();
}
