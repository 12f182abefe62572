//! How to get there: address family, detours, the limit of one connection attempt, redirects.

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::net::{Family, Follow, Override, Route};
use crate::target::Host;
use crate::text::{self, Misuse};

use super::value::{limit, number, parsed};

/// Reads the flags about the route.
pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Route, Misuse> {
    let family = match (flags.switch("--ipv4"), flags.switch("--ipv6")) {
        (true, true) => return Err(Misuse::new("--ipv4", "contradicts --ipv6; leave one out")),
        (true, false) => Family::V4,
        (false, true) => Family::V6,
        (false, false) => Family::Any,
    };
    let (mut detours, mut pins) = (Vec::new(), Vec::new());
    for given in flags.values("--resolve", env) {
        pins.push(pinned(given)?);
    }
    // Of two for the same host and port the last one counts, as in curl.
    pins.reverse();
    for given in flags.values("--connect-to", env) {
        detours.push(detour(given)?);
    }
    let connect_timeout = flags.value("--connect-timeout", env);
    Ok(Route {
        family,
        detours,
        pins,
        connect_timeout: connect_timeout.map(limit).transpose()?,
        proxy_line: flags.switch("--haproxy-protocol"),
    })
}

/// Reads which redirects are followed.
pub(super) fn follow(flags: &mut Flags, env: &Env) -> Result<(Follow, u32), Misuse> {
    let follow = match (flags.switch("--location"), flags.switch("--no-location")) {
        (true, true) => {
            return Err(Misuse::new(
                "--location",
                "contradicts --no-location; leave one out",
            ));
        }
        (true, false) => Follow::Anywhere,
        (false, true) => Follow::Never,
        (false, false) => Follow::SameHost,
    };
    let most = parsed(
        flags.value("--max-redirs", env),
        |text| number(text, MAX_REDIRECTS),
        "is not a number of redirects; write 0 to 50",
    )?;
    Ok((follow, most.unwrap_or(10)))
}

/// Reads `ADDR[:PORT]` or curl's `HOST1:PORT1:HOST2:PORT2`, any part of which may be empty.
fn detour(given: &'static Given) -> Result<Override, Misuse> {
    let bad = || given.misuse("is not ADDR, ADDR:PORT or HOST1:PORT1:HOST2:PORT2");
    let parts = split(given.text);
    let (from, to) = match parts.as_slice() {
        [host] => (("", ""), (*host, "")),
        [host, port] => (("", ""), (*host, *port)),
        [from_host, from_port, host, port] => ((*from_host, *from_port), (*host, *port)),
        _ => return Err(bad()),
    };
    if to == ("", "") {
        return Err(bad());
    }
    Ok(Override {
        from_host: host(from.0).map_err(|()| bad())?,
        from_port: port(from.1).map_err(|()| bad())?,
        host: host(to.0).map_err(|()| bad())?,
        port: port(to.1).map_err(|()| bad())?,
    })
}

/// Reads `HOST:PORT:ADDR`.
fn pinned(given: &'static Given) -> Result<Override, Misuse> {
    let bad = || given.misuse("is not HOST:PORT:ADDR with one IP address");
    let &[from_host, from_port, address] = split(given.text).as_slice() else {
        return Err(bad());
    };
    let address = match address.as_bytes().contains(&b':') && !address.starts_with('[') {
        true => host(&format!("[{address}]")),
        false => host(address),
    };
    match (host(from_host), port(from_port), address) {
        (Ok(Some(from)), Ok(Some(port)), Ok(Some(to @ Host::Ip(_)))) => Ok(Override {
            from_host: Some(from),
            from_port: Some(port),
            host: Some(to),
            port: None,
        }),
        _ => Err(bad()),
    }
}

/// Splits at colons, but not inside brackets.
fn split(text: &str) -> Vec<&str> {
    let mut inside = false;
    text.split(|c| {
        inside = (inside || c == '[') && c != ']';
        c == ':' && !inside
    })
    .collect()
}

/// Parses a host; `None` for an empty text.
fn host(text: &str) -> Result<Option<Host>, ()> {
    if text.is_empty() {
        Ok(None)
    } else {
        Host::parse(text).map(Some).map_err(|_| ())
    }
}

/// Parses a port; `None` for an empty text.
fn port(text: &str) -> Result<Option<u16>, ()> {
    match text {
        "" => Ok(None),
        text => text::number(text)
            .filter(|&port| port != 0)
            .map(Some)
            .ok_or(()),
    }
}

/// More redirects than this are a loop.
const MAX_REDIRECTS: u32 = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detours() {
        for text in [
            "127.0.0.1",
            "127.0.0.1:8443",
            "[::1]:8443",
            "::127.0.0.1:1",
            "a:80:b:81",
            "::b:",
            ":::1",
        ] {
            assert!(detour(Given::fake("--flag", text)).is_ok(), "{text}");
        }
        for text in [
            "",
            ":",
            "a:b:c",
            "a:0",
            "a:1:b:c",
            "a b",
            "[::1",
            "a:80:b:81:c",
        ] {
            assert!(detour(Given::fake("--flag", text)).is_err(), "{text}");
        }
    }

    #[test]
    fn pins() {
        for text in ["app:443:127.0.0.1", "app:443:[::1]"] {
            assert!(pinned(Given::fake("--flag", text)).is_ok(), "{text}");
        }
        for text in [
            "app:443",
            "app:443:name",
            "app::127.0.0.1",
            ":443:127.0.0.1",
            "",
        ] {
            assert!(pinned(Given::fake("--flag", text)).is_err(), "{text}");
        }
    }
}
