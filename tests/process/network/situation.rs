//! One situation of a lookup, for probelet and for curl.

use std::any::Any;

use super::alone::Etc;
use crate::support::{Outcome, Reply, Server, is_emulated, need, probe};

/// One situation.
pub(super) struct Situation {
    /// What is special.
    name: &'static str,
    /// `/etc/resolv.conf`.
    settings: &'static str,
    /// `/etc/hosts`.
    hosts: String,
    /// The limit.
    limit: &'static str,
    /// Starts the name servers, and holds them until what it returns is dropped.
    stage: Box<dyn Fn() -> Box<dyn Any>>,
    /// Whether probelet is healthy.
    healthy: bool,
    /// Why curl ends otherwise.
    differs: Option<&'static str>,
}

/// A situation in which the service is found.
pub(super) fn found<T: 'static>(name: &'static str, stage: impl Fn() -> T + 'static) -> Situation {
    Situation {
        name,
        settings: "nameserver 127.0.0.1\n",
        hosts: String::new(),
        limit: "2s",
        stage: Box::new(move || Box::new(stage())),
        healthy: true,
        differs: None,
    }
}

/// A situation in which it is not.
pub(super) fn lost<T: 'static>(name: &'static str, stage: impl Fn() -> T + 'static) -> Situation {
    Situation {
        healthy: false,
        ..found(name, stage)
    }
}

impl Situation {
    /// Sets `/etc/resolv.conf`.
    pub(super) fn settings(self, settings: &'static str) -> Self {
        Self { settings, ..self }
    }

    /// Sets `/etc/hosts`.
    pub(super) fn hosts(self, hosts: String) -> Self {
        Self { hosts, ..self }
    }

    /// Sets the limit.
    pub(super) fn limit(self, limit: &'static str) -> Self {
        Self { limit, ..self }
    }

    /// The reason why curl, with glibc's resolver, ends otherwise.
    pub(super) fn differs(self, reason: &'static str) -> Self {
        Self {
            differs: Some(reason),
            ..self
        }
    }
}

/// Runs all of them, with the service at 127.0.0.1 and ::1, port 8000.
pub(super) fn run(situations: &[Situation]) {
    let _v4 = Server::at("127.0.0.1:8000", Reply::ok()).expect("it is free in here");
    let _v6 = Server::at("[::1]:8000", Reply::ok());
    let curl = need("curl").filter(|_| !is_emulated());
    for server in ["127.0.0.1", "[::1]"] {
        probe([format!("http://{server}:8000/")]).healthy();
    }
    let mut wrong = String::new();
    for it in situations {
        let files = [
            ("resolv.conf", it.settings),
            ("hosts", &it.hosts),
            ("nsswitch.conf", "hosts: files dns\n"),
        ];
        let etc = Etc::new(&files);
        let arguments = [
            "-fsS",
            "-m",
            it.limit.trim_end_matches('s'),
            "http://app.test:8000/",
        ];
        let staged = (it.stage)();
        let outcome = etc.probe().args(arguments).run();
        drop(staged);
        check(it, &outcome, it.healthy, &mut wrong);
        if let Some(curl) = &curl {
            let staged = (it.stage)();
            let outcome = etc.probe().program(curl).args(arguments).run();
            drop(staged);
            check(it, &outcome, it.healthy == it.differs.is_none(), &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Notes an outcome that is not as wanted.
fn check(it: &Situation, outcome: &Outcome, healthy: bool, wrong: &mut String) {
    if (outcome.code == Some(0)) != healthy {
        let reason = it.differs.unwrap_or("no difference");
        wrong.push_str(&format!("{} ({reason}): {outcome}\n", it.name));
    }
}
