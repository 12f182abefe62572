//! A scripted server on a port of its own.

use std::cell::RefCell;
use std::io::{self, PipeReader, PipeWriter};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, SocketAddrV4, TcpListener};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::{SocketAddr as UnixAddress, UnixListener};
use std::path::Path;
use std::sync::{Arc, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{AddressFamily, SocketType, bind, socket};

use super::conversation::Conversation;
use super::reply::Reply;
use super::request::Request;
use super::shared::Shared;
use super::socket::Socket;
use super::tool;

/// Serves one script until dropped, and then insists that somebody came.
#[derive(Debug)]
pub(crate) struct Server {
    /// What the threads share.
    shared: Arc<Shared>,
    /// Where it listens; `None` for a Unix socket.
    address: Option<SocketAddr>,
    /// Dropping it ends the accept loop.
    stop: Option<PipeWriter>,
    /// The accept loop.
    thread: Option<JoinHandle<()>>,
    /// Whether a connection is wanted (else: forbidden).
    wanted: bool,
    /// Holds the same port of the other family, and takes no connection.
    twin: Option<OwnedFd>,
}

impl Server {
    /// Listens on 127.0.0.1, any port.
    pub(crate) fn start(reply: Reply) -> Self {
        Self::at("127.0.0.1:0", reply).expect("127.0.0.1 can be listened on")
    }

    /// Listens on ::1, any port that nobody listens on at 127.0.0.1; `None`, said loudly, where there is
    /// no IPv6.
    pub(crate) fn v6(reply: Reply) -> Option<Self> {
        loop {
            let listener = TcpListener::bind("[::1]:0")
                .inspect_err(|error| tool::skip(&format!("::1 cannot be listened on: {error}")))
                .ok()?;
            let address = listener.local_addr().expect("a listener has an address");
            let twin = socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket");
            if bind(
                &twin,
                &SocketAddrV4::new(Ipv4Addr::LOCALHOST, address.port()),
            )
            .is_ok()
            {
                let mut server = Self::tcp(listener, reply);
                server.twin = Some(twin);
                return Some(server);
            }
        }
    }

    /// Listens on the address.
    pub(crate) fn at(address: &str, reply: Reply) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        Ok(Self::tcp(listener, reply))
    }

    /// Serves on a listener that the caller made.
    pub(crate) fn tcp(listener: TcpListener, reply: Reply) -> Self {
        let address = listener.local_addr().expect("a listener has an address");
        listener.set_nonblocking(true).expect("a listener can poll");
        Self::run(Listener::Tcp(listener), Some(address), reply)
    }

    /// Listens on a Unix socket at this path.
    pub(crate) fn unix(path: &Path, reply: Reply) -> Self {
        let listener = UnixListener::bind(path).expect("the socket path is free");
        Self::run_unix(listener, reply)
    }

    /// Listens on an abstract Unix socket.
    pub(crate) fn abstract_unix(name: &str, reply: Reply) -> Self {
        use std::os::linux::net::SocketAddrExt;
        let address = UnixAddress::from_abstract_name(name).expect("a fit name");
        let listener = UnixListener::bind_addr(&address).expect("the name is free");
        Self::run_unix(listener, reply)
    }

    /// A server on 127.0.0.1 that fails the test when anybody connects.
    pub(crate) fn untouched() -> Self {
        Self::start(Reply::ok()).never_called()
    }

    /// Turns the check around: nobody may connect.
    pub(crate) fn never_called(mut self) -> Self {
        self.wanted = false;
        self
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address.expect("a TCP server")
    }

    /// The port it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.address().port()
    }

    /// `http://127.0.0.1:PORT` and the path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    /// How many connections were accepted so far.
    pub(crate) fn connections(&self) -> usize {
        self.shared.state().accepted
    }

    /// What was heard, one entry for each connection that said anything.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.requests()
    }

    /// The only request there was.
    #[track_caller]
    pub(crate) fn request(&self) -> Request {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "one request is wanted: {}", dump());
        requests.remove(0)
    }

    /// Waits until so many connections were accepted.
    #[track_caller]
    pub(crate) fn await_connections(&self, count: usize) {
        let limit = Duration::from_secs(10);
        let state = self.shared.state();
        let (state, timeout) = self
            .shared
            .changed
            .wait_timeout_while(state, limit, |state| state.accepted < count)
            .unwrap_or_else(PoisonError::into_inner);
        let accepted = state.accepted;
        drop(state);
        assert!(
            !timeout.timed_out(),
            "{accepted} of {count} connections came"
        );
    }

    /// Serves on a Unix listener.
    fn run_unix(listener: UnixListener, reply: Reply) -> Self {
        listener.set_nonblocking(true).expect("a listener can poll");
        Self::run(Listener::Unix(listener), None, reply)
    }

    /// Starts the accept loop.
    fn run(listener: Listener, address: Option<SocketAddr>, reply: Reply) -> Self {
        let shared = Arc::new(Shared::default());
        KNOWN.with_borrow_mut(|known| known.push((address, Arc::downgrade(&shared))));
        let (stopped, stop) = io::pipe().expect("a pipe can be made");
        let thread = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept_loop(&listener, &stopped, &shared, &reply)
        });
        Self {
            shared,
            address,
            stop: Some(stop),
            thread: Some(thread),
            wanted: true,
            twin: None,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join);
        if thread::panicking() {
            return;
        }
        assert!(matches!(ended, Some(Ok(()))), "the server's thread failed");
        let called = self.shared.state().accepted > 0;
        assert!(
            called || !self.wanted,
            "nobody connected to the server at {:?}",
            self.address
        );
        assert!(
            self.wanted || !called,
            "somebody connected to a server that must be left alone{}",
            self.shared.dump(self.address)
        );
    }
}

/// Prints what every server of this test heard, for a failure report.
pub(crate) fn dump() -> String {
    KNOWN.with_borrow(|known| {
        known
            .iter()
            .filter_map(|(address, shared)| Some(shared.upgrade()?.dump(*address)))
            .collect()
    })
}

/// A listening socket of either kind.
#[derive(Debug)]
enum Listener {
    /// TCP.
    Tcp(TcpListener),
    /// Unix.
    Unix(UnixListener),
}

impl Listener {
    /// Takes the next connection, if one waits.
    fn accept(&self) -> Option<Socket> {
        let socket = match self {
            Self::Tcp(listener) => Socket::Tcp(listener.accept().ok()?.0),
            Self::Unix(listener) => Socket::Unix(listener.accept().ok()?.0),
        };
        Some(socket)
    }
}

thread_local! {
    /// The servers of this test, for failure reports.
    static KNOWN: RefCell<Vec<(Option<SocketAddr>, Weak<Shared>)>> = const { RefCell::new(Vec::new()) };
}

/// Accepts until told to stop, and then whatever had come before, so that a server that must be
/// left alone misses nobody.
fn accept_loop(listener: &Listener, stop: &PipeReader, shared: &Arc<Shared>, reply: &Reply) {
    let mut threads = Vec::new();
    loop {
        let waiting = match listener {
            Listener::Tcp(listener) => listener.as_fd(),
            Listener::Unix(listener) => listener.as_fd(),
        };
        let mut events = [
            PollFd::new(&waiting, PollFlags::IN),
            PollFd::new(stop, PollFlags::IN),
        ];
        poll(&mut events, None::<&Timespec>).expect("a listener can be polled");
        let stopping = !events[1].revents().is_empty();
        let Some(socket) = listener.accept() else {
            if stopping {
                break;
            }
            continue;
        };
        let socket = Arc::new(socket);
        let mut state = shared.state();
        let number = state.accepted;
        state.accepted += 1;
        state.open.retain(|open| open.strong_count() > 0);
        state.open.push(Arc::downgrade(&socket));
        drop(state);
        shared.changed.notify_all();
        let mut talk = Conversation {
            socket,
            number,
            shared: Arc::clone(shared),
        };
        let reply = reply.clone();
        threads.push(thread::spawn(move || reply.play(&mut talk)));
        threads.retain(|thread| !thread.is_finished());
    }
    let mut state = shared.state();
    state.stopped = true;
    for socket in state.open.iter().filter_map(Weak::upgrade) {
        socket.shutdown(Shutdown::Both);
    }
    drop(state);
    shared.changed.notify_all();
    let failed = threads
        .into_iter()
        .map(JoinHandle::join)
        .any(|it| it.is_err());
    assert!(!failed, "a script panicked");
}
