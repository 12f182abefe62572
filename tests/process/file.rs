//! `file:PATH`: the heartbeat of a worker that has no port.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::time::{Duration, SystemTime};

use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::process::geteuid;

use crate::support::{Probe, binary, grace, need, probe, scratch, skip};

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
fn a_nightly_heartbeat_may_be_older_than_a_day() {
    let folder = scratch();
    let path = folder.path().join("alive");
    let target = format!("file:{}", path.display());
    let file = fs::File::create(&path).expect("creates");
    let then = SystemTime::now() - Duration::from_secs(24 * 3600);
    file.set_modified(then).expect("sets the time");
    probe([&*target, "--max-age=25h"]).healthy();
    probe([&*target, "--max-age=1500m"]).healthy();
    probe([&*target, "--max-age=23.5h"]).unhealthy([" ago, wanted at most 84600 s"]);
    probe([&*target, "--max-age=0h"]).misuse(["--max-age", "no time at all"]);
    probe(["-m", "1.5h", "http://localhost/"]).misuse(["--max-time", "over 1 hour"]);
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
    let path = |name: &str| folder.path().join(name);
    let mode = Mode::from_raw_mode(0o600);
    mkfifoat(CWD, path("fifo"), mode).expect("a FIFO can be made");
    symlink("fifo", path("link")).expect("a link can be made");
    symlink("loop", path("loop")).expect("a link can be made");
    let _socket = UnixListener::bind(path("socket")).expect("a socket can be made");
    let at = |name: &str| path(name).display().to_string();
    for (path, wanted) in [
        ("/".to_owned(), "a directory"),
        (at("fifo"), "a FIFO"),
        (at("link"), "a FIFO"),
        (at("loop"), "symbolic link"),
        (at("socket"), "a socket"),
        ("/dev/zero".to_owned(), "a device"),
        ("/dev/tty".to_owned(), "a device"),
        (at("fifo/x"), "not a directory"),
    ] {
        for check in ["--expect-body=x", "--max-age=1m"] {
            let outcome = probe([check, &format!("file:{path}")]);
            outcome.unhealthy([wanted]);
            assert!(outcome.took < Duration::from_secs(1) * grace(), "{outcome}");
        }
    }
    let (input, _writer) = io::pipe().expect("a pipe can be made");
    let run = Probe::new().args(["--expect-body=x", "file:/proc/self/fd/0"]);
    run.stdin(input).run().unhealthy(["a FIFO"]);
}

#[test]
fn without_permission_a_file_is_unhealthy() {
    let Some(setpriv) = need("setpriv") else {
        return;
    };
    if !geteuid().is_root() {
        skip("only root may become another user");
        return;
    }
    let folder = scratch();
    let set = |name: &str, mode| {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.path().join(name), mode).expect("permissions can be set");
    };
    set("", 0o755);
    fs::copy(binary(), folder.path().join("probelet")).expect("the program can be copied");
    fs::create_dir(folder.path().join("closed")).expect("creates");
    for name in ["closed/beat", "secret"] {
        fs::write(folder.path().join(name), "ready").expect("writes");
    }
    set("closed", 0o700);
    set("secret", 0o600);
    let by_nobody = |options: &[&str]| {
        let user = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        let run = Probe::new().under([&setpriv]).under(user);
        let run = run.program(folder.path().join("probelet"));
        run.folder(folder.path()).args(options).run()
    };
    let denied = ["the file cannot be read: permission denied"];
    by_nobody(&["file:closed/beat"]).unhealthy(denied);
    by_nobody(&["--max-age=1m", "file:closed/beat"]).unhealthy(denied);
    by_nobody(&["--expect-body=ready", "file:secret"]).unhealthy(denied);
    // Its age can be seen without reading it.
    by_nobody(&["--max-age=1m", "file:secret"]).healthy();
}

#[test]
fn a_variable_holds_the_path() {
    let folder = scratch();
    fs::write(folder.path().join("a b"), "").expect("writes");
    let run = Probe::new().arg("file:${STATE}/a b");
    run.env("STATE", folder.path()).run().healthy();
}
