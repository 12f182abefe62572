//! What a failure says: made for real, on fixed ports, in a network where nothing else listens.
//!
//! `lines/lines.txt` holds every line as it is printed, for people to read in one place;
//! `WRITE_LINES=1 cargo test --test process lines` writes it, and without that it is compared.

#[path = "lines/answer.rs"]
mod answer;
#[path = "lines/connection.rs"]
mod connection;
#[path = "lines/cost.rs"]
mod cost;
#[path = "lines/messages.rs"]
mod messages;
#[path = "lines/misuse.rs"]
mod misuse;
#[path = "lines/name.rs"]
mod name;
#[path = "lines/page.rs"]
mod page;
#[path = "lines/peer.rs"]
mod peer;
#[path = "lines/protocol.rs"]
mod protocol;
#[path = "lines/secure.rs"]
mod secure;
#[path = "lines/situation.rs"]
mod situation;
#[path = "lines/socket.rs"]
mod socket;
#[path = "lines/time.rs"]
mod time;
#[path = "lines/timeline.rs"]
mod timeline;

use self::situation::Situation;
use crate::network::alone::alone;
use crate::support::{has_tls, reads_backwards, skip};

/// Both families, an address of another interface, and empty folders where files are looked for.
const SETUP: &str = "ip link set lo up; ip addr add 10.0.0.5/32 dev lo
mount -t tmpfs tmpfs /etc; echo nameserver 127.0.0.1 >/etc/resolv.conf
mount -t tmpfs tmpfs /run";

#[test]
fn every_failure_says_what_it_is_and_what_to_do() {
    if reads_backwards() {
        return skip("an emulator shows /proc/net in the byte order of this machine");
    }
    alone(SETUP, || {
        let sections: Vec<(&str, Vec<Situation>)> = vec![
            ("Connections", connection::situations()),
            ("Unix sockets", socket::situations()),
            ("Names", name::situations()),
            ("Peers", peer::situations()),
            ("Protocols", protocol::situations()),
            ("Time", time::situations()),
            ("Answers", answer::situations()),
            ("TLS", secure::situations()),
            ("Misuse", misuse::situations()),
        ];
        if !has_tls() {
            skip("situations that need TLS; the rest is compared");
        }
        let seen = sections.into_iter().map(|(name, situations)| {
            let seen = situations.iter().map(Situation::seen);
            (name, seen.collect())
        });
        page::settle(&seen.collect::<Vec<_>>());
    });
}
