//! How to get to a target, as the flags say.

use std::time::Duration;

use super::address::Family;
use crate::target::Host;

/// Connects to another address than the URL says (`--connect-to`, `--resolve`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Override {
    /// Only for this host; `None` is any.
    pub(crate) from_host: Option<Host>,
    /// Only for this port; `None` is any.
    pub(crate) from_port: Option<u16>,
    /// The host to connect to; `None` keeps the URL's host.
    pub(crate) host: Option<Host>,
    /// The port to connect to; `None` keeps the URL's.
    pub(crate) port: Option<u16>,
}

/// How to get to a target.
#[derive(Debug)]
pub(crate) struct Route {
    /// The address family.
    pub(crate) family: Family,
    /// Other hosts and ports (`--connect-to`); the first that fits counts.
    pub(crate) detours: Vec<Override>,
    /// Addresses of hosts (`--resolve`); looked for after the detours, as in curl.
    pub(crate) pins: Vec<Override>,
    /// The limit for one connection attempt.
    pub(crate) connect_timeout: Option<Duration>,
    /// Whether a PROXY protocol line is sent first.
    pub(crate) proxy_line: bool,
}
