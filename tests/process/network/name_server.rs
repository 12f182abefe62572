//! A name server whose answers are scripted.

use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::background::Background;

/// What is done with one question.
#[derive(Clone)]
pub(crate) enum Say {
    /// These records follow the question, after these flags and this code.
    Answer {
        /// The second byte of the flags, with the code in it.
        code: u8,
        /// Bits to set in the first byte of the flags.
        flags: u8,
        /// The records.
        records: Vec<Vec<u8>>,
    },
    /// First this, then that.
    Both(Box<Self>, Box<Self>),
    /// The same from another port.
    Elsewhere(Box<Self>),
    /// These bytes, whatever they are.
    Garbage(Vec<u8>),
    /// Nothing, from a server that neither owns the name nor asks others.
    Lame,
    /// The same, later.
    Late(Duration, Box<Self>),
    /// Nothing.
    Nothing,
    /// The same under another number.
    WrongNumber(Box<Self>),
    /// The same to another question.
    WrongQuestion(Box<Self>),
}

impl Say {
    /// An answer with these records.
    pub(crate) fn records(records: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self::Answer {
            code: 0,
            flags: 0,
            records: records.into_iter().collect(),
        }
    }

    /// Nothing but the remark that there is more.
    pub(crate) fn truncated() -> Self {
        Self::Answer {
            code: 0,
            flags: 2,
            records: Vec::new(),
        }
    }

    /// An answer with a response code: 2 is SERVFAIL, 3 NXDOMAIN, 5 REFUSED.
    pub(crate) fn code(code: u8) -> Self {
        Self::Answer {
            code,
            flags: 0,
            records: Vec::new(),
        }
    }
}

/// One question: which name, and whether it is for IPv6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// The name, without a dot at its end.
    pub(crate) name: String,
    /// Whether an IPv6 address is wanted.
    pub(crate) v6: bool,
}

/// Answers on port 53 until dropped.
pub(crate) struct NameServer {
    /// What was asked so far.
    asked: Arc<Mutex<Vec<Question>>>,
    /// Who answers.
    _background: Background,
}

impl NameServer {
    /// Listens on 127.0.0.1.
    pub(crate) fn start(script: impl Fn(&Question) -> Say + Send + 'static) -> Self {
        Self::at("127.0.0.1", script)
    }

    /// Listens on this address.
    pub(crate) fn at(ip: &str, script: impl Fn(&Question) -> Say + Send + 'static) -> Self {
        let socket = UdpSocket::bind((ip, 53)).expect("port 53 is free in here");
        let socket = Arc::new(socket);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let background = Background::serve(socket, {
            let asked = Arc::clone(&asked);
            let mut buffer = [0; 1500];
            move |socket| {
                let (length, from) = socket.recv_from(&mut buffer).expect("there is a message");
                let query = buffer[..length].to_vec();
                let question = question(&query);
                asked.lock().expect("no panic").push(question.clone());
                say(socket, from, &query, &script(&question));
            }
        });
        Self {
            asked,
            _background: background,
        }
    }

    /// The names that were asked for, in order, each once.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.asked().into_iter().map(|it| it.name).collect();
        names.dedup();
        names
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Question> {
        self.asked.lock().expect("no panic").clone()
    }
}

/// An IPv4 address for the name that was asked for.
pub(crate) fn a(ip: [u8; 4]) -> Vec<u8> {
    record(b"\xc0\x0c", 1, &ip)
}

/// A record of any type.
pub(crate) fn record(name: &[u8], kind: u8, data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).expect("short data");
    [name, &[0, kind, 0, 1, 0, 0, 0, 60, 0, length], data].concat()
}

/// Sends what the script says.
fn say(socket: &Arc<UdpSocket>, to: SocketAddr, query: &[u8], what: &Say) {
    let send = |bytes: &[u8]| {
        // Whoever asked may be gone.
        let _ = socket.send_to(bytes, to);
    };
    match what {
        Say::Answer {
            code,
            flags,
            records,
        } => {
            send(&response(query, (*flags, *code), records));
        }
        Say::Both(first, second) => {
            say(socket, to, query, first);
            say(socket, to, query, second);
        }
        Say::Elsewhere(what) => {
            let ip = socket.local_addr().expect("it is bound").ip();
            let other = UdpSocket::bind((ip, 0)).expect("a port is free");
            say(&Arc::new(other), to, query, what);
        }
        Say::Garbage(bytes) => send(bytes),
        Say::Lame => {
            let mut message = query.to_vec();
            message[2] |= 0x80;
            send(&message);
        }
        Say::Late(time, what) => {
            // The name server may be gone by then, and its port another one's.
            let (socket, query, what) = (Arc::downgrade(socket), query.to_vec(), what.clone());
            let time = *time;
            thread::spawn(move || {
                thread::sleep(time);
                if let Some(socket) = socket.upgrade() {
                    say(&socket, to, &query, &what);
                }
            });
        }
        Say::Nothing => {}
        Say::WrongNumber(what) => {
            let mut query = query.to_vec();
            query[0] ^= 0xff;
            say(socket, to, &query, what);
        }
        Say::WrongQuestion(what) => {
            let mut query = query.to_vec();
            query[13] ^= 1;
            say(socket, to, &query, what);
        }
    }
}

/// A response to a query, with these flags, this code and these records.
pub(super) fn response(query: &[u8], (flags, code): (u8, u8), records: &[Vec<u8>]) -> Vec<u8> {
    let mut message = query.to_vec();
    message[2] |= 0x80 | flags;
    message[3] = 0x80 | code;
    message[7] = u8::try_from(records.len()).expect("few records");
    message.extend(records.concat());
    message
}

/// Reads what is asked.
fn question(query: &[u8]) -> Question {
    let mut labels = Vec::new();
    let mut at = 12;
    while query[at] > 0 {
        let end = at + 1 + usize::from(query[at]);
        labels.push(String::from_utf8_lossy(&query[at + 1..end]).into_owned());
        at = end;
    }
    Question {
        name: labels.join("."),
        v6: query[at + 2] == 28,
    }
}
