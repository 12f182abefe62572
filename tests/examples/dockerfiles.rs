//! The Dockerfiles, each on a base like the one it names, in the real Docker Engine.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::compose::engine_api;
use crate::container::{Container, await_some};
use crate::engine::{Engine, docker, engine, project};
use crate::image::Image;
use crate::start::Start;
use crate::support::{missing, need, scratch, skip};

#[test]
fn scratch_is_healthy_and_then_not() {
    let Some(engine) = engine() else { return };
    let image = app(engine, "scratch.Dockerfile", "scratch");
    let container = Start::bare(engine, &image).run();
    container.await_line("healthy: http://localhost:8080/health: 200 OK in ");
    drop(container);
    shows_health(engine, &image);
}

#[test]
fn distroless_is_healthy_and_then_not() {
    let Some(engine) = engine() else { return };
    let folder = scratch();
    fs::write(
        folder.path().join("passwd"),
        "nonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n",
    )
    .expect("a file can be written");
    let dockerfile = "FROM scratch\nCOPY passwd /etc/passwd\nUSER 65532\nWORKDIR /home/nonroot\n";
    let base = base(engine, &folder, dockerfile);
    let image = app(engine, "distroless.Dockerfile", base.tag());
    shows_health(engine, &image);
}

#[test]
fn alpine_is_healthy_and_then_not() {
    let Some(engine) = engine() else { return };
    let Some(root) = busybox_root() else { return };
    let base = base(engine, &root, BUSYBOX);
    let image = app(engine, "alpine.Dockerfile", base.tag());
    shows_health(engine, &image);
}

#[test]
fn debian_is_healthy_and_then_not() {
    let Some(engine) = engine() else { return };
    let image = app(engine, "debian.Dockerfile", &engine.base);
    shows_health(engine, &image);
}

#[test]
fn within_the_start_period_the_start_interval_counts() {
    let Some(engine) = engine() else { return };
    if engine_api() < (1, 44) {
        skip("start intervals, which come with Docker Engine 25");
        return;
    }
    let image = app(engine, "scratch.Dockerfile", "scratch");
    let start = Start::bare(engine, &image).options(&[
        "--health-interval=1h",
        "--health-start-interval=1s",
        "--health-start-period=1h",
    ]);
    let container = start.run();
    container.await_line("healthy: http://localhost:8080/health: 200 OK in ");
}

#[test]
fn a_check_that_the_engine_kills_has_told_what_it_waits_for() {
    let Some(engine) = engine() else { return };
    if engine_api() < (1, 43) {
        skip("the output of a killed check, which Docker Engine keeps from 24 on");
        return;
    }
    let image = app(engine, "scratch.Dockerfile", "scratch");
    // Below the -m of the image's check.
    let start = Start::bare(engine, &image).options(&["--health-timeout=2s"]);
    let container = start.run();
    container.await_line("healthy: http://localhost:8080/health: 200 OK in ");
    turn(&container, 8080, "slow");
    let killed = || {
        let run = container.health().log.pop()?;
        (run.code == -1).then_some(run.output)
    };
    let output = await_some(killed).expect("the engine kills the check");
    let slow =
        "slow: http://localhost:8080/health: connected, request sent, no status line after 1.5 s";
    assert!(output.contains(slow), "{output}");
}

/// What makes a base of [`busybox_root`], as `alpine` is one.
pub(crate) const BUSYBOX: &str = "FROM scratch\nCOPY bin /bin\n";

/// A folder with BusyBox and a shell in `bin`; `None` after saying so without a static BusyBox.
#[track_caller]
pub(crate) fn busybox_root() -> Option<TempDir> {
    let busybox = fs::read(need("busybox")?).expect("it can be read");
    if busybox.windows(9).any(|window| window == b"/ld-linux") {
        missing("busybox is not static");
        return None;
    }
    let root = scratch();
    let bin = root.path().join("bin");
    let program = bin.join("busybox");
    let made = fs::create_dir(&bin)
        .and_then(|()| fs::write(&program, busybox))
        .and_then(|()| make_executable(&program))
        .and_then(|()| symlink("busybox", bin.join("sh")));
    made.expect("a temporary folder can be written");
    Some(root)
}

/// A folder with what the examples copy: the program `server`.
#[track_caller]
pub(crate) fn context(engine: &Engine) -> TempDir {
    let folder = scratch();
    fs::copy(&engine.server, folder.path().join("server")).expect("it can be copied");
    folder
}

/// A file of examples/.
pub(crate) fn example(name: &str) -> PathBuf {
    project("examples").join(name)
}

/// The image of an example's Dockerfile.
#[track_caller]
pub(crate) fn app(engine: &Engine, dockerfile: &str, base: &str) -> Image {
    let folder = context(engine);
    Image::on_base(engine, "example", folder.path(), &example(dockerfile), base)
}

/// Builds an example with this file under the name that it copies.
#[track_caller]
pub(crate) fn build(engine: &Engine, dockerfile: &str, name: &str, program: &Path) -> Image {
    let folder = scratch();
    fs::copy(program, folder.path().join(name)).expect("it can be copied");
    Image::of_folder(engine, "example", folder.path(), &example(dockerfile))
}

/// An image that does not hold probelet.
#[track_caller]
pub(crate) fn theirs(engine: &Engine) -> Image {
    let dockerfile = "FROM scratch\nCOPY server /server\nENTRYPOINT [\"/server\"]\n";
    base(engine, &context(engine), dockerfile)
}

/// Turns a container's service, with the only client that its image has.
#[track_caller]
pub(crate) fn turn(container: &Container, port: u16, mood: &str) {
    let target = format!("http://127.0.0.1:{port}/{mood}");
    docker(["exec", &container.name, "/probelet", "-s", &target]);
}

/// Builds a base of a folder.
#[track_caller]
fn base(engine: &Engine, folder: &TempDir, dockerfile: &str) -> Image {
    let file = folder.path().join("Dockerfile");
    fs::write(&file, dockerfile).expect("a file can be written");
    Image::of_folder(engine, "base", folder.path(), &file)
}

/// Runs an example without rights, at the environment's port: healthy, unhealthy, healthy again.
#[track_caller]
fn shows_health(engine: &Engine, image: &Image) {
    let locked = Start::locked(engine, image).options(&["--env=PORT=9000"]);
    let container = locked.run();
    container.await_line("healthy: http://localhost:9000/health: 200 OK in ");
    turn(&container, 9000, "bad");
    container.await_line("unhealthy: http://localhost:9000/health: 503 Service Unavailable in ");
    turn(&container, 9000, "good");
    container.await_line("healthy: http://localhost:9000/health: 200 OK in ");
}

/// Sets the permissions of a program.
fn make_executable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}
