//! The images that the project's own Dockerfile makes: one file, no root, every flavour.

use std::fs;
use std::process::Command;

use crate::engine::{docker, engine, project, run, succeed};
use crate::image::Image;
use crate::start::Start;
use crate::support;

#[test]
fn the_dockerfile_makes_every_flavour_from_source_and_without_a_registry() {
    let Some(engine) = engine() else { return };
    let context = support::scratch();
    let base = succeed(Command::new(project("scripts/offline-context.sh")).arg(context.path()));
    let stage = |name: &str| Image::of_project(base.trim(), context.path(), name);
    // Under a name, and removed last: the builder finds in it what the flavours are made of.
    let _files = stage("build-local-only");
    // All to the end: a later stage is built on those before it, and would leave them without a name.
    let mut images = Vec::new();
    for (name, features) in [
        ("http", "http-only"),
        ("local-only", "tls grpc local-only"),
        ("full", "tls grpc"),
    ] {
        let image = stage(name);
        assert_form(&image);
        let version = docker(["run", "--rm", image.tag(), "--version"]);
        let line = format!("features: {features}");
        assert!(
            version.lines().any(|it| it == line),
            "{name}, wanted {line:?}: {version}"
        );
        let closed = run(["run", "--rm", image.tag(), "http://127.0.0.1:1/"]);
        assert_eq!(closed.status.code(), Some(1), "{name}: {closed:?}");

        let folder = support::scratch();
        fs::copy(&engine.server, folder.path().join("health_service")).expect("it can be copied");
        let dockerfile = project("tests/apps/scratch/Dockerfile");
        let service = Image::with_probelet(&image, folder.path(), &dockerfile);
        let container = Start::locked(engine, &service).run();
        container.await_line("healthy: http://localhost:8080/health: 200 OK in ");
        images.push(image);
    }
}

/// Fails unless an image is the program and its notices, for a numbered user, with the labels of a release.
#[track_caller]
fn assert_form(image: &Image) {
    let format = "{{.Config.User}} {{json .Config.Entrypoint}} {{len .RootFS.Layers}}";
    let form = docker(["image", "inspect", "--format", format, image.tag()]);
    assert_eq!(form.trim(), "65532:65532 [\"/probelet\"] 2");
    let labels = docker([
        "image",
        "inspect",
        "--format",
        "{{json .Config.Labels}}",
        image.tag(),
    ]);
    for name in [
        "title",
        "description",
        "licenses",
        "revision",
        "source",
        "version",
    ] {
        let label = format!("\"org.opencontainers.image.{name}\":");
        assert!(labels.contains(&label), "{name} is missing: {labels}");
    }
}
