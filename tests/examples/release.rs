//! The files of a release, taken by Docker as the README says.

use std::fs;
use std::process::Command;

use crate::container::Container;
use crate::engine::{Engine, docker, engine, project, run, succeed};
use crate::image::Image;
use crate::start::Start;
use crate::support::{current_engines, scratch, skip};

#[test]
fn docker_adds_the_file_of_its_architecture_when_the_checksum_is_right() {
    if current_engines().is_none() {
        skip("`ADD --checksum`, for which it wants scripts/current-engines.sh");
        return;
    }
    let Some(engine) = engine() else { return };
    let image = server(engine);
    let _server = serve(engine, &image);
    let sum = succeed(Command::new("sha256sum").arg(&engine.probelet));
    let sum = sum.split(' ').next().unwrap_or_default();

    let folder = scratch();
    let dockerfile = folder.path().join("Dockerfile");
    fs::write(&dockerfile, recipe(sum)).expect("a file can be written");
    let taken = Image::of_folder(engine, "released", folder.path(), &dockerfile);
    let version = docker(["run", "--rm", taken.tag(), "/probelet", "--version"]);
    assert!(
        version.starts_with(concat!("probelet ", env!("CARGO_PKG_VERSION"))),
        "{version}"
    );

    fs::write(&dockerfile, recipe(&"0".repeat(64))).expect("a file can be written");
    let refused = run(["build", &folder.path().display().to_string()]);
    let why = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success(), "{why}");
    assert!(why.contains("digest mismatch"), "{why}");
}

/// The README's Dockerfile for a release's files, which come from [`serve`], with this checksum.
#[track_caller]
fn recipe(sum: &str) -> String {
    let readme = fs::read_to_string(project("README.md")).expect("it is there");
    let recipe = readme.split_once("# Or the files").expect("it is there").1;
    let recipe = recipe.split_once("```").expect("the block ends").0;
    let recipe = recipe.split_once('\n').expect("a comment is a line").1;
    let recipe = recipe.replace("sha256:…", &format!("sha256:{sum}"));
    recipe.replace(env!("CARGO_PKG_REPOSITORY"), "http://127.0.0.1:8000")
}

/// The image of a web server with the program under test as this machine's file of a release.
#[track_caller]
fn server(engine: &Engine) -> Image {
    let folder = scratch();
    let files = folder.path().join(concat!(
        "files/releases/download/v",
        env!("CARGO_PKG_VERSION")
    ));
    fs::create_dir_all(&files).expect("a folder can be made");
    let architecture = docker(["version", "--format", "{{.Server.Arch}}"]);
    let name = concat!("probelet-", env!("CARGO_PKG_VERSION"), "-linux-");
    let file = files.join(format!("{name}{}", architecture.trim()));
    fs::copy(&engine.probelet, file).expect("it can be copied");
    let dockerfile = folder.path().join("Dockerfile");
    let serve = "ARG BASE\nFROM ${BASE}\nCOPY files /files\n\
        CMD [\"python3\", \"-um\", \"http.server\", \"--bind\", \"127.0.0.1\", \"--directory\", \"/files\", \"8000\"]\n";
    fs::write(&dockerfile, serve).expect("a file can be written");
    Image::of_folder(engine, "release", folder.path(), &dockerfile)
}

/// Starts the server in the network of the engine, where its builder asks for files.
#[track_caller]
fn serve<'a>(engine: &'a Engine, image: &'a Image) -> Container<'a> {
    let start = Start::bare(engine, image).options(&["--network=host"]);
    let container = start.run();
    container.await_log("Serving HTTP", 1);
    container
}
