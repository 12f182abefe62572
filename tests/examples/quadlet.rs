//! The Quadlet: its keys given to `podman run`, and the file itself to Podman's own generator.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::compose::replaced;
use crate::dockerfiles::example;
use crate::engine::{engine, succeed};
use crate::podman::Podman;
use crate::support::{missing, need, scratch, skip};

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
fn podmans_generator_takes_the_quadlet() {
    let Some(podman) = need("podman") else { return };
    let version = succeed(Command::new(podman).arg("--version"));
    if ["4.0.", "4.1.", "4.2.", "4.3."]
        .iter()
        .any(|old| version.contains(old))
    {
        skip("Quadlets come with Podman 4.4");
        return;
    }
    let Some(generator) = GENERATORS.iter().find(|it| Path::new(it).exists()) else {
        missing("Podman is there without its generator");
        return;
    };
    let folder = scratch();
    fs::copy(
        example("app.container"),
        folder.path().join("app.container"),
    )
    .expect("a file can be copied");
    let unit = succeed(
        Command::new(generator)
            .arg("-dryrun")
            .env("QUADLET_UNIT_DIRS", folder.path()),
    );
    let start = keys(&unit, "Service").find(|(key, _)| *key == "ExecStart");
    let (_, command) = start.unwrap_or_else(|| panic!("no ExecStart in {unit}"));
    assert!(command.contains("--health-cmd"), "{command}");
    assert!(
        command.contains("http://localhost:$${PORT}/health"),
        "{command}"
    );
    assert!(command.ends_with("registry.example.com/app:1"), "{command}");
}

/// Where Podman's packages put it.
const GENERATORS: [&str; 3] = [
    "/usr/libexec/podman/quadlet",
    "/usr/lib/podman/quadlet",
    "/usr/lib/systemd/system-generators/podman-system-generator",
];

/// The keys and values of a unit file's section.
pub(crate) fn keys<'a>(file: &'a str, section: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let heading = format!("[{section}]\n");
    let (_, rest) = file.split_once(&heading).expect("the section is there");
    let lines = rest.lines().take_while(|line| !line.starts_with('['));
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
}
