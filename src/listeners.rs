//! Who listens on this machine, from `/proc/net`; silent where there is no `/proc`.

use std::fs::File;
use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// One listening TCP socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listener {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Connections that nobody has accepted yet.
    pub(crate) queued: u32,
}

/// Lists the TCP listeners of this network namespace, by port; `None` when nobody knows.
pub(crate) fn listeners() -> Option<Vec<Listener>> {
    let mut found = Vec::new();
    let mut known = false;
    for path in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let mut table = String::new();
        let read =
            File::open(path).and_then(|file| file.take(MAX_TABLE).read_to_string(&mut table));
        known |= read.is_ok();
        found.extend(table.lines().filter_map(listener));
    }
    // Docker's own name server in every container of a user-defined network.
    found.retain(|listener| listener.address.ip() != IpAddr::V4(Ipv4Addr::new(127, 0, 0, 11)));
    found.sort_by_key(|listener| (listener.address.port(), listener.address));
    found.dedup_by_key(|listener| listener.address);
    known.then_some(found)
}

/// Reads one line of the table, if it is a listener's.
fn listener(line: &str) -> Option<Listener> {
    let mut fields = line.split_ascii_whitespace();
    let (local, state) = (fields.nth(1)?, fields.nth(1)?);
    let (_, queued) = fields.next()?.split_once(':')?;
    if state != LISTEN {
        return None;
    }
    let (ip, port) = local.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    // The kernel prints the address as machine words.
    let word = |at: usize| u32::from_str_radix(ip.get(at..at + 8)?, 16).ok();
    let ip = if ip.len() == 8 {
        IpAddr::V4(Ipv4Addr::from(word(0)?.to_ne_bytes()))
    } else {
        let mut bytes = [0; 16];
        for (chunk, at) in bytes.chunks_exact_mut(4).zip([0, 8, 16, 24]) {
            chunk.copy_from_slice(&word(at)?.to_ne_bytes());
        }
        IpAddr::V6(Ipv6Addr::from(bytes))
    };
    let queued = u32::from_str_radix(queued, 16).ok()?;
    Some(Listener {
        address: SocketAddr::new(ip, port),
        queued,
    })
}

/// `TCP_LISTEN`.
const LISTEN: &str = "0A";

/// The bound of a table; a busy machine has a long one.
const MAX_TABLE: u64 = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_table() {
        let v4 =
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000002 00:00000000 00000000 0 0 1";
        let v6 = "   1: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:0 0";
        let busy = "   0: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000";
        assert_eq!(
            listener(v4).map(|l| l.address.to_string()).as_deref(),
            Some("127.0.0.1:8080")
        );
        assert_eq!(listener(v4).map(|l| l.queued), Some(2));
        assert_eq!(
            listener(v6).map(|l| l.address.to_string()).as_deref(),
            Some("[::1]:80")
        );
        assert_eq!(listener(busy), None);
        assert_eq!(
            listener("  sl  local_address rem_address   st tx_queue rx_queue"),
            None
        );
        assert_eq!(listener(""), None);
    }
}
