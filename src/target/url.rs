//! What follows `scheme://`: user info, host, port and path.

use super::path::absolute;
use super::{Host, Scheme, Target};
use crate::text::number;

impl Target {
    /// Parses what follows `scheme://`. Of a URL that a peer sent, the user info is dropped.
    pub(super) fn url(scheme: Scheme, rest: &str, from_peer: bool) -> Result<Self, &'static str> {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.as_bytes().contains(&b'\\') {
            return Err("has a backslash in its host; write a plain host name");
        }
        let (user, address) = match authority.rsplit_once('@') {
            Some((user, address)) => (Some(user), address),
            None => (None, authority),
        };
        let (host, port) = match address.rfind(':') {
            Some(colon) if !address.ends_with(']') => address.split_at(colon),
            _ => (address, ""),
        };
        let host = match host {
            // As ASP.NET writes "every address" where it listens.
            "+" | "*" if !from_peer => "localhost",
            // As Go's gRPC servers write it.
            "" if scheme.is_grpc() && !port.is_empty() => "localhost",
            host => host,
        };
        if scheme.is_stream() && !(path.is_empty() || path == "/") {
            return Err("has a path, and its scheme has none; use http:// or leave the path out");
        }
        if scheme.is_stream() && user.is_some() {
            return Err("has user info, and its scheme has none; leave it out");
        }
        let path = match path.strip_prefix('/') {
            service if scheme.is_grpc() => service.unwrap_or(path).to_owned(),
            _ => absolute(path),
        };
        let user = user.filter(|_| !from_peer);
        Ok(Self {
            scheme,
            host: Host::parse(host)?,
            port: parse_port(scheme, port, from_peer)?,
            path,
            credentials: user.map(user_info).transpose()?,
            socket: None,
        })
    }
}

/// Parses `:PORT`, or nothing.
fn parse_port(scheme: Scheme, text: &str, from_peer: bool) -> Result<u16, &'static str> {
    let digits = text.strip_prefix(':').unwrap_or_default();
    if digits.is_empty() {
        // What an unset variable leaves behind must not become port 80.
        if !text.is_empty() && !from_peer {
            return Err("has a colon and no port after it; write one from 1 to 65535");
        }
        let port = scheme.default_port();
        return port.ok_or("names no port; write HOST:PORT after ://");
    }
    if digits.starts_with('$') {
        return Err(
            "has a dollar sign as its port; a variable is expanded once, and not what it holds",
        );
    }
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err("has a port that is not a number; write one from 1 to 65535");
    }
    let port = number(digits).filter(|&port| port != 0);
    port.ok_or("has a port that does not exist; write one from 1 to 65535")
}

/// Parses `user:password` or `user`, percent-encoded.
fn user_info(text: &str) -> Result<String, &'static str> {
    let user = percent_decode(text).ok_or("has bad user info; write %25 for a percent sign")?;
    if user.as_bytes().contains(&b':') {
        Ok(user)
    } else {
        Ok(user + ":")
    }
}

/// Decodes `%40` and the like in user info.
fn percent_decode(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut nibble = || char::from(bytes.next()?).to_digit(16);
            let (high, low) = (nibble()?, nibble()?);
            out.push(u8::try_from(high << 4 | low).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}
