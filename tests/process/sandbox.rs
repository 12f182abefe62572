//! Places with nothing in them and hardly anything allowed: only for the files that ship.

#[path = "sandbox/cell.rs"]
mod cell;
#[path = "sandbox/group.rs"]
mod group;
#[path = "sandbox/seccomp.rs"]
mod seccomp;
#[path = "sandbox/signal.rs"]
mod signal;

use std::fs::{self, File};

use self::cell::{Cell, judges_right};
use crate::streams::CLOSED;
use crate::support::{Probe, Reply, Server, need, scratch};

#[test]
fn closed_streams_need_no_dev_null() {
    let Some(cell) = Cell::new() else { return };
    for closed in CLOSED {
        let script = format!("exec \"$@\" {closed}");
        let place = || cell.inside(Probe::new().under(["/bin/sh", "-c", &script, "sh"]));
        judges_right(place, closed);
    }
}

#[test]
fn a_read_only_root_is_enough() {
    let Some(cell) = Cell::new() else { return };
    let Some((unshare, mount)) = need("unshare").zip(need("mount")) else {
        return;
    };
    let script = format!(
        "{mount} --bind \"$1\" \"$1\"; {mount} -o remount,ro,bind \"$1\"; shift; exec \"$@\"",
        mount = mount.display()
    );
    let root = cell.root().as_os_str();
    let words = ["--mount", "/bin/sh", "-ec", &script, "sh"];
    let place = || {
        let probe = Probe::new().under([unshare.as_os_str()]).under(words);
        cell.inside(probe.under([root]))
    };
    judges_right(place, "read-only");
}

#[test]
fn all_restrictions_at_once_are_bearable() {
    let Some(cell) = Cell::new() else { return };
    let Some((prlimit, setpriv)) = need("prlimit").zip(need("setpriv")) else {
        return;
    };
    for closed in ["", "<&- 2>&-", "<&- >&- 2>&-"] {
        let script = format!("exec \"$@\" {closed}");
        let limits = [
            "--nofile=4",
            "--nproc=1",
            "--as=16777216",
            "--stack=65536",
            "--core=0",
            "--fsize=0",
            "--memlock=0",
            "--msgqueue=0",
            "--locks=0",
        ];
        // chroot needs its capability until the program starts, which drops all with the user.
        let rights = [
            "--no-new-privs",
            "--bounding-set=-all,+sys_chroot,+setuid,+setgid",
        ];
        let place = || {
            let probe = Probe::new().under(["/bin/sh", "-c", &script, "sh"]);
            let probe = probe.under([prlimit.as_os_str()]).under(limits);
            cell.inside(probe.under([setpriv.as_os_str()]).under(rights))
        };
        judges_right(place, &format!("everything at once, closed: {closed}"));
    }
}

#[test]
fn a_file_at_its_size_limit_is_only_a_full_stream() {
    let Some(cell) = Cell::new() else { return };
    let Some(prlimit) = need("prlimit") else {
        return;
    };
    let folder = scratch();
    let path = folder.path().join("out");
    let server = Server::start(Reply::ok());
    let bad = Server::start(Reply::status(503));
    for (url, code) in [(server.url("/"), 0), (bad.url("/"), 1)] {
        let file = File::create(&path).expect("a file can be made");
        let second = file.try_clone().expect("a second handle");
        let words = [prlimit.as_os_str(), "--fsize=0".as_ref()];
        let probe = cell.inside(Probe::new().under(words)).arg("-v").arg(url);
        probe.stdout(file).stderr(second).run().exits(code);
        let length = fs::metadata(&path).expect("it is there").len();
        assert_eq!(length, 0);
    }
}

#[test]
fn a_nameless_program_works() {
    let Some(bash) = need("bash") else { return };
    let server = Server::start(Reply::ok());
    for name in ["", "-", "\u{1b}[31m"] {
        let words = [
            "-c",
            "name=$1; shift; exec -a \"$name\" \"$@\"",
            "bash",
            name,
        ];
        let probe = Probe::new().under([bash.as_os_str()]).under(words);
        probe.arg(server.url("/")).run().healthy();
    }
}

#[test]
fn a_megabyte_of_environment_is_bearable() {
    let Some(cell) = Cell::new() else { return };
    let place = || {
        // The kernel bounds one string at 128 KiB.
        let probe = (0..9).fold(Probe::new(), |probe, number| {
            probe.env(format!("BIG{number}"), "x".repeat(120 * 1024))
        });
        cell.inside(probe)
    };
    judges_right(place, "a megabyte of environment");
}
