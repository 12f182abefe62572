//! A name server that is asked over TCP.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::Duration;

use super::background::Background;
use super::name_server::response;

/// What is done with one connection, once the question is there.
#[derive(Clone)]
pub(super) enum Stream {
    /// These records follow the question.
    Answer(Vec<Vec<u8>>),
    /// The same, byte by byte.
    Bytewise(Vec<Vec<u8>>),
    /// The connection is closed.
    Close,
    /// The first half of an answer with these records, and the end.
    Half(Vec<Vec<u8>>),
    /// Nothing, and the connection stays open.
    Silent,
    /// An answer to another question.
    WrongNumber(Vec<Vec<u8>>),
}

/// Answers on TCP port 53 until dropped.
pub(super) struct NameStream {
    /// Who answers.
    _background: Background,
}

impl NameStream {
    /// Listens on this address.
    pub(super) fn at(ip: &str, script: Stream) -> Self {
        let listener = TcpListener::bind((ip, 53)).expect("port 53 is free in here");
        let mut open = Vec::new();
        Self {
            _background: Background::serve(listener, move |listener| {
                let (stream, _) = listener.accept().expect("somebody connects");
                // Whoever asked may be gone.
                open.extend(serve(stream, &script).ok());
            }),
        }
    }
}

/// Does what the script says to every question; returns the connection.
///
/// The records are IPv4 addresses; glibc asks for IPv6 on the same connection.
fn serve(mut stream: TcpStream, script: &Stream) -> io::Result<TcpStream> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.set_nodelay(true)?;
    loop {
        let mut length = [0; 2];
        if stream.read_exact(&mut length).is_err() {
            return Ok(stream);
        }
        let mut query = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut query)?;
        match script {
            Stream::Answer(records) => stream.write_all(&framed(&query, records))?,
            Stream::Bytewise(records) => {
                for byte in framed(&query, records) {
                    stream.write_all(&[byte])?;
                }
            }
            Stream::Close => return stream.shutdown(Shutdown::Both).map(|()| stream),
            Stream::Half(records) => {
                let message = framed(&query, records);
                stream.write_all(&message[..message.len() / 2])?;
                return stream.shutdown(Shutdown::Both).map(|()| stream);
            }
            Stream::Silent => return Ok(stream),
            Stream::WrongNumber(records) => {
                query[0] ^= 0xff;
                stream.write_all(&framed(&query, records))?;
            }
        }
    }
}

/// An answer behind its length; without records to a question about IPv6.
fn framed(query: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    let is_v6 = query.ends_with(&[0, 28, 0, 1]);
    let message = response(query, (0, 0), if is_v6 { &[] } else { records });
    let length = u16::try_from(message.len()).expect("a short answer");
    [&length.to_be_bytes()[..], &message].concat()
}
