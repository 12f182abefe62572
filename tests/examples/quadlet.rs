//! The Quadlet: its keys given to `podman run`, and the file itself to systemd.

use std::fs;
use std::process::Command;

use crate::compose::replaced;
use crate::container::await_some;
use crate::dockerfiles::example;
use crate::engine::{engine, succeed};
use crate::podman::Podman;
use crate::support::{current_engines, skip};
use crate::validator::run;

#[test]
fn podman_with_the_quadlets_options_is_healthy_and_then_killed() {
    let Some(engine) = engine() else { return };
    let Some(podman) = Podman::find(engine) else {
        return;
    };
    podman.build_example(
        "scratch.Dockerfile",
        "scratch",
        "registry.example.com/app:1",
    );
    let file = fs::read_to_string(example("app.container")).expect("it is there");
    // With the pace of a test: the first failure counts.
    let file = replaced(&file, "Retries=3", "Retries=1");
    let file = replaced(&file, "StartPeriod=30s", "StartPeriod=0s");
    let mut run = podman.command(&["run", "--detach", "--name=app", "--network=none"]);
    for (key, value) in keys(&file, "Container") {
        let option = match key {
            "Environment" => "--env",
            "HealthCmd" => "--health-cmd",
            "HealthInterval" => "--health-interval",
            "HealthOnFailure" => "--health-on-failure",
            "HealthRetries" => "--health-retries",
            "HealthStartPeriod" => "--health-start-period",
            "HealthTimeout" => "--health-timeout",
            // The last word of the command.
            "Image" => continue,
            other => panic!("no option is known for {other}"),
        };
        // systemd makes one $ of two in the line that starts Podman.
        run.args([option, &value.replace("$$", "$")]);
    }
    succeed(run.arg("registry.example.com/app:1"));
    podman.checked("app", true);
    podman.turn_bad("app", "/probelet");
    podman.checked("app", false);
    assert_eq!(podman.health("app").status, "unhealthy");
    let state = ["inspect", "--format", "{{.State.Status}}", "app"];
    let wait = ["wait", "app"];
    succeed(&mut podman.command(&wait));
    assert_eq!(succeed(&mut podman.command(&state)).trim(), "exited");
}

#[test]
fn systemd_starts_the_quadlets_service_and_another_one_when_it_is_unhealthy() {
    let Some(root) = current_engines() else {
        skip("installs a unit, for which it wants the root of scripts/current-engines.sh");
        return;
    };
    let Some(engine) = engine() else { return };
    let Some(podman) = Podman::of_systemd(engine) else {
        return;
    };
    podman.build_example(
        "scratch.Dockerfile",
        "scratch",
        "registry.example.com/app:1",
    );
    let file = fs::read_to_string(example("app.container")).expect("it is there");
    let file = replaced(&file, "Interval=30s", "Interval=1s");
    let file = replaced(&file, "Retries=3", "Retries=1");
    let file = replaced(&file, "StartPeriod=30s", "StartPeriod=1s");
    let unit = root.join("etc/containers/systemd/app.container");
    fs::write(unit, file).expect("the root can be written");

    systemctl(&["daemon-reload"]);
    systemctl(&["start", "app"]);
    // Podman puts this in front of the unit's name.
    let name = "systemd-app";
    let healthy = || (podman.health(name).status == "healthy").then_some(());
    assert!(await_some(healthy).is_some(), "{:?}", podman.health(name));
    podman.turn_bad(name, "/probelet");
    let restarts = || systemctl(&["show", "--property=NRestarts", "app"]);
    let restarted = || (restarts().trim() == "NRestarts=1").then_some(());
    assert!(await_some(restarted).is_some(), "{}", restarts());
    let active = || (systemctl(&["is-active", "app"]).trim() == "active").then_some(());
    assert!(await_some(active).is_some(), "never active again");
    assert!(await_some(healthy).is_some(), "{:?}", podman.health(name));
    systemctl(&["stop", "app"]);
}

/// Runs systemd's command in the root of the current engines, and returns what it printed.
fn systemctl(arguments: &[&str]) -> String {
    let output = run(Command::new("systemctl").args(arguments));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The keys and values of a unit file's section.
pub(crate) fn keys<'a>(file: &'a str, section: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let heading = format!("[{section}]\n");
    let (_, rest) = file.split_once(&heading).expect("the section is there");
    let lines = rest.lines().take_while(|line| !line.starts_with('['));
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
}
