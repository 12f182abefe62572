//! Why a socket call gave up, in words.

use rustix::io::Errno;

use crate::net::Halt;

/// Returns why a socket call gave up.
pub(super) fn halt(halt: Halt) -> String {
    match halt {
        Halt::Errno(errno) => errno_words(errno),
        Halt::Timeout => "no connection".to_owned(),
    }
}

/// Returns an error number in words that are the same with every libc.
pub(super) fn errno_words(errno: Errno) -> String {
    let words = match errno {
        Errno::ACCESS | Errno::PERM => "permission denied",
        Errno::ADDRNOTAVAIL => "address not available",
        Errno::CONNREFUSED => "connection refused",
        Errno::CONNRESET | Errno::PIPE | Errno::CONNABORTED => "connection reset",
        Errno::HOSTUNREACH => "host unreachable",
        Errno::MFILE | Errno::NFILE => "too many open files",
        Errno::NAMETOOLONG => "socket path too long",
        Errno::NETUNREACH => "network unreachable",
        Errno::NOENT => "no such socket",
        Errno::AFNOSUPPORT => "address family not supported",
        Errno::NOTDIR => "not a directory in the socket path",
        Errno::PROTOTYPE => "not a stream socket",
        Errno::TIMEDOUT => "connection timed out",
        other => return std::io::Error::from(other).to_string(),
    };
    words.to_owned()
}
