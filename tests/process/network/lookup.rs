//! Names: hosts files, search lists, and name servers of every kind.

use std::time::Duration;

use super::alone::{Etc, alone};
use super::name_server::{NameServer, Question, Say, a, record};
use super::script::dead;
use crate::support::{ClosedPort, Outcome, Reply, Server};

/// All that most networks in here need.
const LO_UP: &str = "ip link set lo up";

/// The limit that most tests give.
const LIMIT: Duration = Duration::from_millis(400);

#[test]
fn without_resolv_conf_this_machine_is_asked() {
    alone(LO_UP, || {
        let outcome = look();
        outcome.unhealthy([r#"name "app.test" not found"#, "127.0.0.1", "refused"]);
        assert!(outcome.took < LIMIT, "{outcome}");
        let server = Server::start(Reply::ok());
        let _names = NameServer::start(answer([127, 0, 0, 1]));
        Etc::new(&[]).probe().arg(url(&server)).run().healthy();
    });
}

#[test]
fn a_name_server_that_says_nothing_ends_at_the_limit() {
    alone(LO_UP, || {
        let names = NameServer::start(|_| Say::Nothing);
        let outcome = look();
        outcome
            .unhealthy([r#"no answer within 400 ms (looking up "app.test" at name server 127.0.0.1: no answer)"#])
            .ended_at(LIMIT);
        assert!(!names.asked().is_empty());
    });
}

#[test]
fn the_next_name_server_is_asked_when_one_fails() {
    alone(LO_UP, || {
        for say in [Say::Nothing, Say::code(2), Say::code(5)] {
            let server = Server::start(Reply::ok());
            let _dead = NameServer::at("127.0.0.1", move |_| say.clone());
            let _alive = NameServer::at("127.0.0.2", answer([127, 0, 0, 1]));
            let servers = "nameserver 127.0.0.1\nnameserver 127.0.0.2\n";
            let etc = Etc::new(&[("resolv.conf", servers)]);
            etc.probe().arg("-m3s").arg(url(&server)).run().healthy();
        }
    });
}

#[test]
fn what_a_name_server_says_is_said() {
    alone(LO_UP, || {
        for (say, words) in [
            (Say::code(3), r#"name "app.test" does not exist"#),
            (Say::records([]), r#"name "app.test" has no address"#),
            (Say::code(2), "name server 127.0.0.1: SERVFAIL"),
            (Say::code(5), "name server 127.0.0.1: REFUSED"),
            (Say::Lame, "it neither knows the name nor asks others"),
            (
                Say::truncated(),
                "too long for UDP, and over TCP: connection refused",
            ),
        ] {
            let _names = NameServer::start(move |_| say.clone());
            let outcome = look();
            outcome.unhealthy([words]);
            assert!(outcome.took < LIMIT, "{outcome}");
        }
    });
}

#[test]
fn a_name_is_found_whatever_comes_along_with_its_address() {
    alone(LO_UP, || {
        let good = || Say::records([a([127, 0, 0, 1])]);
        let first = |bad| Say::Both(Box::new(bad), Box::new(good()));
        // app.test is an alias of b, b of c, and c has the address.
        let chain = || {
            let (b, c) = (b"\x01b\xc0\x10", b"\x01c\xc0\x10");
            let address = record(c, 1, &[127, 0, 0, 1]);
            Say::records([record(b"\xc0\x0c", 5, b), record(b, 5, c), address])
        };
        let cut = Say::Answer {
            code: 0,
            flags: 2,
            records: vec![a([127, 0, 0, 1])],
        };
        for (name, say) in [
            ("an alias of an alias", chain()),
            ("cut, but with an address", cut),
            (
                "after 300 ms",
                Say::Late(Duration::from_millis(300), Box::new(good())),
            ),
            (
                "after garbage",
                first(Say::Garbage(b"\xff\x1b[31m garbage".to_vec())),
            ),
            ("after nothing at all", first(Say::Garbage(Vec::new()))),
            (
                "after a forged number",
                first(Say::WrongNumber(Box::new(dead()))),
            ),
            (
                "after a forged question",
                first(Say::WrongQuestion(Box::new(dead()))),
            ),
            (
                "after a forged sender",
                first(Say::Elsewhere(Box::new(dead()))),
            ),
            ("twice", first(good())),
        ] {
            let server = Server::start(Reply::ok());
            let _names = NameServer::start(move |question| v4_only(question, &say));
            let etc = Etc::new(&[("resolv.conf", "nameserver 127.0.0.1\n")]);
            let outcome = etc.probe().arg("-m1s").arg(url(&server)).run();
            assert_eq!(outcome.code, Some(0), "{name}: {outcome}");
        }
    });
}

#[test]
fn a_name_server_that_knows_only_ipv4_is_enough() {
    alone(LO_UP, || {
        for say in [Say::Nothing, Say::code(2), Say::code(4), Say::records([])] {
            let server = Server::start(Reply::ok());
            let _names = NameServer::start(move |question| match question.v6 {
                false => Say::records([a([127, 0, 0, 1])]),
                true => say.clone(),
            });
            let etc = Etc::new(&[("resolv.conf", "nameserver 127.0.0.1\n")]);
            etc.probe().arg("-m400ms").arg(url(&server)).run().healthy();
        }
    });
}

#[test]
fn garbage_in_an_answer_finds_nothing_and_breaks_nothing() {
    alone(LO_UP, || {
        let mut pointers = vec![b"\xc0\x0c".repeat(700)];
        // Records whose name, length or type lies.
        pointers.push(record(b"\xc0\x0c", 1, &[127, 0, 0]));
        pointers.push(b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\xff\xff\x7f\0\0\x01".to_vec());
        pointers.push(b"\x3fab".to_vec());
        pointers.push(vec![0; 900]);
        for records in pointers {
            let say = Say::records([records]);
            let _names = NameServer::start(move |_| say.clone());
            let outcome = look();
            outcome.exits(1).says(["app.test"]);
        }
        // Nothing but garbage: as if nothing had come.
        let _names = NameServer::start(|_| Say::Garbage(vec![0xff; 1400]));
        look().unhealthy(["looking up"]).ended_at(LIMIT);
    });
}

#[test]
fn short_names_go_through_the_search_list() {
    alone(LO_UP, || {
        let server = Server::start(Reply::ok());
        let conf = "search ns.svc.cluster.local svc.cluster.local\nnameserver 127.0.0.1\noptions ndots:5\n";
        let etc = Etc::new(&[("resolv.conf", conf)]);
        let probe = |host: &str| {
            let url = format!("http://{host}:{}/", server.port());
            etc.probe().args(["-m", "2s", &url]).run()
        };
        let names = NameServer::start(|question| match question.name.as_str() {
            "api.other.svc.cluster.local" => v4_only(question, &Say::records([a([127, 0, 0, 1])])),
            _ => Say::code(3),
        });
        probe("api.other").healthy();
        let tried = [
            "api.other.ns.svc.cluster.local",
            "api.other.svc.cluster.local",
        ];
        assert_eq!(names.names(), tried);
        // A dot at the end is the whole name.
        probe("api.other.").unhealthy(["does not exist"]);
        assert_eq!(names.names()[2..], ["api.other"]);
    });
}

#[test]
fn localhost_needs_no_file_and_no_server() {
    alone(LO_UP, || {
        let names = NameServer::start(|_| Say::code(3));
        let server = Server::start(Reply::ok());
        for files in [
            &[][..],
            &[("hosts", "")],
            &[("hosts", "192.0.2.1 localhost LOCALHOST app.localhost\n")],
        ] {
            for host in [
                "localhost",
                "LOCALHOST",
                "Localhost.",
                "app.localhost",
                "A.LocalHost.",
            ] {
                let url = format!("http://{host}:{}/", server.port());
                Etc::new(files).probe().arg(url).run().healthy();
            }
        }
        assert_eq!(names.asked(), []);
    });
}

#[test]
fn the_hosts_file_comes_first_and_knows_no_case() {
    alone(LO_UP, || {
        let names = NameServer::start(|_| Say::code(3));
        let server = Server::start(Reply::ok());
        let hosts = "\u{feff}garbage\n\0\n:: \n127.0.0.1\tother App.TEST # app\n";
        let etc = Etc::new(&[("hosts", hosts), ("resolv.conf", "nameserver 127.0.0.1\n")]);
        etc.probe().arg(url(&server)).run().healthy();
        assert_eq!(names.asked(), []);
    });
}

/// Looks up `app.test`, where nobody listens, with an empty `/etc`.
fn look() -> Outcome {
    let port = ClosedPort::take();
    let url = format!("http://app.test:{}/", port.port());
    Etc::new(&[]).probe().args(["-m", "400ms", &url]).run()
}

/// The server's URL with a name for a host.
fn url(server: &Server) -> String {
    format!("http://app.test:{}/", server.port())
}

/// Gives an address to whoever asks for IPv4.
fn answer(ip: [u8; 4]) -> impl Fn(&Question) -> Say {
    move |question| v4_only(question, &Say::records([a(ip)]))
}

/// Sends it to IPv4 questions, and an empty answer to the others.
fn v4_only(question: &Question, say: &Say) -> Say {
    if question.v6 {
        Say::records([])
    } else {
        say.clone()
    }
}
