//! Images, built from the Dockerfiles of the project and removed with the value.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{PoisonError, RwLock};

use crate::engine::{Engine, docker, docker_quietly, project, succeed, unique};
use crate::support;

/// A built image; removed when dropped.
#[derive(Debug)]
pub(crate) struct Image {
    /// Its only tag.
    tag: String,
}

/// Read by builds and written by removals: the builder shares layers between images, and a removal
/// takes those that nobody names yet away from a build that has just found them.
static LAYERS: RwLock<()> = RwLock::new(());

impl Image {
    /// Builds the service of a folder under tests/apps from the Dockerfile of that name.
    #[track_caller]
    pub(crate) fn of_app(engine: &Engine, app: &str, dockerfile: &str) -> Self {
        let folder = project("tests/apps").join(app);
        Self::of_folder(engine, app, &folder, &folder.join(dockerfile))
    }

    /// Builds one stage of a service, for a builder that would otherwise leave it without a name.
    #[track_caller]
    pub(crate) fn of_stage(engine: &Engine, app: &str, stage: &str) -> Self {
        let folder = project("tests/apps").join(app);
        Self::of_source(
            engine,
            stage,
            &folder,
            &folder.join("Dockerfile"),
            &engine.base,
            &["--target", stage],
        )
    }

    /// Builds a folder from any Dockerfile.
    #[track_caller]
    pub(crate) fn of_folder(engine: &Engine, what: &str, folder: &Path, dockerfile: &Path) -> Self {
        Self::on_base(engine, what, folder, dockerfile, &engine.base)
    }

    /// Builds a folder from any Dockerfile, with another image as `ARG BASE`.
    #[track_caller]
    pub(crate) fn on_base(
        engine: &Engine,
        what: &str,
        folder: &Path,
        dockerfile: &Path,
        base: &str,
    ) -> Self {
        Self::of_source(engine, what, folder, dockerfile, base, &[])
    }

    /// Builds a stage of the project's own Dockerfile in a context from scripts/offline-context.sh.
    #[track_caller]
    pub(crate) fn of_project(base: &str, context: &Path, stage: &str) -> Self {
        Self::build(
            stage,
            Command::new("docker")
                .args(["build", "--target", stage, "--build-arg"])
                .arg(format!("BASE={base}"))
                .arg(context),
        )
    }

    /// Builds a folder from any Dockerfile, with this image as its `ARG PROBELET`.
    #[track_caller]
    pub(crate) fn with_probelet(probelet: &Self, folder: &Path, dockerfile: &Path) -> Self {
        Self::build(
            "with",
            Command::new("docker")
                .args(["build", "--build-arg"])
                .arg(format!("PROBELET={}", probelet.tag))
                .arg("--file")
                .args([dockerfile, folder]),
        )
    }

    /// The image that holds only the program under test, as the released ones do.
    #[track_caller]
    pub(crate) fn of_probelet(engine: &Engine) -> Self {
        let folder = support::scratch();
        fs::copy(&engine.probelet, folder.path().join("probelet")).expect("it can be copied");
        let dockerfile =
            "FROM scratch\nCOPY probelet /probelet\nUSER 65532:65532\nENTRYPOINT [\"/probelet\"]\n";
        fs::write(folder.path().join("Dockerfile"), dockerfile).expect("it can be written");
        Self::build(
            "probelet",
            Command::new("docker").arg("build").arg(folder.path()),
        )
    }

    /// Its name for `docker run`.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// What its containers run: the entry point and the command.
    #[track_caller]
    pub(crate) fn command(&self) -> Vec<String> {
        let format = "{{range .Config.Entrypoint}}{{println .}}{{end}}{{range .Config.Cmd}}{{println .}}{{end}}";
        let words = docker(["image", "inspect", "--format", format, &self.tag]);
        words
            .lines()
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// The words of its HEALTHCHECK: `CMD` and an argv, or `CMD-SHELL` and a line.
    #[track_caller]
    pub(crate) fn healthcheck(&self) -> Vec<String> {
        let format = "{{json .Config.Healthcheck.Test}}";
        let words = docker(["image", "inspect", "--format", format, &self.tag]);
        serde_json::from_str(&words).expect("docker prints JSON")
    }

    /// Its bytes as `docker images` counts them: all layers, the base's among them.
    #[track_caller]
    pub(crate) fn size(&self) -> u64 {
        size(&self.tag)
    }

    /// Builds with `ARG BASE` and `ARG PROBELET` set.
    #[track_caller]
    fn of_source(
        engine: &Engine,
        what: &str,
        folder: &Path,
        dockerfile: &Path,
        base: &str,
        options: &[&str],
    ) -> Self {
        let probelet = Self::of_probelet(engine);
        Self::build(
            what,
            Command::new("docker")
                .args(["build", "--build-arg"])
                .arg(format!("BASE={base}"))
                .arg("--build-arg")
                .arg(format!("PROBELET={}", probelet.tag))
                .args(options)
                .arg("--file")
                .args([dockerfile, folder]),
        )
    }

    /// Runs a `docker build`, giving the result a name of its own.
    #[track_caller]
    fn build(what: &str, command: &mut Command) -> Self {
        let tag = unique(what);
        let _guard = LAYERS.read().unwrap_or_else(PoisonError::into_inner);
        succeed(command.args(["--quiet", "--force-rm", "--tag", &tag]));
        Self { tag }
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        let _guard = LAYERS.write().unwrap_or_else(PoisonError::into_inner);
        docker_quietly(&["rmi", "--force", &self.tag]);
    }
}

/// Bytes of any image as `docker images` counts them.
#[track_caller]
pub(crate) fn size(image: &str) -> u64 {
    let size = docker(["image", "inspect", "--format", "{{.Size}}", image]);
    size.trim().parse().expect("docker prints a number")
}
