//! Containers under a HEALTHCHECK, and what can go wrong inside them.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::engine::{Engine, docker, docker_quietly};
use crate::health::{Health, Run};
use crate::support;

/// A running container; removed when dropped.
#[derive(Debug)]
pub(crate) struct Container<'a> {
    /// Its name for `docker`.
    pub(crate) name: String,
    /// Where it runs.
    pub(crate) engine: &'a Engine,
}

impl Container<'_> {
    /// Waits until the latest run's line starts so and the verdict has followed it.
    ///
    /// Returns the whole line. Every run so far is held to the contract.
    #[track_caller]
    pub(crate) fn await_line(&self, start: &str) -> String {
        let Some(health) = await_some(|| Some(self.health()).filter(|it| it.ends_with(start)))
        else {
            panic!(
                "{}: never {start:?}: {:#?}\n{}",
                self.name,
                self.health(),
                self.logs()
            );
        };
        health.log.iter().for_each(Run::assert_sound);
        let line = health
            .log
            .last()
            .map(|run| run.output.trim_end().to_owned());
        line.unwrap_or_default()
    }

    /// The verdict and the log now.
    #[track_caller]
    pub(crate) fn health(&self) -> Health {
        Health::parse(&docker([
            "inspect",
            "--format",
            "{{json .State.Health}}",
            &self.name,
        ]))
    }

    /// What the server has written, both streams.
    pub(crate) fn logs(&self) -> String {
        let output = Command::new("docker").args(["logs", &self.name]).output();
        output.map_or_else(
            |error| error.to_string(),
            |it| String::from_utf8_lossy(&[it.stdout, it.stderr].concat()).into_owned(),
        )
    }

    /// Waits until the server has written this so many times.
    #[track_caller]
    pub(crate) fn await_log(&self, text: &str, times: usize) {
        let enough = || Some(()).filter(|()| self.logs().matches(text).count() >= times);
        assert!(
            await_some(enough).is_some(),
            "{}: no {times} times {text:?}:\n{}",
            self.name,
            self.logs()
        );
    }

    /// Puts other content into a file, runs `meanwhile`, and puts the file back.
    #[track_caller]
    pub(crate) fn with_content(&self, file: &str, content: &str, meanwhile: impl FnOnce()) {
        let folder = support::scratch();
        let [good, bad] = ["good", "bad"].map(|name| folder.path().join(name));
        fs::write(&bad, content).expect("a temporary file can be written");
        let inside = format!("{}:{file}", self.name);
        docker(["cp", &inside, &good.display().to_string()]);
        self.copy(&bad, file);
        meanwhile();
        self.copy(&good, file);
    }

    /// Stops the server in the middle of whatever it does: its port still accepts, nothing answers.
    #[track_caller]
    pub(crate) fn freeze(&self) {
        self.signal("SIGSTOP");
    }

    /// Lets a frozen server go on.
    #[track_caller]
    pub(crate) fn thaw(&self) {
        self.signal("SIGCONT");
    }

    /// Ends the server while the container lives on.
    #[track_caller]
    pub(crate) fn kill(&self) {
        self.signal("SIGKILL");
    }

    /// Sends a signal to the server and its children, from a container beside it.
    #[track_caller]
    fn signal(&self, name: &str) {
        let pid = format!("--pid=container:{}", self.name);
        let image = &self.engine.base;
        docker(["run", "--rm", &pid, image, "python3", "-c", FAMILY, name]);
    }

    /// Copies a file or folder of this machine into the container.
    #[track_caller]
    pub(crate) fn copy(&self, from: &Path, to: &str) {
        let from = from.display().to_string();
        docker(["cp", &from, &format!("{}:{to}", self.name)]);
    }
}

impl Drop for Container<'_> {
    fn drop(&mut self) {
        docker_quietly(&["rm", "--force", "--volumes", &self.name]);
    }
}

/// Asks until there is an answer; `None` when that takes far longer than any of these services do.
pub(crate) fn await_some<T>(mut question: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let answer = question();
        if answer.is_some() {
            return answer;
        }
        // The engine has an event for a change of the verdict, but none for a new line in the log.
        thread::sleep(Duration::from_millis(250));
    }
    None
}

/// How long a service may take to come up on a busy machine with two cores.
const PATIENCE: Duration = Duration::from_secs(60);

/// Signals the family of process 1, and never a probe: the engine puts those beside the family.
const FAMILY: &str = include_str!("../apps/family.py");
