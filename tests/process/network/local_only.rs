//! The `local-only` build reaches this machine and sends nothing to any other. The ordinary build
//! runs through the same rows, so that a row which would send nothing anyway is noticed.

use std::fs;

use super::alone::{Etc, alone};
use super::name_server::{NameServer, Say, a};
use crate::support::{Outcome, Reply, Server, scratch, version};

/// An interface of this machine, 192.0.2.2, behind which 192.0.2.1 seems to be.
const SETUP: &str = "ip link set lo up; ip link add out type veth peer name end; \
    for each in out end; do \
    if [ -d /proc/sys/net/ipv6 ]; then echo 1 >/proc/sys/net/ipv6/conf/$each/disable_ipv6; fi; \
    ip link set $each up; done; ip address add 192.0.2.2/24 dev out; \
    ip neighbour add 192.0.2.1 lladdr 02:00:00:00:00:01 dev out; \
    ip route add default via 192.0.2.1";

#[test]
fn this_machine_is_reached() {
    alone(SETUP, || {
        let server = Server::at("0.0.0.0:0", Reply::ok()).expect("it can be listened on");
        let port = server.port();
        let folder = scratch();
        let socket = folder.path().join("s");
        let _unix = Server::unix(&socket, Reply::ok());
        let hosts = "192.0.2.2 own.test\n";
        let etc = Etc::new(&[("hosts", hosts), ("resolv.conf", "nameserver 127.0.0.1\n")]);
        let _names = NameServer::start(|question| match question.v6 {
            true => Say::records([]),
            false => Say::records([a([192, 0, 2, 2])]),
        });
        let before = sent();
        for target in [
            format!("http://127.0.0.1:{port}/"),
            format!("http://127.9.9.9:{port}/"),
            format!("http://localhost:{port}/"),
            format!("http://0.0.0.0:{port}/"),
            format!("http://192.0.2.2:{port}/"),
            format!("http://[::ffff:127.0.0.1]:{port}/"),
            format!("tcp://192.0.2.2:{port}"),
            format!("http://own.test:{port}/"),
            format!("http://asked.test:{port}/"),
            format!("unix:{}:/", socket.display()),
        ] {
            etc.probe().arg(target).run().healthy();
        }
        let detour = format!("192.0.2.2:{port}");
        etc.probe()
            .args(["--connect-to", &detour, "http://other.test/"])
            .run()
            .healthy();
        assert_eq!(sent(), before);
    });
}

#[test]
fn nothing_is_sent_to_any_other() {
    alone(SETUP, || {
        let away = Server::start(Reply::redirect(307, "http://192.0.2.1/"));
        let hosts = "192.0.2.1 other.test\n192.0.2.2 both.test\n192.0.2.1 both.test\n";
        let etc = Etc::new(&[("hosts", hosts), ("resolv.conf", "nameserver 192.0.2.1\n")]);
        let away = away.url("/");
        for arguments in [
            &["http://192.0.2.1/"][..],
            &["http://198.51.100.1/"],
            &["http://[::ffff:192.0.2.1]/"],
            &["tcp://192.0.2.1:80"],
            &["http://other.test/"],
            &["http://both.test/"],
            &["http://asked.test/"],
            &["-L", &away],
            &["--connect-to", "192.0.2.1:80", "http://127.0.0.1/"],
            &["--connect-to", "other.test:80", "http://127.0.0.1/"],
            &[
                "--connect-to",
                "127.0.0.1:80:192.0.2.1:80",
                "http://127.0.0.1/",
            ],
            &["--resolve", "127.0.0.1:80:192.0.2.1", "http://127.0.0.1/"],
        ] {
            let before = sent();
            let outcome = etc.probe().args(["-m", "300ms"]).args(arguments).run();
            outcome.exits(1);
            if version().contains("local-only") {
                assert_eq!(sent(), before, "something was sent: {outcome}");
                refuses(&outcome);
            } else {
                assert!(sent() > before, "a row that proves nothing: {outcome}");
            }
        }
        if version().contains("local-only") {
            for ip in [
                "192.0.2.0",
                "192.0.2.255",
                "255.255.255.255",
                "224.0.0.1",
                "[ff02::1]",
            ] {
                let url = format!("http://{ip}/");
                refuses(&etc.probe().args(["-m", "300ms", &url]).run());
            }
        }
    });
}

/// Asserts that the line says why nothing was sent.
fn refuses(outcome: &Outcome) {
    let line = outcome.line();
    let known = [
        "not an address of this machine",
        "does not ask name server 192.0.2.1",
    ];
    assert!(known.iter().any(|words| line.contains(words)), "{outcome}");
}

/// How many packets have left through the interface.
fn sent() -> u64 {
    let table = fs::read_to_string("/proc/net/dev").expect("the kernel counts packets");
    let row = table
        .lines()
        .find_map(|row| row.trim().strip_prefix("out:"));
    let field = row
        .expect("the interface is there")
        .split_whitespace()
        .nth(9);
    field.expect("ten columns").parse().expect("a number")
}
