//! Podman, with images and containers of a test's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::compose::{numbers, replaced};
use crate::dockerfiles::{BUSYBOX, busybox_root, context, example};
use crate::engine::{Engine, succeed};
use crate::health::Health;
use crate::support::{missing, need, scratch};
use crate::validator::run;

/// A Podman with images and containers of its own; all removed when dropped.
pub(crate) struct Podman {
    /// The program.
    program: PathBuf,
    /// Its storage and configuration.
    home: TempDir,
    /// Whether it keeps to `home`; otherwise it is as systemd starts it.
    apart: bool,
    /// The folder that the Dockerfiles are built with.
    pub(crate) context: TempDir,
}

impl Podman {
    /// A Podman with storage of its own, where only the tests run health checks.
    ///
    /// It has the image of probelet. `None` after saying loudly that Podman is not there or does not work.
    #[track_caller]
    pub(crate) fn find(engine: &Engine) -> Option<Self> {
        Self::set_up(engine, true)
    }

    /// The machine's Podman with the image of probelet, which systemd starts and whose checks it runs.
    #[track_caller]
    pub(crate) fn of_systemd(engine: &Engine) -> Option<Self> {
        Self::set_up(engine, false)
    }

    /// Makes the value and builds the image.
    #[track_caller]
    fn set_up(engine: &Engine, apart: bool) -> Option<Self> {
        let podman = Self {
            program: need("podman")?,
            home: scratch(),
            apart,
            context: context(engine),
        };
        fs::write(podman.home.path().join("containers.conf"), CONFIGURATION)
            .expect("a file can be written");
        let info = run(&mut podman.command(&["info"]));
        if !info.status.success() {
            let why = String::from_utf8_lossy(&info.stderr);
            missing(&format!("podman does not work here: {why}"));
            return None;
        }
        let folder = scratch();
        fs::copy(&engine.probelet, folder.path().join("probelet")).expect("it can be copied");
        podman.build(folder.path(), PROBELET, "registry.example.com/probelet:0.1");
        Some(podman)
    }

    /// Podman with these arguments.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let home = self.home.path();
        let mut command = Command::new(&self.program);
        if self.apart {
            command
                .current_dir(home)
                .env("CONTAINERS_CONF", home.join("containers.conf"))
                // Without systemd Podman runs no check by itself; with it, it would run them beside ours.
                .env("DISABLE_HC_SYSTEMD", "true")
                .arg("--root")
                .arg(home.join("root"))
                .arg("--runroot")
                .arg(home.join("run"))
                .arg("--tmpdir")
                .arg(home.join("tmp"))
                .args(["--storage-driver", "vfs"]);
        }
        command.args(arguments);
        command
    }

    /// Builds an image of a folder.
    #[track_caller]
    pub(crate) fn build(&self, folder: &Path, dockerfile: &str, tag: &str) {
        let file = self.home.path().join("Dockerfile");
        fs::write(&file, dockerfile).expect("a file can be written");
        // In an image of the other format, which is Podman's own, HEALTHCHECK is lost.
        let options = ["build", "--quiet", "--format", "docker", "--tag", tag];
        succeed(self.command(&options).arg("--file").args([&file, folder]));
    }

    /// Builds an example's Dockerfile on a base that is here.
    #[track_caller]
    pub(crate) fn build_example(&self, dockerfile: &str, base: &str, tag: &str) {
        let text = fs::read_to_string(example(dockerfile)).expect("it is there");
        let probelet = "ARG PROBELET=registry.example.com/probelet:0.1\n";
        let mut text = replaced(&text, "ARG PROBELET=probelet\n", probelet);
        if let Some((_, theirs)) = text.split_once("ARG BASE=") {
            let theirs = theirs.lines().next().unwrap_or_default().to_owned();
            text = text.replace(&theirs, base);
        }
        self.build(self.context.path(), &text, tag);
    }

    /// Builds an image that does not hold probelet, on a base that is here.
    #[track_caller]
    pub(crate) fn build_theirs(&self, base: &str) {
        let theirs = format!("FROM {base}\nCOPY server /server\nENTRYPOINT [\"/server\"]\n");
        self.build(
            self.context.path(),
            &theirs,
            "registry.example.com/theirs:1",
        );
    }

    /// Its major and minor number.
    #[track_caller]
    pub(crate) fn version(&self) -> (u32, u32) {
        let version = succeed(&mut self.command(&["version", "--format", "{{.Client.Version}}"]));
        numbers(&version)
    }

    /// The name of an image with a shell, which Podman before 4.4 needs for every exec probe.
    #[track_caller]
    pub(crate) fn busybox(&self) -> Option<String> {
        let name = "registry.example.com/busybox:1";
        self.build(busybox_root()?.path(), BUSYBOX, name);
        Some(name.to_owned())
    }

    /// Plays a manifest, in a network that holds nothing but the pod.
    #[track_caller]
    pub(crate) fn play(&self, manifest: &str) {
        let file = self.home.path().join("manifest.yaml");
        fs::write(&file, manifest).expect("a file can be written");
        succeed(
            self.command(&["kube", "play", "--network", "none"])
                .arg(file),
        );
    }

    /// Runs the check of the container whose name ends so: healthy, then bad, then counted as unhealthy.
    #[track_caller]
    pub(crate) fn shows_health(&self, name: &str, probelet: &str) {
        let names = succeed(&mut self.command(&["ps", "--format", "{{.Names}}"]));
        let name = names.lines().find(|line| line.ends_with(name));
        let name = name.unwrap_or_else(|| panic!("no container {name:?} in {names}"));
        self.checked(name, true);
        self.turn_bad(name, probelet);
        self.checked(name, false);
        self.checked(name, false);
        self.check(name);
        // Newer ones restart the container after the third failure, as the kubelet does.
        assert_ne!(self.health(name).status, "healthy");
    }

    /// Runs a container's check, which must end like this and say so.
    #[track_caller]
    pub(crate) fn checked(&self, name: &str, healthy: bool) {
        let output = self.check(name);
        let health = self.health(name);
        assert_eq!(output.status.success(), healthy, "{output:?} {health:?}");
        let run = health.log.last().expect("the run is in the log");
        let line = match healthy {
            true => "healthy: http://localhost:8080/health: 200 OK in ",
            false => "unhealthy: http://localhost:8080/health: 503 Service Unavailable in ",
        };
        assert!(run.output.starts_with(line), "{run:?}");
        assert_eq!(run.code, i64::from(!healthy), "{run:?}");
    }

    /// Runs a container's check.
    #[track_caller]
    pub(crate) fn check(&self, name: &str) -> Output {
        run(&mut self.command(&["healthcheck", "run", name]))
    }

    /// Turns the service in a container bad.
    #[track_caller]
    pub(crate) fn turn_bad(&self, name: &str, probelet: &str) {
        let bad = "http://127.0.0.1:8080/bad";
        succeed(&mut self.command(&["exec", name, probelet, "-s", bad]));
    }

    /// What Podman knows about a container's health.
    #[track_caller]
    pub(crate) fn health(&self, name: &str) -> Health {
        let format = "{{json .State.Health}}";
        Health::parse(&succeed(
            &mut self.command(&["inspect", "--format", format, name]),
        ))
    }
}

impl Drop for Podman {
    fn drop(&mut self) {
        for arguments in [
            &["pod", "rm", "--all", "--force", "--time", "0"][..],
            &["rm", "--all", "--force", "--time", "0"][..],
        ] {
            let _ = self.command(arguments).output();
        }
    }
}

/// The image that holds probelet only.
const PROBELET: &str =
    "FROM scratch\nCOPY probelet /probelet\nUSER 65532:65532\nENTRYPOINT [\"/probelet\"]\n";

/// Limits that every machine allows, and nothing that needs systemd.
const CONFIGURATION: &str = r#"
[containers]
pids_limit = 0
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
"#;
