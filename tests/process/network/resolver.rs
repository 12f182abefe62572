//! Lookups of every kind, beside curl with glibc's resolver.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::alone::alone;
use super::name_server::{NameServer, Say, a};
use super::script::{aaaa, both, dead, late, names, none, v4, v6};
use super::situation::{found, lost, run};
use crate::support::Backlog;

/// All that the networks in here need.
const LO_UP: &str = "ip link set lo up";

/// Two servers.
const TWO: &str = "nameserver 127.0.0.1\nnameserver 127.0.0.2\n";

#[test]
fn late_answers() {
    alone(LO_UP, || {
        run(&[
            found("an AAAA without a route at once, a good A later", || {
                names(late(150, v4()), aaaa("2001:db8::1"))
            }),
            found("a dead A at once, a good AAAA later", || {
                names(dead(), late(300, v6()))
            }),
            found("an A that keeps silent, a good AAAA later", || {
                let hole = Backlog::full_at("127.0.0.3:8000");
                let silent = Say::records([a([127, 0, 0, 3])]);
                (hole, names(silent, late(300, v6())))
            })
            .limit("3s"),
            found("a server that needs 1.2 s", || {
                names(late(1200, v4()), late(1200, none()))
            })
            .limit("3s"),
            found("a server that needs 4 s", || {
                names(late(4000, v4()), late(4000, none()))
            })
            .limit("10s"),
            found("a server that needs 1.5 s, and a silent one", || {
                let silent = NameServer::at("127.0.0.2", |_| Say::Nothing);
                (names(late(1500, v4()), late(1500, none())), silent)
            })
            .settings(TWO)
            .limit("3s"),
        ]);
    });
}

#[test]
fn lost_questions_and_answers() {
    alone(LO_UP, || {
        run(&[
            found("the first two questions are lost", || {
                let asked = AtomicUsize::new(0);
                NameServer::start(
                    move |question| match asked.fetch_add(1, Ordering::Relaxed) < 2 {
                        true => Say::Nothing,
                        false => both(question),
                    },
                )
            })
            .differs("glibc asks again after 5 s"),
            found("the first server is silent", || {
                let silent = NameServer::start(|_| Say::Nothing);
                (silent, NameServer::at("127.0.0.2", both))
            })
            .settings(TWO)
            .differs("glibc asks the next server after 5 s"),
            found("nobody listens at the first server", || {
                NameServer::at("127.0.0.2", both)
            })
            .settings(TWO),
            found("no answer about IPv6", || names(v4(), Say::Nothing))
                .differs("glibc waits 5 s for both answers"),
            lost("no answer about IPv6, and a dead IPv4 address", || {
                names(dead(), Say::Nothing)
            }),
            found("a forged answer comes first", || {
                let forged = Say::WrongNumber(Box::new(dead()));
                names(Say::Both(Box::new(forged), Box::new(v4())), none())
            }),
            found("no answer for the first name of the search list", || {
                NameServer::start(|question| match question.name.as_str() {
                    "app.test.first" => Say::Nothing,
                    _ => both(question),
                })
            })
            .settings("search first\noptions ndots:2\nnameserver 127.0.0.1\n")
            .limit("5s")
            .differs("glibc gives up the search list when a server is silent"),
        ]);
    });
}

#[test]
fn servers_that_cannot_answer() {
    alone(LO_UP, || {
        let second = |say: fn() -> Say| {
            move || {
                let bad = NameServer::start(move |_| say());
                (bad, NameServer::at("127.0.0.2", both))
            }
        };
        let alone = "nameserver ::1%lo\n";
        run(&[
            found("SERVFAIL, and another server", second(|| Say::code(2))).settings(TWO),
            found("REFUSED, and another server", second(|| Say::code(5))).settings(TWO),
            found("NOTIMP, and another server", second(|| Say::code(4))).settings(TWO),
            found("a lame server, and another", second(|| Say::Lame)).settings(TWO),
            lost("no such name, and another server", second(|| Say::code(3))).settings(TWO),
            lost("no address, and another server", second(none)).settings(TWO),
            lost("SERVFAIL", || NameServer::start(|_| Say::code(2))),
            lost("a lame server", || NameServer::start(|_| Say::Lame)),
            found("SERVFAIL about IPv6", || names(v4(), Say::code(2))),
            found("FORMERR about IPv6", || names(v4(), Say::code(1))),
            found("no such name, says IPv6", || names(v4(), Say::code(3))),
            found("no such name, says IPv4", || names(Say::code(3), v6())),
            found("SERVFAIL for the first name of the search list", || {
                NameServer::start(|question| match question.name.as_str() {
                    "app.test.first" => Say::code(2),
                    _ => both(question),
                })
            })
            .settings("search first\noptions ndots:2\nnameserver 127.0.0.1\n"),
            found("a server with a zone", || NameServer::at("::1", both)).settings(alone),
            found("a server with a zone's number", || {
                NameServer::at("::1", both)
            })
            .settings("nameserver ::1%1\n"),
        ]);
    });
}
