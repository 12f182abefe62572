//! Which addresses are dialled, in which order, and with how few sockets.

use std::process::Command;
use std::time::Duration;

use super::alone::{Etc, alone};
use super::name_server::{NameServer, Say, a, record};
use super::name_stream::{NameStream, Stream};
use super::script::{both, none};
use crate::support::{Backlog, Reply, Server, is_emulated, need};

/// All that the networks in here need.
const LO_UP: &str = "ip link set lo up";

/// Asks one server.
const ONE: &str = "nameserver 127.0.0.1\n";

#[test]
fn one_of_sixteen_addresses_is_enough() {
    alone(LO_UP, || {
        let server = Server::at("127.0.0.17:8000", Reply::ok()).expect("it is free in here");
        let records = (2..18).map(|last| a([127, 0, 0, last]));
        let say = Say::records(records);
        let _names = NameServer::start(move |question| match question.v6 {
            true => none(),
            false => say.clone(),
        });
        let etc = Etc::new(&[("resolv.conf", "nameserver 127.0.0.1\n")]);
        let probe = || {
            etc.probe()
                .args(["-m", "2s", "http://app.test:8000/"])
                .run()
        };
        probe().healthy();
        drop(server);
        probe().unhealthy(["connection refused at 127.0.0.2:8000", "and 12 more"]);
    });
}

#[test]
fn a_black_hole_among_two_addresses_leaves_time_for_the_other() {
    alone(LO_UP, || {
        let hole = Backlog::full_at("127.0.0.2:0");
        let port = hole.address().port();
        let server = Server::at(&format!("127.0.0.3:{port}"), Reply::ok()).expect("it is free");
        let etc = Etc::new(&[("hosts", "127.0.0.2 app.test\n127.0.0.3 app.test\n")]);
        let url = format!("http://app.test:{port}/");
        let outcome = etc.probe().args(["-m", "1s", &url]).run();
        outcome.healthy();
        assert!(outcome.took < Duration::from_secs(1), "{outcome}");
        drop(server);
        let outcome = etc.probe().args(["-m", "400ms", &url]).run();
        outcome.unhealthy(["127.0.0.2", "connection refused at 127.0.0.3"]);
        outcome.ended_at(Duration::from_millis(400));
    });
}

#[test]
fn four_descriptors_are_enough_for_a_lookup() {
    alone(LO_UP, || {
        let Some(prlimit) = need("prlimit") else {
            return;
        };
        let _server = Server::at("127.0.0.1:8000", Reply::ok()).expect("it is free in here");
        let run = |name: &str, settings: &str| {
            let etc = Etc::new(&[("resolv.conf", settings)]);
            let limits = [prlimit.as_os_str(), "--nofile=4".as_ref()];
            let url = "http://app.test:8000/";
            let outcome = etc.probe().under(limits).args(["-m", "3s", url]).run();
            assert_eq!(outcome.code, Some(0), "{name}: {outcome}");
        };
        let names = NameServer::start(both);
        run("one server", ONE);
        drop(names);
        let silent = NameServer::start(|_| Say::Nothing);
        let names = NameServer::at("127.0.0.2", both);
        run(
            "two servers",
            "nameserver 127.0.0.1\nnameserver 127.0.0.2\n",
        );
        drop((silent, names));
        let names = NameServer::start(|question| match question.v6 {
            true => Say::records([]),
            false => Say::truncated(),
        });
        let stream = NameStream::at("127.0.0.1", Stream::Answer(vec![a([127, 0, 0, 1])]));
        run("over TCP", ONE);
        drop((names, stream));
        let _names = NameServer::start(|question| match question.v6 {
            true => Say::records([record(b"\xc0\x0c", 28, &[0x20; 16])]),
            false => Say::Late(Duration::from_millis(300), Box::new(both(question))),
        });
        run("an answer that comes while another address is dialled", ONE);
    });
}

#[test]
fn a_dead_address_and_a_silent_name_server_are_both_named() {
    alone(LO_UP, || {
        let _names = NameServer::start(|question| match question.v6 {
            true => Say::Nothing,
            false => both(question),
        });
        let etc = Etc::new(&[("resolv.conf", ONE)]);
        let outcome = etc.probe().args(["-m", "400ms", "http://app.test:8000/"]);
        outcome.run().unhealthy([
            "connection refused at 127.0.0.1:8000; no IPv6 address of \"app.test\" came: \
             name server 127.0.0.1: no answer",
        ]);
    });
}

#[test]
fn files_that_nobody_writes_hold_nothing_up() {
    alone(LO_UP, || {
        let Some(mkfifo) = need("mkfifo") else {
            return;
        };
        let _server = Server::at("127.0.0.1:8000", Reply::ok()).expect("it is free in here");
        let _names = NameServer::start(both);
        let etc = Etc::new(&[]);
        for file in ["hosts", "resolv.conf"] {
            let made = Command::new(&mkfifo).arg(etc.path().join(file)).status();
            assert!(made.expect("mkfifo runs").success());
        }
        etc.probe().arg("http://app.test:8000/").run().healthy();
    });
}

#[test]
fn a_detour_comes_before_a_pin() {
    alone(LO_UP, || {
        let server = Server::at("127.0.0.1:8000", Reply::ok()).expect("it is free in here");
        let names = NameServer::start(|_| Say::code(3));
        let etc = Etc::new(&[("resolv.conf", ONE)]);
        let curl = need("curl").filter(|_| !is_emulated());
        // curl ends as probelet does.
        let run = |words: &[&str]| {
            let words = [&["-m", "2", "-fsS"], words, &["http://app.test/"]].concat();
            let outcome = etc.probe().args(&words).run();
            if let Some(curl) = &curl {
                let other = etc.probe().program(curl).args(&words).run();
                assert_eq!(outcome.code == Some(0), other.code == Some(0), "{other}");
            }
            outcome
        };
        let chain = ["--connect-to", "app.test:80:b.test:8000"];
        let pin = ["--resolve", "b.test:8000:127.0.0.1"];
        run(&[&chain[..], &pin].concat()).exits(0);
        run(&[&pin[..], &chain].concat()).exits(0);
        assert_eq!(names.asked(), []);
        let hosts = server.requests().into_iter().map(|it| it.header("Host"));
        assert!(hosts.flatten().all(|host| host == "app.test"));
        // The pin is for another port, so the name is looked up.
        let other = ["--resolve", "b.test:80:127.0.0.1"];
        run(&[&chain[..], &other].concat()).unhealthy(["b.test"]);
        // The detour leads away from the pinned host.
        let pinned = ["--resolve", "app.test:80:127.0.0.1"];
        run(&[&chain[..], &pinned].concat()).unhealthy(["b.test"]);
    });
}

#[test]
fn verbose_shows_every_question() {
    alone(LO_UP, || {
        let _server = Server::at("127.0.0.1:8000", Reply::ok()).expect("it is free in here");
        let _bad = NameServer::at("127.0.0.2", |_| Say::code(2));
        let _names = NameServer::at("127.0.0.3", |question| match question.name.as_str() {
            "app.test" => both(question),
            _ => Say::code(3),
        });
        let settings = "search first\noptions ndots:2\n\
                        nameserver 127.0.0.1\nnameserver 127.0.0.2\nnameserver 127.0.0.3\n";
        let etc = Etc::new(&[("resolv.conf", settings)]);
        let outcome = etc.probe().args(["-v", "http://app.test:8000/"]).run();
        outcome.exits(0);
        for line in [
            "* app.test.first A at 127.0.0.1: connection refused in ",
            "* app.test.first A at 127.0.0.2: SERVFAIL in ",
            "* app.test.first A at 127.0.0.3: no such name in ",
            "* app.test A at 127.0.0.3: 127.0.0.1 in ",
            "* app.test AAAA at 127.0.0.3: no address in ",
        ] {
            assert!(
                outcome.stderr.contains(line),
                "{line} is missing: {outcome}"
            );
        }
        let etc = Etc::new(&[("hosts", "127.0.0.1 app.test\n")]);
        let outcome = etc.probe().args(["-v", "http://app.test:8000/"]).run();
        let line = "* app.test: 127.0.0.1 in /etc/hosts";
        assert!(outcome.stderr.contains(line), "{outcome}");
    });
}
