//! Which addresses count, and which are this machine's own.

use std::net::IpAddr;
#[cfg(feature = "local-only")]
use std::net::{Ipv4Addr, Ipv6Addr, UdpSocket};

/// Which addresses count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Both.
    Any,
    /// IPv4 only.
    V4,
    /// IPv6 only.
    V6,
}

impl Family {
    /// Returns whether an address counts.
    pub(crate) fn has(self, ip: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::V4 => ip.is_ipv4(),
            Self::V6 => ip.is_ipv6(),
        }
    }
}

/// Asks the kernel whether an address is this machine's own: a socket that connects to one of those
/// gets that very address as its source. Sends nothing.
#[cfg(feature = "local-only")]
pub(super) fn is_own(ip: IpAddr) -> bool {
    let any: IpAddr = match ip {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    ip.is_loopback()
        || UdpSocket::bind((any, 0)).is_ok_and(|socket| {
            socket.connect((ip, 9)).is_ok()
                && socket.local_addr().is_ok_and(|local| local.ip() == ip)
        })
}
