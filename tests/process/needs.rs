//! What a run costs the machine: the promises of the file that ships, so only a static one is held
//! to them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::support::{
    Probe, Reply, Server, binary, is_emulated, is_static, need, probe, scratch, skip,
};

/// System calls of a healthy run at most.
const CALLS: usize = 40;

#[test]
fn a_healthy_run_starts_nothing_opens_nothing_and_makes_few_calls() {
    for (host, sockets) in [("127.0.0.1", 1), ("localhost", 2)] {
        let Some(strace) = shipped().then(|| need("strace")).flatten() else {
            return;
        };
        let server = Server::start(Reply::ok());
        let folder = scratch();
        let log = folder.path().join("calls");
        let url = format!("http://{host}:{}/health", server.port());
        let tracer = [
            strace.as_os_str(),
            "-f".as_ref(),
            "-o".as_ref(),
            log.as_os_str(),
        ];
        Probe::new().under(tracer).arg(url).run().healthy();
        let calls = calls(&fs::read_to_string(log).expect("strace writes its log"));
        let count = |name: &str| calls.get(name).copied().unwrap_or_default();
        for name in [
            "clone", "clone3", "fork", "vfork", "open", "openat", "creat",
        ] {
            assert_eq!(count(name), 0, "{name}: {calls:?}");
        }
        // Opening it would be in vain in an empty root, and reading it could wait for ever.
        assert_eq!(
            count("read"),
            0,
            "standard input or a file is read: {calls:?}"
        );
        assert!((1..=sockets).contains(&count("socket")), "{calls:?}");
        let total: usize = calls.values().sum();
        assert!(total <= CALLS, "{total} calls: {calls:?}");
    }
}

#[test]
fn an_empty_root_and_an_unknown_user_are_enough() {
    let Some((root, chroot)) = shipped().then(empty_root).flatten() else {
        return;
    };
    let server = Server::start(Reply::ok());
    let jail = [
        chroot.as_os_str(),
        "--userspec=54321:54321".as_ref(),
        root.path().as_os_str(),
    ];
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{}/", server.port());
        Probe::new()
            .under(jail)
            .program("/probelet")
            .arg(url)
            .run()
            .healthy();
    }
    let refused = Probe::new()
        .under(jail)
        .program("/probelet")
        .arg("http://no-such.invalid/");
    refused.arg("-m2s").run().unhealthy(["no-such.invalid"]);
}

#[test]
fn few_descriptors_one_process_and_little_memory_are_enough() {
    let Some((root, chroot)) = shipped().then(empty_root).flatten() else {
        return;
    };
    let Some(prlimit) = need("prlimit") else {
        return;
    };
    let server = Server::start(Reply::ok());
    for limits in [
        vec!["--nofile=4"],
        vec!["--nproc=1"],
        vec!["--as=16777216"],
        vec!["--stack=65536"],
        vec!["--core=0"],
        vec![
            "--nofile=4",
            "--nproc=1",
            "--as=16777216",
            "--stack=65536",
            "--core=0",
        ],
    ] {
        // The limits come first: inside the root there is no prlimit to start.
        let mut words = vec![prlimit.as_os_str()];
        words.extend(
            limits
                .iter()
                .map(|limit| AsRef::<std::ffi::OsStr>::as_ref(*limit)),
        );
        words.extend([chroot.as_os_str(), "--userspec=54322:54322".as_ref()]);
        words.push(root.path().as_os_str());
        for host in ["127.0.0.1", "localhost"] {
            let url = format!("http://{host}:{}/", server.port());
            Probe::new()
                .under(&words)
                .program("/probelet")
                .arg(url)
                .run()
                .healthy();
        }
    }
}

#[test]
fn no_capability_and_no_new_privilege_are_needed() {
    let Some(setpriv) = shipped().then(|| need("setpriv")).flatten() else {
        return;
    };
    let server = Server::start(Reply::ok());
    let mut words = vec![setpriv.into_os_string()];
    words.extend(["--no-new-privs", "--inh-caps=-all"].map(Into::into));
    if rustix::process::geteuid().is_root() {
        words.extend(["--bounding-set=-all", "--reuid=54323", "--clear-groups"].map(Into::into));
    }
    let copy = scratch();
    let program = install(copy.path());
    Probe::new()
        .under(words)
        .program(program)
        .arg(server.url("/"))
        .run()
        .healthy();
}

#[test]
fn standard_input_is_left_alone() {
    let server = Server::start(Reply::ok());
    // The writing end stays open, so reading it would wait for ever.
    let (reader, _writer) = std::io::pipe().expect("a pipe");
    Probe::new()
        .arg(server.url("/"))
        .stdin(reader)
        .run()
        .healthy();
}

#[test]
fn a_deleted_folder_to_run_in_is_fine() {
    let server = Server::start(Reply::ok());
    let folder = scratch();
    let gone = folder.path().join("gone");
    fs::create_dir(&gone).expect("a folder can be made");
    let script = "rmdir \"$PWD\" && exec \"$@\"";
    let words = ["/bin/sh", "-c", script, "sh"];
    Probe::new()
        .folder(&gone)
        .env("PATH", "/usr/bin:/bin")
        .under(words)
        .arg(server.url("/"))
        .run()
        .healthy();
    assert!(!gone.exists());
}

#[test]
fn the_file_is_a_static_pie() {
    if !shipped() {
        return;
    }
    if let Some(file) = need("file") {
        let text = run(Command::new(file).arg(binary()));
        for part in ["static-pie linked", "stripped"] {
            assert!(
                text.contains(part) && !text.contains("not stripped"),
                "{text}"
            );
        }
    }
    if let Some(ldd) = need("ldd") {
        let text = run(Command::new(ldd).arg(binary()));
        assert!(text.contains("statically linked"), "{text}");
    }
}

#[test]
fn a_run_leaves_no_file_behind() {
    let server = Server::start(Reply::body("body"));
    let folder = scratch();
    for options in [
        vec![],
        vec!["-o", "/dev/null"],
        vec!["-o", "-"],
        vec!["-O", "-"],
    ] {
        let run = Probe::new().folder(folder.path()).args(options);
        run.arg(server.url("/index.html")).run().exits(0);
    }
    let files = fs::read_dir(folder.path())
        .expect("a folder can be read")
        .count();
    assert_eq!(files, 0);
    probe([server.url("/")]).healthy();
}

/// Whether the file under test is one that ships, on its own processor; says so when it is not.
fn shipped() -> bool {
    let shipped = is_static() && !is_emulated();
    if !shipped {
        skip("only for the static files of dist/, run without an emulator; set TEST_BINARY");
    }
    shipped
}

/// A folder with nothing but the program in it, and `chroot`; `None` unless root runs the tests.
fn empty_root() -> Option<(TempDir, PathBuf)> {
    if !rustix::process::geteuid().is_root() {
        skip("only root may chroot");
        return None;
    }
    let chroot = need("chroot")?;
    let root = scratch();
    install(root.path());
    Some((root, chroot))
}

/// Copies the program into a folder that everybody may enter.
fn install(folder: &Path) -> PathBuf {
    let open = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder, open).expect("permissions can be set");
    let copy = folder.join("probelet");
    fs::copy(binary(), &copy).expect("the program can be copied");
    copy
}

/// Counts the calls in strace's log by name.
fn calls(log: &str) -> BTreeMap<String, usize> {
    let mut calls = BTreeMap::new();
    for line in log.lines() {
        let Some((_, call)) = line.split_once(' ') else {
            continue;
        };
        if let Some((name, _)) = call.trim_start().split_once('(') {
            *calls.entry(name.to_owned()).or_default() += 1;
        }
    }
    calls
}

/// Runs a command and yields what it printed.
fn run(command: &mut Command) -> String {
    let output = command.output().expect("the tool can be started");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}
