//! compose.yaml, with the Compose that this machine has.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::container::Container;
use crate::dockerfiles::{app, example, theirs, turn};
use crate::engine::{Engine, docker, engine, succeed, unique};
use crate::image::Image;
use crate::support::{need, scratch, skip};
use crate::validator::run;

#[test]
fn web_starts_once_api_is_healthy_and_both_show_their_health() {
    let Some(engine) = engine() else { return };
    let Some(project) = Project::of(engine, "compose.yaml", started_early) else {
        return;
    };
    succeed(&mut project.command(&["up", "--detach"]));
    let [api, web] = ["api", "web"].map(|service| project.container(engine, service));
    web.await_line("healthy: http://localhost:8081/health: 200 OK in ");
    turn(&api, 8080, "bad");
    api.await_line("unhealthy: http://localhost:8080/health: 503 Service Unavailable in ");
    turn(&api, 8080, "good");
    api.await_line("healthy: http://localhost:8080/health: 200 OK in ");
}

#[test]
fn web_never_starts_when_api_is_unhealthy() {
    let Some(engine) = engine() else { return };
    let elsewhere = |file: String| {
        let ports = "PORT: \"8080\"\n";
        let moved = format!("{ports}    command: [\"127.0.0.1:9999\"]\n");
        let file = replaced(&started_early(file), ports, &moved);
        replaced(&file, "start_period: 30s", "start_period: 1s")
    };
    let Some(project) = Project::of(engine, "compose.yaml", elsewhere) else {
        return;
    };
    let output = run(&mut project.command(&["up", "--detach"]));
    assert!(!output.status.success(), "{output:?}");
    let running = docker([
        "ps",
        "--quiet",
        "--filter",
        &format!("label=com.docker.compose.project={}", project.name),
        "--filter",
        "label=com.docker.compose.service=web",
    ]);
    assert_eq!(running.trim(), "", "{output:?}");
    let api = project.container(engine, "api");
    let line = api.await_line("unhealthy: http://localhost:8080/health: connection refused");
    assert!(line.contains("listens on 127.0.0.1:9999"), "{line}");
}

#[test]
fn an_image_that_holds_no_probe_gets_one_from_another_service() {
    let Some(engine) = engine() else { return };
    let Some(project) = Project::of(engine, "compose-install.yaml", |file| file) else {
        return;
    };
    succeed(&mut project.command(&["up", "--detach"]));
    let theirs = project.container(engine, "theirs");
    theirs.await_line("healthy: http://localhost:8080/health: 200 OK in ");
}

/// A project of its own name; taken down when dropped.
struct Project {
    /// The command that Compose is here.
    compose: Vec<String>,
    /// The project's name, which keeps two runs apart.
    name: String,
    /// Where its compose.yaml is.
    folder: TempDir,
    /// The images that it names: the one with probelet, the one without, and probelet's own.
    images: [Image; 3],
}

impl Project {
    /// Of an example, with the pace of a test and whatever else `change` makes of it.
    ///
    /// `None` after saying loudly that there is no Compose.
    #[track_caller]
    fn of(engine: &Engine, name: &str, change: impl FnOnce(String) -> String) -> Option<Self> {
        let compose = match has_plugin() {
            true => vec!["docker".to_owned(), "compose".to_owned()],
            false => vec![need("docker-compose")?.display().to_string()],
        };
        let file = fs::read_to_string(example(name)).expect("it is there");
        let file = replaced(&file, " interval: 30s", " interval: 1s");
        let file = replaced(&file, "retries: 3", "retries: 1");
        let folder = scratch();
        fs::write(folder.path().join("compose.yaml"), change(file)).expect("it can be written");
        Some(Self {
            compose,
            name: unique("compose"),
            folder,
            images: [
                app(engine, "scratch.Dockerfile", "scratch"),
                theirs(engine),
                Image::of_probelet(engine),
            ],
        })
    }

    /// Compose with these arguments.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.compose[0]);
        command
            .args(&self.compose[1..])
            .args(["--project-name", &self.name])
            .args(arguments)
            .current_dir(self.folder.path());
        let names = ["APP", "THEIRS", "PROBELET"];
        command.envs(names.into_iter().zip(self.images.iter().map(Image::tag)));
        command
    }

    /// A service's only container.
    #[track_caller]
    fn container<'a>(&self, engine: &'a Engine, service: &str) -> Container<'a> {
        let name = succeed(&mut self.command(&["ps", "--quiet", service]));
        let name = name.trim().to_owned();
        assert!(!name.is_empty(), "{service} has no container");
        Container { name, engine }
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        run(&mut self.command(&["down", "--timeout", "0", "--volumes"]));
    }
}

/// The example without `start_interval` where Compose or the engine is too old for it.
fn started_early(file: String) -> String {
    if has_plugin() && engine_api() >= (1, 44) {
        return file;
    }
    skip("start_interval, which only Compose 2 with Docker Engine 25 knows");
    replaced(&file, "start_interval: 1s", "")
}

/// Whether Compose is a part of `docker`, as Compose 2 is.
fn has_plugin() -> bool {
    let version = run(Command::new("docker").args(["compose", "version"]));
    version.status.success()
}

/// Major and minor number of the engine's API.
#[track_caller]
pub(crate) fn engine_api() -> (u32, u32) {
    numbers(&docker(["version", "--format", "{{.Server.APIVersion}}"]))
}

/// The first two numbers of a version.
#[track_caller]
pub(crate) fn numbers(version: &str) -> (u32, u32) {
    let mut numbers = version.trim().split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor),
        _ => panic!("not a version: {version}"),
    }
}

/// A text with all that is replaced; fails when there is nothing to replace.
#[track_caller]
pub(crate) fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "no {from:?} in {text}");
    text.replace(from, to)
}
