//! Answers that are cut short, records of every kind, and hosts files, beside curl.

use super::alone::{Etc, alone};
use super::name_server::{NameServer, Say, a, record};
use super::name_stream::{NameStream, Stream};
use super::script::{both, names, none, v6};
use super::situation::{found, lost, run};

/// All that the networks in here need.
const LO_UP: &str = "ip link set lo up";

/// Two servers.
const TWO: &str = "nameserver 127.0.0.1\nnameserver 127.0.0.2\n";

#[test]
fn answers_that_are_cut_short() {
    alone(LO_UP, || {
        let tcp = |stream: fn() -> Stream| {
            move || {
                let stream = NameStream::at("127.0.0.1", stream());
                (stream, names(Say::truncated(), none()))
            }
        };
        let cut = |records| Say::Answer {
            code: 0,
            flags: 2,
            records,
        };
        run(&[
            found("over TCP", tcp(|| Stream::Answer(vec![a([127, 0, 0, 1])]))),
            found(
                "byte by byte",
                tcp(|| Stream::Bytewise(vec![a([127, 0, 0, 1])])),
            ),
            found(
                "60 addresses",
                tcp(|| {
                    let mut records: Vec<_> = (0..59).map(|_| a([127, 0, 0, 2])).collect();
                    records.push(a([127, 0, 0, 1]));
                    Stream::Answer(records)
                }),
            ),
            lost("TCP ends at once", tcp(|| Stream::Close)),
            lost(
                "half an answer",
                tcp(|| Stream::Half(vec![a([127, 0, 0, 1])])),
            ),
            lost(
                "another number",
                tcp(|| Stream::WrongNumber(vec![a([127, 0, 0, 1])])),
            ),
            lost("nobody listens on TCP", || names(Say::truncated(), none())),
            lost("silent on TCP", tcp(|| Stream::Silent)),
            found("silent on TCP, and an IPv6 address", || {
                let stream = NameStream::at("127.0.0.1", Stream::Silent);
                (stream, names(Say::truncated(), v6()))
            })
            .differs("glibc gives up both"),
            found("no TCP, and another server", || {
                let bad = NameServer::start(|_| Say::truncated());
                (bad, NameServer::at("127.0.0.2", both))
            })
            .settings(TWO)
            .differs("glibc asks the other servers over TCP, too"),
            found("no TCP, but an address in the datagram", move || {
                names(cut(vec![a([127, 0, 0, 1])]), none())
            })
            .differs("glibc uses nothing of a truncated answer"),
            found(
                "a dead address in the datagram, a good one over TCP",
                move || {
                    let stream = Stream::Answer(vec![a([127, 0, 0, 2]), a([127, 0, 0, 1])]);
                    let stream = NameStream::at("127.0.0.1", stream);
                    (stream, names(cut(vec![a([127, 0, 0, 2])]), none()))
                },
            ),
        ]);
    });
}

#[test]
fn what_went_wrong_over_tcp_is_said() {
    alone(LO_UP, || {
        let address = || vec![a([127, 0, 0, 1])];
        for (stream, words) in [
            (Stream::Close, "connection closed without an answer"),
            (
                Stream::Half(address()),
                "connection closed without an answer",
            ),
            (Stream::Silent, "no answer"),
            (
                Stream::WrongNumber(address()),
                "an answer to another question",
            ),
        ] {
            let _stream = NameStream::at("127.0.0.1", stream);
            let _names = names(Say::truncated(), none());
            let etc = Etc::new(&[("resolv.conf", "nameserver 127.0.0.1\n")]);
            let run = etc.probe().args(["-m", "400ms", "http://app.test:8000/"]);
            let words = [
                "name server 127.0.0.1: too long for UDP, and over TCP: ",
                words,
            ];
            run.run().unhealthy([words.concat().as_str()]);
        }
    });
}

#[test]
fn records_and_files() {
    alone(LO_UP, || {
        let other: &[u8] = b"\x05other\xc0\x10";
        let records = |records: Vec<Vec<u8>>| names(Say::records(records), none());
        let filler = || "10.0.0.1 filler.test # nothing\n".repeat(50_000);
        run(&[
            lost("an address of another name", move || {
                records(vec![record(other, 1, &[127, 0, 0, 1])])
            }),
            found("an address behind an alias", move || {
                let alias = record(b"\xc0\x0c", 5, other);
                records(vec![alias, record(other, 1, &[127, 0, 0, 1])])
            }),
            lost("an alias that leads elsewhere", move || {
                let alias = record(b"\xc0\x0c", 5, b"\x04else\xc0\x10");
                records(vec![alias, record(other, 1, &[127, 0, 0, 1])])
            }),
            found("an alias in other letters", move || {
                let alias = record(b"\xc0\x0c", 5, other);
                records(vec![
                    alias,
                    record(b"\x05OTHER\xc0\x10", 1, &[127, 0, 0, 1]),
                ])
            }),
            lost("a record of another class", move || {
                let mut chaos = a([127, 0, 0, 1]);
                chaos[5] = 3;
                records(vec![chaos])
            })
            .differs("glibc does not look at the class"),
            found("both families", || NameServer::start(both)),
            found("a hosts file above 1 MiB", || ()).hosts(filler() + "127.0.0.1 app.test\n"),
            found("a hosts line of 300 kB", || ()).hosts(format!(
                "127.0.0.1 {} app.test",
                "other.test ".repeat(30_000)
            )),
            lost("a hosts file above 1 MiB without the name", || {
                NameServer::start(|_| Say::code(3))
            })
            .hosts(filler()),
            found("more dots than ndots can ask for", || {
                NameServer::start(|question| match question.name.as_str() {
                    "app.test" => both(question),
                    _ => Say::code(3),
                })
            })
            .settings("search first\noptions ndots:99\nnameserver 127.0.0.1\n"),
        ]);
    });
}
