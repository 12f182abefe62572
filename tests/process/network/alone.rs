//! A test that starts itself again in network and mount namespaces of its own.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::{Probe, missing, need, scratch};

/// Set where the test runs inside its network already.
const INSIDE: &str = "INSIDE_NETWORK";

/// Runs the body in namespaces that end with it. `setup` is shell script that comes first, with
/// nothing but `lo` there, which is down.
pub(crate) fn alone<F: FnOnce()>(setup: &str, body: F) {
    if env::var_os(INSIDE).is_some() {
        return body();
    }
    let Some((unshare, _ip)) = need("unshare").zip(need("ip")) else {
        return;
    };
    let mut words = vec![unshare.into_os_string(), "--net".into(), "--mount".into()];
    if !rustix::process::geteuid().is_root() {
        words.push("--map-root-user".into());
    }
    let mut attempt = command(&words);
    let attempt = attempt.arg("true").stderr(Stdio::null()).status();
    if !attempt.is_ok_and(|status| status.success()) {
        return missing("no namespaces can be made here; be root, or allow user namespaces");
    }
    let script = format!("set -e; {setup}\nexec \"$@\"");
    words.extend(["/bin/sh", "-c", &script, "sh"].map(OsString::from));
    let program = env::current_exe().expect("a test knows its file");
    let test = name::<F>();
    let output = command(&words)
        .arg(program)
        .args(["--exact", &test, "--nocapture", "--test-threads=1"])
        .env(INSIDE, "1")
        .output()
        .expect("a test can start itself");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{test} inside of its network:\n{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A folder that stands in for `/etc` where the program runs.
pub(crate) struct Etc(TempDir);

impl Etc {
    /// An `/etc` with these files and nothing else.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = scratch();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("a file can be written");
        }
        Self(folder)
    }

    /// Where it is outside.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// A run that sees this `/etc`.
    pub(crate) fn probe(&self) -> Probe {
        let unshare = need("unshare").expect("it was there before");
        let mount = need("mount").expect("it comes with unshare");
        let script = "\"$1\" --bind \"$2\" /etc; shift 2; exec \"$@\"";
        let prefix: [&Path; 8] = [
            &unshare,
            "--mount".as_ref(),
            "/bin/sh".as_ref(),
            "-ec".as_ref(),
            script.as_ref(),
            "sh".as_ref(),
            &mount,
            self.0.path(),
        ];
        Probe::new().under(prefix)
    }
}

/// A command with the usual folders to find programs in.
fn command(words: &[OsString]) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    let path = env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{path}:/usr/sbin:/sbin"));
    command
}

/// The name of the test whose closure this is, as `--exact` wants it.
fn name<F>() -> String {
    let full = std::any::type_name::<F>();
    let path = full.split("::{{closure}}").next().unwrap_or(full);
    let (_, test) = path.split_once("::").expect("a test is in a module");
    test.to_owned()
}
