//! A peer of our own: a Unix socket whose other end says what an input says.

use std::io::{Read, Write};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::sync::{Arc, Condvar, Mutex};
use std::{process, thread};

/// What the peer does.
#[derive(Clone, Default)]
pub(crate) struct Script {
    /// One answer a connection; the last one goes to all that follow.
    pub(crate) answers: Vec<Vec<u8>>,
    /// How much is sent at once.
    pub(crate) piece: usize,
    /// Whether the connection is kept after the answer.
    pub(crate) stalls: bool,
}

/// The peer at work. One thread for all scripts, because waking one is what takes the time.
struct Peer {
    /// The name of its socket.
    name: String,
    /// The script, and the requests that were heard since it began.
    state: Mutex<(Script, Vec<Vec<u8>>)>,
    /// Told at every request.
    heard: Condvar,
}

thread_local! {
    static PEER: Arc<Peer> = Peer::start();
}

/// Plays a script while `probe` runs, which is given the socket's name and yields how many
/// connections it made; yields what else it yields, and the requests.
pub(crate) fn play<T>(script: Script, probe: impl FnOnce(&str) -> (T, usize)) -> (T, Vec<Vec<u8>>) {
    PEER.with(|peer| {
        *peer.state.lock().expect("the peer has not panicked") = (script, Vec::new());
        let (result, connections) = probe(&peer.name);
        // Mostly all were heard before they were answered; none is left to the next script.
        let state = peer.state.lock().expect("the peer has not panicked");
        let heard = |state: &mut (Script, Vec<_>)| state.1.len() < connections;
        let mut state = peer.heard.wait_while(state, heard).expect("nor now");
        (result, std::mem::take(&mut state.1))
    })
}

impl Peer {
    /// Starts to listen.
    fn start() -> Arc<Self> {
        let id = thread::current().id();
        let name = format!("probelet-fuzz-{}-{id:?}", process::id());
        let address = SocketAddr::from_abstract_name(&name).expect("a short name");
        let listener = UnixListener::bind_addr(&address).expect("the name is free");
        let peer = Arc::new(Self {
            name,
            state: Mutex::default(),
            heard: Condvar::new(),
        });
        let own = Arc::clone(&peer);
        thread::spawn(move || {
            for stream in listener.incoming() {
                own.answer(stream.expect("a connection can be taken"));
            }
        });
        peer
    }

    /// Reads a request and answers it.
    fn answer(&self, mut stream: UnixStream) {
        let request = hear(&mut stream);
        let mut state = self.state.lock().expect("nobody panicked with it");
        let (script, heard) = &mut *state;
        let last = script.answers.len().saturating_sub(1);
        let answer = script
            .answers
            .get(heard.len().min(last))
            .cloned()
            .unwrap_or_default();
        let (piece, stalls) = (script.piece, script.stalls);
        heard.push(request);
        drop(state);
        self.heard.notify_one();
        // Whoever has heard enough hangs up.
        let said = answer
            .chunks(piece)
            .all(|piece| stream.write_all(piece).is_ok());
        if stalls && said {
            let _ = stream.read(&mut [0]);
        }
    }
}

/// Reads a whole request, because closing with something unread would be a reset.
fn hear(stream: &mut UnixStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    while !is_whole(&request) {
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(received) => request.extend(&chunk[..received]),
        }
    }
    request
}

/// Reports whether a request is whole: here only a POST has a body, and always the same. A TLS hello is whole
/// with its record.
fn is_whole(request: &[u8]) -> bool {
    match *request {
        [0x16, _, _, high, low, ref record @ ..] => {
            record.len() >= usize::from(u16::from_be_bytes([high, low]))
        }
        // After a redirect a method that was given stays, and the body does not.
        [b'P', ..] if request.windows(LENGTH.len()).any(|it| it == LENGTH) => {
            request.ends_with(b"\r\n\r\nready")
        }
        _ => request.ends_with(b"\r\n\r\n"),
    }
}

/// What announces the body.
const LENGTH: &[u8] = b"Content-Length: 5\r\n";
