//! The way of an init container: the probe comes into an image that does not hold it.

use crate::container::Start;
use crate::engine::{docker, docker_quietly, engine, run, unique};
use crate::from_scratch::service;
use crate::image::Image;

#[test]
fn an_installed_probe_serves_a_container_with_a_read_only_root() {
    let Some(engine) = engine() else { return };
    let volume = Volume::create();
    let probelet = Image::of_probelet(engine);
    let writable = format!("--volume={}:/shared", volume.0);
    docker([
        "run",
        "--rm",
        &writable,
        probelet.tag(),
        "--install",
        "/shared/probelet",
    ]);
    docker([
        "run",
        "--rm",
        &writable,
        probelet.tag(),
        "--install",
        "/shared/probelet",
    ]);

    let image = service(engine);
    let read_only = format!("{writable}:ro");
    let container = Start::locked(engine, &image).options(&[&read_only]).run();
    container.await_line("healthy: ");
    let line = docker([
        "exec",
        container.name(),
        "/shared/probelet",
        "http://localhost:8080/health",
    ]);
    assert!(
        line.starts_with("healthy: http://localhost:8080/health: 200 OK in "),
        "{line}"
    );
    let line = docker(["exec", container.name(), "/shared/probelet", "--version"]);
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
