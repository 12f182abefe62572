//! What the engine knows about a container's health: `.State.Health` of `docker inspect`.

use serde_json::Value;

/// Verdict and log at one moment.
#[derive(Debug)]
pub(crate) struct Health {
    /// `starting`, `healthy` or `unhealthy`.
    pub(crate) status: String,
    /// The last five runs, oldest first.
    pub(crate) log: Vec<Run>,
}

/// One run of the health check.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit status, or -1 when the engine had to end the run.
    pub(crate) code: i64,
    /// Everything that it printed, but for the line about a slow answer.
    pub(crate) output: String,
}

impl Health {
    /// Reads the JSON of `.State.Health`.
    pub(crate) fn parse(json: &str) -> Self {
        let health: Value = serde_json::from_str(json).expect("docker prints JSON");
        let runs = health["Log"].as_array().cloned().unwrap_or_default();
        Self {
            status: health["Status"].as_str().unwrap_or_default().to_owned(),
            log: runs.iter().map(Run::parse).collect(),
        }
    }

    /// Whether the latest run's line starts so, and the verdict is that line's first word.
    pub(crate) fn ends_with(&self, line: &str) -> bool {
        let latest = self.log.last();
        let verdict = line.split(':').next() == Some(&*self.status);
        verdict && latest.is_some_and(|run| run.output.starts_with(line))
    }
}

impl Run {
    /// Reads one entry of `.State.Health.Log`.
    fn parse(entry: &Value) -> Self {
        let output = entry["Output"].as_str().unwrap_or_default();
        let lines = output.split_inclusive('\n');
        Self {
            code: entry["ExitCode"].as_i64().unwrap_or(i64::MIN),
            output: lines.filter(|line| !line.starts_with("slow: ")).collect(),
        }
    }

    /// Holds a run of probelet to its contract: codes 0 and 1, one line of at most 1 KiB.
    #[track_caller]
    pub(crate) fn assert_sound(&self) {
        let word = if self.code == 0 {
            "healthy: "
        } else {
            "unhealthy: "
        };
        assert!(matches!(self.code, 0 | 1), "exit status: {self:?}");
        assert!(self.output.starts_with(word), "first word: {self:?}");
        assert!(self.output.len() <= 1024, "length: {self:?}");
        assert_eq!(self.output.matches('\n').count(), 1, "lines: {self:?}");
    }
}
