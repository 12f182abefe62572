//! The way of an init container: the probe comes into an image that does not hold it, or waits.

use std::time::{Duration, Instant};

use crate::engine::{docker, docker_quietly, engine, run, unique};
use crate::from_scratch::service;
use crate::image::Image;
use crate::start::Start;

#[test]
fn an_installed_probe_serves_a_container_with_a_read_only_root() {
    let Some(engine) = engine() else { return };
    let volume = Volume::create();
    let probelet = Image::of_probelet(engine);
    let writable = format!("--volume={}:/shared", volume.0);
    // A new volume belongs to root, which the image's user is not.
    let install = ["run", "--rm", "--user=0", &writable, probelet.tag()];
    for _ in 0..2 {
        docker([&install[..], &["--install", "/shared/probelet"]].concat());
    }

    let image = service(engine);
    let read_only = format!("{writable}:ro");
    let container = Start::locked(engine, &image).options(&[&read_only]).run();
    container.await_line("healthy: ");
    let line = docker([
        "exec",
        &container.name,
        "/shared/probelet",
        "http://localhost:8080/health",
    ]);
    assert!(
        line.starts_with("healthy: http://localhost:8080/health: 200 OK in "),
        "{line}"
    );
    let line = docker(["exec", &container.name, "/shared/probelet", "--version"]);
    assert!(line.starts_with("probelet "), "{line}");
}

#[test]
fn a_folder_that_cannot_take_the_probe_is_named() {
    let Some(engine) = engine() else { return };
    let volume = Volume::create();
    let probelet = Image::of_probelet(engine);
    let read_only = format!("--volume={}:/shared:ro", volume.0);
    for (folder, reason) in [
        (&*read_only, "Read-only file system"),
        ("--tmpfs=/shared:size=64k", "No space left on device"),
    ] {
        let output = run([
            "run",
            "--rm",
            folder,
            probelet.tag(),
            "--install",
            "/shared/probelet",
        ]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(64), "{stderr}");
        assert!(stderr.starts_with("probelet: --install: "), "{stderr}");
        assert!(
            stderr.to_lowercase().contains(&reason.to_lowercase()),
            "{stderr}"
        );
    }
}

#[test]
fn an_init_container_that_waits_ends_at_once_when_told_to() {
    let Some(engine) = engine() else { return };
    let probelet = Image::of_probelet(engine);
    // Nothing listens on port 1, and the kernel gives process 1 no default action for SIGTERM.
    let waiting = Start::bare(engine, &probelet)
        .arguments(&["--wait-healthy=60s", "-v", "http://127.0.0.1:1/"])
        .run();
    waiting.await_log("connection refused", 1);
    let start = Instant::now();
    docker(["stop", "--time=30", &waiting.name]);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(10), "took {took:?}");
    let code = docker(["inspect", "--format={{.State.ExitCode}}", &waiting.name]);
    assert_eq!(code.trim(), "1", "{}", waiting.logs());
}

/// A volume; removed when dropped.
struct Volume(String);

impl Volume {
    /// An empty one.
    #[track_caller]
    fn create() -> Self {
        let name = unique("volume");
        docker(["volume", "create", &name]);
        Self(name)
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        docker_quietly(&["volume", "rm", "--force", &self.0]);
    }
}
