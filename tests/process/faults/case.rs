//! One row: a peer, and what the program has to make of it.

use std::any::Any;
use std::net::Shutdown;
use std::os::unix::net::UnixListener;
use std::time::Duration;

use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, listen};

use super::limit;
use crate::support::{Backlog, ClosedPort, Conversation, Reply, Server, scratch};

/// One row of the matrix.
pub(super) struct Case {
    /// What the peer does, for the page.
    pub(super) name: &'static str,
    /// Who does it.
    pub(super) peer: Peer,
    /// Further arguments.
    pub(super) arguments: &'static [&'static str],
    /// The exit status.
    pub(super) exit: i32,
    /// When the run is over.
    pub(super) ends: Ends,
    /// What the line has to say.
    pub(super) says: &'static str,
    /// Whether the rest of the line depends on who is faster.
    pub(super) varies: bool,
}

/// A peer that is healthy.
pub(super) fn healthy(name: &'static str, says: &'static str, peer: impl Into<Peer>) -> Case {
    Case {
        name,
        peer: peer.into(),
        arguments: &[],
        exit: 0,
        ends: Ends::Early,
        says,
        varies: false,
    }
}

/// A peer that is unhealthy, which is known before the limit.
pub(super) fn unhealthy(name: &'static str, says: &'static str, peer: impl Into<Peer>) -> Case {
    let case = healthy(name, says, peer);
    Case { exit: 1, ..case }
}

/// A peer that is unhealthy because the limit comes first.
pub(super) fn late(name: &'static str, says: &'static str, peer: impl Into<Peer>) -> Case {
    let ends = Ends::Limit;
    Case {
        ends,
        ..unhealthy(name, says, peer)
    }
}

impl Case {
    /// Adds arguments.
    pub(super) fn with(self, arguments: &'static [&'static str]) -> Self {
        Self { arguments, ..self }
    }

    /// Leaves the line open but for what it has to say.
    pub(super) fn varying(self) -> Self {
        Self {
            varies: true,
            ..self
        }
    }

    /// The line as the page shows it: the same on every machine.
    pub(super) fn shown(&self, line: &str, open: &Open) -> String {
        if self.varies {
            return format!("… {} …", self.says);
        }
        // What else listens on this machine is no part of the row.
        let mut line = line
            .split("; this container ")
            .next()
            .unwrap_or(line)
            .to_owned();
        for (found, shown) in &open.names {
            line = line.replace(found, shown);
        }
        line
    }
}

/// When a run is over.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ends {
    /// Before the limit.
    Early,
    /// At the limit, and at most 100 ms after it.
    Limit,
}

impl Ends {
    /// Whether a run took as long as it may.
    pub(super) fn fits(self, took: Duration, slack: Duration) -> bool {
        match self {
            Self::Early => took < limit(),
            Self::Limit => limit() <= took && took < limit() + slack,
        }
    }

    /// The words of the page.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Early => "before the limit",
            Self::Limit => "at the limit",
        }
    }
}

/// Who is probed.
pub(super) enum Peer {
    /// A listener whose queue is full.
    FullQueue,
    /// A Unix listener whose queue is full.
    FullUnixQueue,
    /// A script that is asked for its health by gRPC.
    Grpc(Reply),
    /// A script that points at a second server, which is healthy.
    Pair(fn(&Server) -> Reply),
    /// A script that points at a second server, which nobody may connect to.
    PairApart(fn(&Server) -> Reply),
    /// Nobody listens.
    Refused,
    /// A script.
    Scripted(Reply),
    /// A script that should speak TLS.
    Secure(Reply),
}

impl From<Reply> for Peer {
    fn from(reply: Reply) -> Self {
        Self::Scripted(reply)
    }
}

/// A peer at work.
pub(super) struct Open {
    /// Where it is.
    pub(super) url: String,
    /// What the line may name and is different every time, and what the page shows instead.
    names: Vec<(String, String)>,
    /// Ends the peer when dropped.
    _held: Box<dyn Any>,
}

impl Peer {
    /// Starts the peer.
    pub(super) fn open(&self) -> Open {
        match self {
            Self::FullQueue => {
                let queue = Backlog::full();
                Open::new(queue.url("/"), &[queue.address().port()], queue)
            }
            Self::FullUnixQueue => full_unix_queue(),
            Self::Grpc(reply) => {
                let server = Server::start(reply.clone());
                let url = format!("grpc://127.0.0.1:{}/app", server.port());
                Open::new(url, &[server.port()], server)
            }
            Self::Pair(script) => pair(Server::start(Reply::ok()), *script),
            Self::PairApart(script) => pair(Server::untouched(), *script),
            Self::Refused => {
                let port = ClosedPort::take();
                Open::new(port.url("/"), &[port.port()], port)
            }
            Self::Scripted(reply) => {
                let server = Server::start(reply.clone());
                Open::new(server.url("/"), &[server.port()], server)
            }
            Self::Secure(reply) => {
                let server = Server::start(reply.clone());
                let url = format!("https://127.0.0.1:{}/", server.port());
                Open::new(url, &[server.port()], server)
            }
        }
    }
}

impl Open {
    /// Keeps what is dropped at the end.
    fn new(url: String, ports: &[u16], held: impl Any) -> Self {
        let names = ports.iter().zip(["PORT", "PORT2"]);
        let names = names.map(|(port, name)| (format!(":{port}"), format!(":{name}")));
        Self {
            url,
            names: names.collect(),
            _held: Box::new(held),
        }
    }
}

/// Starts a script that knows another server.
fn pair(other: Server, script: fn(&Server) -> Reply) -> Open {
    let server = Server::start(script(&other));
    let ports = [server.port(), other.port()];
    Open::new(server.url("/"), &ports, (server, other))
}

/// Fills the queue of a Unix listener.
fn full_unix_queue() -> Open {
    let folder = scratch();
    let path = folder.path().join("s");
    let listener = UnixListener::bind(&path).expect("the path is free");
    listen(&listener, 0).expect("a queue can be shortened");
    let address = SocketAddrUnix::new(&path).expect("a short path");
    let mut held = Vec::new();
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    loop {
        let family = AddressFamily::UNIX;
        let socket = rustix::net::socket_with(family, SocketType::STREAM, flags, None);
        let socket = socket.expect("a socket can be made");
        match connect(&socket, &address) {
            Ok(()) => held.push(socket),
            Err(Errno::AGAIN) => break,
            Err(error) => panic!("cannot fill the queue: {error}"),
        }
    }
    let path = path.display().to_string();
    Open {
        url: format!("unix:{path}:/"),
        names: vec![(path, "/run/app.sock".to_owned())],
        _held: Box::new((listener, held, folder)),
    }
}

/// Sends bytes without waiting for a request, then keeps the connection.
pub(super) fn greet(bytes: &'static [u8]) -> Reply {
    Reply::custom(move |talk| {
        let _ = talk.send(bytes);
        talk.drain();
    })
}

/// Reads the request, sends bytes and resets.
pub(super) fn reset_after(bytes: &'static [u8]) -> Reply {
    Reply::custom(move |talk| {
        talk.hear();
        let _ = talk.send(bytes);
        // The peer has taken them once it has closed or there is nothing left to acknowledge.
        talk.pause(Duration::from_millis(50));
        talk.socket().reset_on_close();
    })
}

/// A `200 OK` with these header lines, each ended by CR LF, and whatever follows the head.
pub(super) fn ok(headers: &str, rest: &str) -> Reply {
    Reply::raw(format!("HTTP/1.1 200 OK\r\n{headers}\r\n{rest}"))
}

/// Ends our direction at once.
pub(super) fn end(talk: &mut Conversation) {
    talk.socket().shutdown(Shutdown::Write);
    talk.drain();
}
