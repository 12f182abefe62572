//! `--install` into places that resist; what works is in `install.rs`.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::Path;

use crate::support::{Outcome, Probe, is_emulated, need, scratch, skip};

#[test]
fn a_strict_umask_changes_nothing() {
    let folder = scratch();
    let file = folder.path().join("probelet");
    let prefix = ["sh", "-c", "umask 077; exec \"$0\" \"$@\""];
    install(&prefix, &file).exits(0);
    let mode = fs::metadata(&file).expect("installed").permissions().mode();
    assert_eq!(mode & 0o7777, 0o755);
}

#[test]
fn what_is_no_regular_file_is_not_replaced() {
    let folder = scratch();
    let socket = folder.path().join("probelet");
    let _listener = UnixListener::bind(&socket).expect("a socket can be made");
    for place in [&socket, folder.path()] {
        install(&[], place).misuse(["not a regular file", socket.to_str().expect("plain")]);
    }
    let kind = fs::metadata(&socket).expect("still there").file_type();
    assert!(kind.is_socket(), "{kind:?}");
}

#[test]
fn a_draft_that_a_killed_run_left_stops_no_later_one() {
    let folder = scratch();
    let draft = folder.path().join("probelet.1.tmp");
    fs::write(&draft, "half").expect("writes");
    // In a container every run is process 1.
    let Some(()) = unshared(&["--pid", "--fork"], "exec", folder.path(), |outcome| {
        outcome.exits(0);
    }) else {
        return;
    };
    assert_eq!(fs::read(&draft).expect("still there"), b"half");
}

#[test]
fn a_full_target_keeps_the_older_copy_and_nothing_else() {
    // 64 KiB is less than the program in any form.
    let script = r#"
        mount -t tmpfs -o size=64k tmpfs "$FOLDER" && printf old >"$FOLDER/probelet" || exit 99
        "$0" "$@"
        code=$?
        [ "$(ls -A "$FOLDER"; cat "$FOLDER/probelet")" = "probelet
old" ] || ls -lA "$FOLDER"
        exit $code"#;
    let folder = scratch();
    unshared(&["--mount"], script, folder.path(), |outcome| {
        outcome.misuse(["--install: cannot write ", "no space left on device"]);
    });
}

#[test]
fn a_read_only_target_is_said() {
    let script = r#"mount -t tmpfs -o ro tmpfs "$FOLDER" || exit 99; exec "$0" "$@""#;
    let folder = scratch();
    unshared(&["--mount"], script, folder.path(), |outcome| {
        outcome.misuse(["--install: cannot write ", "read-only file system"]);
    });
}

#[test]
fn a_program_that_cannot_find_itself_says_so() {
    if is_emulated() {
        return skip("an emulator answers for /proc/self/exe itself");
    }
    let script = r#"mount -t tmpfs -o ro tmpfs /proc || exit 99; exec "$0" "$@""#;
    let folder = scratch();
    unshared(&["--mount"], script, folder.path(), |outcome| {
        outcome.misuse(["--install: cannot read /proc/self/exe"]);
    });
    let left = fs::read_dir(folder.path()).expect("a folder can be read");
    assert_eq!(left.count(), 0);
}

/// Runs `--install` behind a prefix.
fn install(prefix: &[&str], place: &Path) -> Outcome {
    let run = Probe::new().under(prefix).env("PATH", PATH);
    run.arg("--install").arg(place).run()
}

/// Runs `--install` into a folder inside namespaces of its own; `None` where that is not allowed.
#[track_caller]
fn unshared(
    namespaces: &[&str],
    script: &str,
    folder: &Path,
    judge: impl Fn(&Outcome),
) -> Option<()> {
    if !rustix::process::geteuid().is_root() {
        skip("only root may mount, or make a process namespace");
        return None;
    }
    let unshare = need("unshare")?;
    let script = match script {
        "exec" => r#"exec "$0" "$@""#,
        other => other,
    };
    let script = format!("FOLDER='{}'; {script}", folder.display());
    let unshare = unshare.to_str().expect("a plain path");
    let prefix = [&[unshare], namespaces, &["sh", "-c", &script]].concat();
    judge(&install(&prefix, &folder.join("probelet")));
    Some(())
}

/// Where Debian keeps what the scripts call.
const PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";
