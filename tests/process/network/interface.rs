//! Who listens where, and interfaces that are down or speak one family only.

use std::fs;
use std::time::Duration;

use super::alone::alone;
use crate::support::{ClosedPort, Reply, Server, probe, reads_backwards, skip};

/// Both families on `lo`.
const LO_UP: &str = "ip link set lo up";

/// IPv4 only: ::1 is no address of this machine.
const NO_IPV6: &str = "ip link set lo up; echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6";

#[test]
fn localhost_finds_a_server_wherever_it_listens() {
    alone(LO_UP, || {
        for address in ["127.0.0.1:0", "[::1]:0", "0.0.0.0:0", "[::]:0"] {
            let server = Server::at(address, Reply::ok()).expect("it can be listened on");
            let port = server.port();
            for target in [
                format!("http://localhost:{port}/"),
                format!("http://LOCALHOST:{port}/"),
                format!("http://0.0.0.0:{port}/"),
                format!("http://[::]:{port}/"),
                format!(":{port}"),
                format!("{port}"),
            ] {
                probe([&target]).healthy();
            }
        }
    });
}

#[test]
fn a_server_on_the_other_family_is_named() {
    if reads_backwards() {
        return skip("an emulator shows /proc/net in the byte order of this machine");
    }
    if !has_ipv6() {
        return;
    }
    alone(LO_UP, || {
        for (address, other) in [("[::1]:0", "127.0.0.1"), ("127.0.0.1:0", "[::1]")] {
            let server = Server::at(address, Reply::ok()).expect("it can be listened on");
            let server = server.never_called();
            let outcome = probe([format!("http://{other}:{}/", server.port())]);
            let listens = format!("this port listens on {} only", server.address());
            outcome.unhealthy([format!("connection refused at {other}").as_str(), &listens]);
        }
    });
}

#[test]
fn ipv6_that_is_switched_off_is_no_obstacle() {
    if !has_ipv6() {
        return;
    }
    alone(NO_IPV6, || {
        let server = Server::start(Reply::ok());
        probe([format!("http://localhost:{}/", server.port())]).healthy();
        let port = ClosedPort::take();
        let outcome = probe([format!("http://localhost:{}/", port.port())]);
        // What this machine does not have is no news.
        let refused = format!("connection refused at 127.0.0.1:{};", port.port());
        outcome.unhealthy([refused.as_str()]);
        probe([format!("http://[::1]:{}/", port.port())]).unhealthy(["address not available"]);
        probe(["-6", &format!("http://localhost:{}/", port.port())])
            .unhealthy(["address not available at [::1]"]);
    });
}

#[test]
fn a_socket_that_meets_itself_is_nobody() {
    // The only port that the kernel may pick is the one that is dialled.
    let setup = "ip link set lo up; echo 40000 40001 >/proc/sys/net/ipv4/ip_local_port_range";
    alone(setup, || {
        for target in ["tcp://127.0.0.1:40000", "http://127.0.0.1:40000/"] {
            let tries = ["--tries", "50", "--retry-delay", "0", target];
            probe(tries).unhealthy(["connection refused at 127.0.0.1:40000"]);
        }
    });
}

#[test]
fn without_any_interface_the_run_ends_at_once() {
    alone("true", || {
        for (target, words) in [
            ("http://127.0.0.1/", "network unreachable"),
            ("http://[::1]/", "address not available"),
            ("http://localhost/", "network unreachable at 127.0.0.1:80"),
            ("http://192.0.2.1/", "network unreachable"),
            ("http://app.test/", "app.test"),
        ] {
            let outcome = probe(["-m", "2s", target]);
            outcome.unhealthy([words]);
            assert!(outcome.took < Duration::from_secs(1), "{outcome}");
        }
    });
}

#[test]
fn without_a_route_the_run_ends_at_once() {
    alone(LO_UP, || {
        for target in ["http://192.0.2.1/", "tcp://[2001:db8::1]:80"] {
            let outcome = probe(["-m", "2s", target]);
            outcome.unhealthy(["network unreachable"]);
            assert!(outcome.took < Duration::from_secs(1), "{outcome}");
        }
    });
}

#[test]
fn a_network_that_swallows_everything_ends_at_the_limit() {
    let setup = "ip link set lo up; ip link add hole type veth peer name end; ip link set hole up; ip link set end up; \
                 ip address add 192.0.2.2/24 dev hole";
    alone(setup, || {
        let limit = Duration::from_millis(400);
        let outcome = probe(["-m", "400ms", "http://192.0.2.1:8000/"]);
        outcome
            .unhealthy(["no answer within 400 ms (connecting to 192.0.2.1:8000)"])
            .ended_at(limit);
        let outcome = probe([
            "-m",
            "5s",
            "--connect-timeout",
            "400ms",
            "tcp://192.0.2.1:8000",
        ]);
        outcome.unhealthy(["192.0.2.1:8000"]).ended_at(limit);
    });
}

/// Whether the kernel knows IPv6 at all.
fn has_ipv6() -> bool {
    let known = fs::exists("/proc/sys/net/ipv6").unwrap_or(false);
    if !known {
        skip("this kernel has no IPv6");
    }
    known
}
