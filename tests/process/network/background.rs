//! A thread that serves a socket until it is dropped.

use std::io::{self, PipeWriter};
use std::os::fd::AsFd;
use std::thread::{self, JoinHandle};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Serves until dropped, and then insists that nothing failed.
pub(super) struct Background {
    /// Dropping it ends the thread.
    stop: Option<PipeWriter>,
    /// The thread.
    thread: Option<JoinHandle<()>>,
}

impl Background {
    /// Calls `serve` whenever the socket has something to read.
    pub(super) fn serve<S: AsFd + Send + 'static>(
        socket: S,
        mut serve: impl FnMut(&S) + Send + 'static,
    ) -> Self {
        let (stopped, stop) = io::pipe().expect("a pipe can be made");
        let thread = thread::spawn(move || {
            loop {
                let mut events = [
                    PollFd::new(&socket, PollFlags::IN),
                    PollFd::new(&stopped, PollFlags::IN),
                ];
                poll(&mut events, None::<&Timespec>).expect("a socket can be polled");
                if !events[1].revents().is_empty() {
                    return;
                }
                serve(&socket);
            }
        });
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(
            thread::panicking() || matches!(ended, Some(Ok(()))),
            "a server in the background failed"
        );
    }
}
