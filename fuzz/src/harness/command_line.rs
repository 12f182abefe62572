//! Any words and variables are misuse in one line, or a run that makes sense.

use std::ffi::OsString;
use std::time::Duration;

use super::SECRET;
use super::command::{Command, Understood};
use super::line::{check_misuse, plain};
use crate::config::{Config, Job};
use crate::report::explain::explain;
use crate::target::Scheme;

/// A first byte that picks which two secrets are given, then one word or variable a line.
pub fn command_line(input: &[u8]) {
    let Some((&picks, lines)) = input.split_first() else {
        return;
    };
    if !harmless(lines) {
        return;
    }
    let mut command = Command::of(lines);
    // In front, where nothing can take them for anything else.
    let picks = [picks >> 4, picks & 15].map(usize::from);
    let given = picks.iter().filter_map(|&pick| SECRETS.get(pick));
    let given = given.flat_map(|words| words.iter().map(OsString::from));
    command.words.splice(..0, given.collect::<Vec<_>>());
    command.variables.push((HOLDER.into(), SECRET.into()));
    match command.understand() {
        Err(misuse) => check_misuse(misuse),
        Ok(Understood::Text) => {}
        Ok(Understood::Job(job)) => match *job {
            // Only what it would be is looked at: nothing is written.
            Job::Install(place) => assert!(!place.text.contains(SECRET)),
            Job::Explain(config) | Job::Probe(config) => check(&config),
        },
    }
}

/// Checks a run that was understood.
fn check(config: &Config) {
    explain(config).lines().for_each(plain);
    assert!(!config.targets.is_empty());
    for target in &config.targets {
        plain(&target.to_string());
        assert_eq!(target.port == 0, target.scheme == Scheme::File);
        if target.scheme.is_http() {
            assert!(target.path.starts_with('/'));
            let fits = target.path.bytes().all(|b| b.is_ascii_graphic());
            assert!(fits, "{}", target.path);
        }
        assert!(target.socket.is_none() || target.scheme.is_http() || target.scheme.is_grpc());
    }
    let hour = Duration::from_secs(3600);
    let limits = &config.limits;
    assert!(!limits.max_time.is_zero() && limits.max_time <= hour);
    assert!(limits.pause.before(0) <= hour && limits.pause.before(u32::MAX) <= hour);
    assert!(!limits.run(config.targets.len()).is_zero());
    if let Some(wait) = limits.wait {
        assert!(!wait.limit.is_zero() && wait.limit <= hour);
        assert!(!wait.interval.is_zero() && wait.interval <= hour);
    }
    assert!(matches!(config.output.fail_code, 1 | 3..=63));
    assert!(config.client.follow.1 <= 50);
    let request = &config.client.request;
    assert!(request.method != "HEAD" || !config.expect.wants_body());
    assert!(!request.method.is_empty() && request.method.bytes().all(|b| b.is_ascii_graphic()));
    let clean = |text: &str| text.bytes().all(|b| b == b'\t' || !b.is_ascii_control());
    for (name, value) in &request.headers {
        assert!(
            name.bytes().all(|b| b.is_ascii_graphic() && b != b':'),
            "{name}"
        );
        assert!(clean(value), "{value}");
    }
    assert!(clean(request.user_agent) && request.authorization.is_none_or(clean));
}

/// Reports whether an input names no file outside of the working directory: a device may never end, and a
/// FIFO never opens.
fn harmless(lines: &[u8]) -> bool {
    let text = String::from_utf8_lossy(lines).into_owned();
    let text = text.replace("/dev/null", "").replace("/dev/stdout", "");
    !["/dev", "/proc", "/sys", "..", SECRET, HOLDER]
        .iter()
        .any(|it| text.contains(it))
}

/// A variable that holds the secret.
const HOLDER: &str = "Pl4nTedN4m3";

/// Words that hold the secret where it must never show, well-formed or not; 15 picks none.
const SECRETS: &[&[&str]] = &[
    &["-H", "X-Key: Pl4nTedS3cr3t"],
    &["-u", "user:Pl4nTedS3cr3t"],
    &["--oauth2-bearer=Pl4nTedS3cr3t"],
    &["-dPl4nTedS3cr3t"],
    &["http://user:Pl4nTedS3cr3t@localhost/"],
    &["localhost/?token=Pl4nTedS3cr3t"],
    &[
        "-H",
        "X-Key: ${Pl4nTedN4m3:-}",
        "-u",
        "user:${Pl4nTedN4m3-}",
    ],
    &["-u", "Pl4nTedS3cr3t"],
    &["-H", "Pl4nTedS3cr3t"],
    &["-H", "X Key: Pl4nTedS3cr3t"],
    &[
        "-H",
        "Host: Pl4nTedS3cr3t",
        "-H",
        "Host: \u{e9}Pl4nTedS3cr3t",
    ],
    &["--oauth2-bearer=\u{e9}Pl4nTedS3cr3t"],
    &["http://user:Pl4nTedS3cr3t%zz@localhost/"],
    &["http://user@localhost:x/?a=b&token=Pl4nTedS3cr3t"],
    &["-H", "X-Key: Pl4nTedS3cr3t\r\n"],
];
