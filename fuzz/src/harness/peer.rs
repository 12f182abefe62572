//! A peer of our own: a Unix socket whose other end says what an input says.

use std::io::{Read, Write};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use std::{process, thread};

/// What the peer does.
pub(crate) struct Script<'a> {
    /// One answer a connection; the last one goes to all that follow.
    pub(crate) answers: &'a [&'a [u8]],
    /// How much is sent at once.
    pub(crate) piece: usize,
    /// Whether the connection is kept after the answer.
    pub(crate) stalls: bool,
}

/// Plays the script to whoever connects while `probe` runs, which is given the socket's name;
/// yields what it yields, and the requests that were heard.
pub(crate) fn play<T>(script: &Script<'_>, probe: impl FnOnce(&str) -> T) -> (T, Vec<Vec<u8>>) {
    // No two runs share a name, so that no connection of one run is left to the next.
    let number = PLAYED.fetch_add(1, Ordering::Relaxed);
    let name = format!("probelet-fuzz-{}-{number}", process::id());
    let address = SocketAddr::from_abstract_name(&name).expect("a short name");
    let listener = UnixListener::bind_addr(&address).expect("the name is free");
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let peer = scope.spawn(|| {
            let mut heard = Vec::new();
            for stream in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let stream = stream.expect("a connection can be taken");
                let last = script.answers.len().saturating_sub(1);
                let answer = script.answers.get(heard.len().min(last)).copied();
                heard.push(answer_with(stream, answer.unwrap_or_default(), script));
            }
            heard
        });
        let result = probe(&name);
        over.store(true, Ordering::Relaxed);
        drop(UnixStream::connect_addr(&address).expect("the peer can be woken"));
        (result, peer.join().expect("the peer has not panicked"))
    })
}

/// Hears a request and answers it; yields the request.
fn answer_with(mut stream: UnixStream, answer: &[u8], script: &Script<'_>) -> Vec<u8> {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return request,
            Ok(received) => request.extend(&chunk[..received]),
        }
    }
    for piece in answer.chunks(script.piece) {
        // Whoever has heard enough hangs up.
        if stream.write_all(piece).is_err() {
            return request;
        }
    }
    if !script.stalls {
        let _ = stream.shutdown(std::net::Shutdown::Write);
    }
    // Closing with something unread would be a reset.
    stream
        .set_read_timeout(Some(PATIENCE))
        .expect("a limit can be set");
    while let Ok(received) = stream.read(&mut chunk) {
        if received == 0 {
            break;
        }
    }
    request
}

/// Longer than any limit here.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many scripts were played.
static PLAYED: AtomicU64 = AtomicU64::new(0);
