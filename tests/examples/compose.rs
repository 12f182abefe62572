//! compose.yaml, with the Compose that this machine has.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::container::Container;
use crate::dockerfiles::{app, example, turn};
use crate::engine::{Engine, docker, engine, succeed, unique};
use crate::image::Image;
use crate::support::{need, scratch, skip};
use crate::validator::run;

#[test]
fn web_starts_once_api_is_healthy_and_both_show_their_health() {
    let Some(engine) = engine() else { return };
    let Some(project) = Project::of(engine, |file| file) else {
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
        replaced(
            &replaced(&file, ports, &moved),
            "start_period: 30s",
            "start_period: 1s",
        )
    };
    let Some(project) = Project::of(engine, elsewhere) else {
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

/// A project of its own name; taken down when dropped.
struct Project {
    /// The command that Compose is here.
    compose: Vec<String>,
    /// The project's name, which keeps two runs apart.
    name: String,
    /// Where its compose.yaml is.
    folder: TempDir,
    /// What it runs.
    app: Image,
}

impl Project {
    /// Of the example, with the pace of a test and whatever else `change` makes of it.
    ///
    /// `None` after saying loudly that there is no Compose.
    #[track_caller]
    fn of(engine: &Engine, change: impl FnOnce(String) -> String) -> Option<Self> {
        let plugin = run(Command::new("docker").args(["compose", "version"]));
        let plugin = plugin.status.success();
        let compose = if plugin {
            vec!["docker".to_owned(), "compose".to_owned()]
        } else {
            vec![need("docker-compose")?.display().to_string()]
        };
        let file = fs::read_to_string(example("compose.yaml")).expect("it is there");
        let mut file = replaced(&file, " interval: 30s", " interval: 1s");
        file = replaced(&file, "retries: 3", "retries: 1");
        if !plugin || engine_api() < (1, 44) {
            skip("start_interval, which only Compose 2 with Docker Engine 25 knows");
            file = replaced(&file, "start_interval: 1s", "");
        }
        let folder = scratch();
        fs::write(folder.path().join("compose.yaml"), change(file)).expect("it can be written");
        Some(Self {
            compose,
            name: unique("compose"),
            folder,
            app: app(engine, "scratch.Dockerfile", "scratch"),
        })
    }

    /// Compose with these arguments.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.compose[0]);
        command
            .args(&self.compose[1..])
            .args(["--project-name", &self.name])
            .args(arguments)
            .current_dir(self.folder.path())
            .env("APP", self.app.tag());
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
