//! Starts the program under test and keeps what it did.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::binary::{binary, runner};
use super::grace;
use super::outcome::Outcome;

/// Runs the program with these arguments and an empty environment.
#[track_caller]
pub(crate) fn probe<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Outcome {
    Probe::new().args(arguments).run()
}

/// One run that is yet to start.
#[derive(Debug)]
pub(crate) struct Probe {
    /// Arguments, in order.
    arguments: Vec<OsString>,
    /// The whole environment.
    environment: Vec<(OsString, OsString)>,
    /// Where to run.
    folder: Option<PathBuf>,
    /// When the run is killed and the test fails.
    limit: Duration,
    /// What is started in front of the program.
    prefix: Vec<OsString>,
    /// The program, as the prefix sees it.
    program: PathBuf,
    /// Standard input, output and error where they are not the usual ones.
    streams: [Option<Stdio>; 3],
}

impl Probe {
    /// A run without arguments, environment or input.
    pub(crate) fn new() -> Self {
        Self {
            arguments: Vec::new(),
            environment: Vec::new(),
            folder: None,
            limit: Duration::from_secs(20) * grace(),
            prefix: Vec::new(),
            program: binary(),
            streams: [None, None, None],
        }
    }

    /// Adds an argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        let arguments = arguments.into_iter();
        self.arguments
            .extend(arguments.map(|it| it.as_ref().to_owned()));
        self
    }

    /// Sets a variable; nothing is inherited.
    pub(crate) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        let pair = (name.as_ref().to_owned(), value.as_ref().to_owned());
        self.environment.push(pair);
        self
    }

    /// Runs in this folder.
    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    /// Starts the program through another one, such as `strace -f`.
    pub(crate) fn under<A: AsRef<OsStr>>(mut self, prefix: impl IntoIterator<Item = A>) -> Self {
        let prefix = prefix.into_iter();
        self.prefix.extend(prefix.map(|it| it.as_ref().to_owned()));
        self
    }

    /// Names the program as the prefix sees it, such as its path inside a chroot.
    pub(crate) fn program(mut self, program: impl Into<PathBuf>) -> Self {
        self.program = program.into();
        self
    }

    /// Kills the run and fails the test after this time.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Replaces the empty standard input.
    pub(crate) fn stdin(mut self, stream: impl Into<Stdio>) -> Self {
        self.streams[0] = Some(stream.into());
        self
    }

    /// Replaces the standard output that is otherwise kept.
    pub(crate) fn stdout(mut self, stream: impl Into<Stdio>) -> Self {
        self.streams[1] = Some(stream.into());
        self
    }

    /// Replaces the standard error that is otherwise kept.
    pub(crate) fn stderr(mut self, stream: impl Into<Stdio>) -> Self {
        self.streams[2] = Some(stream.into());
        self
    }

    /// Starts the program and waits for its end.
    #[track_caller]
    pub(crate) fn run(self) -> Outcome {
        self.start().finish()
    }

    /// Starts the program.
    #[track_caller]
    pub(crate) fn start(self) -> Running {
        let mut words = self.prefix;
        words.extend(runner().into_iter().map(OsString::from));
        words.push(self.program.into_os_string());
        words.extend(self.arguments);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env_clear().envs(self.environment);
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        let [stdin, stdout, stderr] = self.streams;
        command
            .stdin(stdin.unwrap_or_else(Stdio::null))
            .stdout(stdout.unwrap_or_else(Stdio::piped))
            .stderr(stderr.unwrap_or_else(Stdio::piped));
        let started = Instant::now();
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {words:?}: {error}"));
        let stdout = child.stdout.take().map(collect);
        let stderr = child.stderr.take().map(collect);
        Running {
            words,
            child,
            stdout,
            stderr,
            started,
            limit: self.limit,
        }
    }
}

/// A run under way.
#[derive(Debug)]
pub(crate) struct Running {
    /// The whole command line.
    words: Vec<OsString>,
    /// The process.
    child: Child,
    /// Collects standard output.
    stdout: Option<JoinHandle<Vec<u8>>>,
    /// Collects standard error.
    stderr: Option<JoinHandle<Vec<u8>>>,
    /// When it was started.
    started: Instant,
    /// When it is killed.
    limit: Duration,
}

impl Running {
    /// The process, for a signal or a look into /proc.
    pub(crate) fn pid(&self) -> Pid {
        let id = i32::try_from(self.child.id()).expect("a process id is an i32");
        Pid::from_raw(id).expect("a process id is not 0")
    }

    /// Waits for the end.
    #[track_caller]
    pub(crate) fn finish(mut self) -> Outcome {
        let process = pidfd_open(self.pid(), PidfdFlags::empty()).expect("a child can be watched");
        let left = self.limit.saturating_sub(self.started.elapsed());
        let left = Timespec::try_from(left).expect("a short time");
        let mut events = [PollFd::new(&process, PollFlags::IN)];
        let ended = poll(&mut events, Some(&left)).expect("a child can be awaited") > 0;
        let took = self.started.elapsed();
        if !ended {
            self.child.kill().expect("a child can be killed");
        }
        let status = self.child.wait().expect("a child can be reaped");
        let text = |thread: Option<JoinHandle<Vec<u8>>>| {
            let bytes = thread.map(|it| it.join().expect("a reader ends"));
            bytes.unwrap_or_default()
        };
        let outcome = Outcome {
            words: self.words,
            code: status.code(),
            signal: status.signal(),
            raw: text(self.stdout),
            stderr: String::from_utf8_lossy(&text(self.stderr)).into_owned(),
            took,
        };
        assert!(ended, "killed after {:?}: {outcome}", self.limit);
        outcome
    }
}

/// Reads a stream to its end on a thread of its own, so that a full pipe never stops the program.
fn collect(mut stream: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        bytes
    })
}
