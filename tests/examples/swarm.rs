//! stack.yaml in a swarm of one.
//!
//! `docker swarm init` would change this machine's engine, so another one is started beside it. The
//! current engines are the tests' own already.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use tempfile::TempDir;

use crate::compose::replaced;
use crate::container::await_some;
use crate::dockerfiles::{app, example};
use crate::engine::{engine, succeed};
use crate::support::{current_engines, need, scratch, skip};

#[test]
fn a_stack_runs_once_it_is_healthy_and_replaces_what_is_not() {
    let Some(engine) = engine() else { return };
    let Some(swarm) = Swarm::start() else { return };
    let image = app(engine, "scratch.Dockerfile", "scratch");
    swarm.load(image.tag());
    let file = fs::read_to_string(example("stack.yaml")).expect("it is there");
    let file = replaced(&file, " interval: 10s", " interval: 1s");
    let file = replaced(&file, "retries: 3", "retries: 1");
    // As process 1 the service knows no SIGTERM.
    let file = replaced(
        &file,
        "    deploy:",
        "    stop_grace_period: 0s\n    deploy:",
    );
    let stack = swarm.home.path().join("stack.yaml");
    fs::write(&stack, file).expect("a file can be written");
    let deploy = ["stack", "deploy", "--resolve-image=never", "-c"];
    succeed(
        swarm
            .command(&deploy)
            .arg(stack)
            .arg("shop")
            .env("APP", image.tag()),
    );

    let tasks = "{{.ID}} {{.CurrentState}} {{.Error}}";
    let tasks = ["service", "ps", "--no-trunc", "--format", tasks, "shop_api"];
    let tasks = || succeed(&mut swarm.command(&tasks));
    let both = || tasks().matches(" Running ").count() == 2;
    let running = || await_some(|| both().then_some(()));
    assert!(running().is_some(), "never running:\n{}", tasks());
    let service = "label=com.docker.swarm.service.name=shop_api";
    let healthy = [
        "ps",
        "--quiet",
        "--filter",
        "health=healthy",
        "--filter",
        service,
    ];
    let containers = succeed(&mut swarm.command(&healthy));
    assert_eq!(containers.lines().count(), 2, "{containers}");

    let first = containers.lines().next().unwrap_or_default();
    let bad = "http://127.0.0.1:8080/bad";
    succeed(&mut swarm.command(&["exec", first, "/probelet", "-s", bad]));
    let failed = || tasks().contains("unhealthy container").then_some(());
    assert!(await_some(failed).is_some(), "never failed:\n{}", tasks());
    assert!(running().is_some(), "never replaced:\n{}", tasks());
}

/// A swarm of one engine; no longer one when dropped.
struct Swarm {
    /// Everything that an engine of its own keeps.
    home: TempDir,
    /// That engine; `None` for the one of the current engines.
    daemon: Option<Child>,
}

impl Swarm {
    /// `None` after saying loudly why there can be none.
    #[track_caller]
    fn start() -> Option<Self> {
        let home = scratch();
        let daemon = match current_engines() {
            Some(_) => None,
            None => Some(daemon(&home)?),
        };
        let swarm = Self { home, daemon };
        let info = || swarm.command(&["info"]).output();
        let answers = || info().is_ok_and(|output| output.status.success());
        let up = await_some(|| answers().then_some(()));
        assert!(up.is_some(), "no engine: {}", swarm.log());
        succeed(&mut swarm.command(&["swarm", "init", "--advertise-addr=127.0.0.1"]));
        Some(swarm)
    }

    /// Docker's client with these arguments, for this engine.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("docker");
        if self.daemon.is_some() {
            let socket = self.home.path().join("socket");
            command.env("DOCKER_HOST", format!("unix://{}", socket.display()));
        }
        command.args(arguments);
        command
    }

    /// Brings an image of the machine's engine along.
    #[track_caller]
    fn load(&self, image: &str) {
        if self.daemon.is_none() {
            return;
        }
        let file = self.home.path().join("image.tar");
        let file = file.to_str().expect("a plain path");
        succeed(Command::new("docker").args(["save", "--output", file, image]));
        succeed(&mut self.command(&["load", "--input", file]));
    }

    /// What the engine has written.
    fn log(&self) -> String {
        fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Swarm {
    fn drop(&mut self) {
        let _ = self.command(&["swarm", "leave", "--force"]).output();
        if let Some(daemon) = &mut self.daemon {
            let _ = kill_process(Pid::from_child(daemon), Signal::TERM);
            let _ = daemon.wait();
        }
    }
}

/// Starts an engine in a network namespace of its own; `None` after saying loudly why there can be none.
#[track_caller]
fn daemon(home: &TempDir) -> Option<Child> {
    if !geteuid().is_root() {
        skip("only root may start an engine");
        return None;
    }
    need("dockerd")?;
    let unshare = need("unshare")?;
    let log = File::create(home.path().join("log")).expect("a file can be written");
    // The machine's own configuration names the machine's own folders.
    fs::write(home.path().join("daemon.json"), "{}").expect("a file can be written");
    let daemon = Command::new(unshare)
        .args(["--net", "--mount", "sh", "-c", DAEMON])
        .arg(home.path())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn();
    Some(daemon.expect("unshare can be started"))
}

/// Starts the engine, which then is the process itself.
const DAEMON: &str = r#"ip link set lo up && exec dockerd --config-file "$0/daemon.json" \
    --data-root "$0/data" --exec-root "$0/run" --pidfile "$0/pid" --host "unix://$0/socket" \
    --bridge none --iptables=false --storage-driver vfs"#;
