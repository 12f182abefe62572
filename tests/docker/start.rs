//! How a container is started: an image, the pace of its health check, and what differs from it.

use std::path::Path;
use std::process::Command;

use crate::container::Container;
use crate::engine::{Engine, docker, succeed, unique};
use crate::image::Image;

/// A container to be.
#[derive(Debug)]
pub(crate) struct Start<'a> {
    /// Where to run.
    engine: &'a Engine,
    /// What to run.
    image: &'a Image,
    /// Options of `docker create`.
    options: Vec<String>,
    /// The server's argv, when not the image's.
    command: Vec<String>,
    /// Files of this machine and their folders in the container.
    files: Vec<(&'a Path, &'a str)>,
    /// What outlives the server.
    keeper: Option<&'a Path>,
}

impl<'a> Start<'a> {
    /// The image as it is, but for the pace of its health check.
    pub(crate) fn new(engine: &'a Engine, image: &'a Image) -> Self {
        Self {
            engine,
            image,
            options: PACE.map(str::to_owned).to_vec(),
            command: image.command(),
            files: Vec::new(),
            keeper: Some(&engine.keeper),
        }
    }

    /// The image as it is, without the keeper: its own entry point is process 1.
    pub(crate) fn bare(engine: &'a Engine, image: &'a Image) -> Self {
        let mut start = Self::new(engine, image);
        start.keeper = None;
        start
    }

    /// The bare image in a read-only root and without capabilities.
    pub(crate) fn locked(engine: &'a Engine, image: &'a Image) -> Self {
        Self::bare(engine, image).options(&[
            "--read-only",
            "--cap-drop=ALL",
            "--security-opt=no-new-privileges",
        ])
    }

    /// Adds options of `docker create`.
    pub(crate) fn options(mut self, options: &[&str]) -> Self {
        self.options.extend(options.iter().map(ToString::to_string));
        self
    }

    /// Runs the server with other arguments than the image's command.
    pub(crate) fn arguments(mut self, arguments: &[&str]) -> Self {
        self.command.truncate(1);
        self.command
            .extend(arguments.iter().map(ToString::to_string));
        self
    }

    /// Copies a file or folder into the container before it starts.
    pub(crate) fn file(mut self, from: &'a Path, to: &'a str) -> Self {
        self.files.push((from, to));
        self
    }

    /// Starts it.
    #[track_caller]
    pub(crate) fn run(mut self) -> Container<'a> {
        let container = Container {
            name: unique("container"),
            engine: self.engine,
        };
        let entry = match self.keeper {
            Some(keeper) => {
                self.files.push((keeper, "/keeper"));
                "/keeper".to_owned()
            }
            None => self.command.remove(0),
        };
        succeed(
            Command::new("docker")
                .args(["create", "--name", &container.name, "--entrypoint", &entry])
                .args(self.options)
                .arg(self.image.tag())
                .args(self.command),
        );
        for (from, to) in self.files {
            container.copy(from, to);
        }
        docker(["start", &container.name]);
        container
    }
}

/// Seconds instead of half minutes; the command, its limit and the engine's stay the image's.
const PACE: [&str; 2] = ["--health-interval=1s", "--health-retries=1"];
