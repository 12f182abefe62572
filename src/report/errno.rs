//! Why a socket call gave up, in words.

use rustix::io::Errno;

use crate::net::Halt;
use crate::text::errno_text;

/// Returns why a socket call gave up.
pub(super) fn halt(halt: Halt) -> &'static str {
    match halt {
        Halt::Errno(errno) => errno_words(errno),
        Halt::Timeout => "no connection",
    }
}

/// Returns an error number of a socket in words.
pub(super) fn errno_words(errno: Errno) -> &'static str {
    match errno {
        Errno::NAMETOOLONG => "socket path too long",
        Errno::NOENT => "no such socket",
        Errno::NOTDIR => "not a directory in the socket path",
        Errno::PROTOTYPE => "not a stream socket",
        other => errno_text(other),
    }
}
