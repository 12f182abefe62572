//! Writing to standard streams, which may be anything: a pipe, a terminal, a file, a socket.

use std::os::fd::BorrowedFd;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, write};

use crate::duration::as_micros;
use crate::net::Deadline;
use crate::sys::interrupt_after;

/// Writes text to a standard stream, and never blocks past the deadline.
///
/// A stream that nobody reads would otherwise hold the probe for ever; what does not fit is lost, and
/// the exit status stays what it is. Returns whether the stream was too slow.
///
/// A timer ends a blocked write, because a terminal that `poll` reports as ready may still block.
pub(super) fn write_fd(fd: BorrowedFd<'_>, text: &[u8], deadline: Deadline<'_>) -> bool {
    let patience = as_micros(deadline.left().unwrap_or_default()) / 1000;
    interrupt_after(u32::try_from(patience).unwrap_or(u32::MAX).max(1));
    // Interrupting a write takes a millisecond, and there may be hundreds of them.
    if deadline.left().is_none() && !takes_any(fd) {
        return true;
    }
    let mut rest = text;
    while !rest.is_empty() {
        match write(fd, rest) {
            Ok(0) => return false,
            Ok(written) => rest = rest.get(written..).unwrap_or_default(),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(_) => return false,
        }
        if !rest.is_empty() && deadline.left().is_none() {
            return true;
        }
    }
    false
}

/// Reports whether a stream takes any byte just now.
fn takes_any(fd: BorrowedFd<'_>) -> bool {
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    poll(&mut [PollFd::new(&fd, PollFlags::OUT)], Some(&now)) != Ok(0)
}
