//! A health service to try probelet on: `/health` answers as it was last told to.
//!
//! Takes the address to listen on as its argument, and prints the one that it got. Without one it
//! listens on every address at the port in the variable `PORT`, or else at any port of 127.0.0.1.
//! Any request for `/good`, `/bad` or `/slow` turns it; `/stop` ends it.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::thread;

/// What `/health` does.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    /// Answers 503.
    Bad,
    /// Answers 200.
    Good,
    /// Answers only once the service is turned again.
    Slow,
}

/// The mood that all connections share, and how they learn that it changes.
#[derive(Clone)]
struct Service(Arc<(Mutex<Mood>, Condvar)>);

impl Service {
    /// A service that is well.
    fn new() -> Self {
        Self(Arc::new((Mutex::new(Mood::Good), Condvar::new())))
    }

    /// Turns the service, and wakes every request that a slow one holds.
    fn turn(&self, mood: Mood) -> String {
        let (current, changed) = &*self.0;
        *current.lock().unwrap_or_else(PoisonError::into_inner) = mood;
        changed.notify_all();
        reply("200 OK", "turned")
    }

    /// Answers `/health`; blocks for as long as the service is slow.
    fn health(&self) -> String {
        let (current, changed) = &*self.0;
        let mood = current.lock().unwrap_or_else(PoisonError::into_inner);
        let mood = changed.wait_while(mood, |mood| *mood == Mood::Slow);
        match *mood.unwrap_or_else(PoisonError::into_inner) {
            Mood::Bad | Mood::Slow => reply("503 Service Unavailable", r#"{"status":"degraded"}"#),
            Mood::Good => reply("200 OK", r#"{"status":"healthy"}"#),
        }
    }

    /// Reads one request, answers it and closes; `/stop` is passed on to `stop`.
    fn serve(&self, stream: TcpStream, stop: &mpsc::Sender<()>) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line)?;
        // The rest of the head must be read: closing with unread bytes would reset the connection.
        let mut header = String::new();
        while stream.read_line(&mut header)? > 2 {
            header.clear();
        }
        let path = line.split(' ').nth(1).unwrap_or_default();
        let reply = match path {
            "/bad" => self.turn(Mood::Bad),
            "/good" => self.turn(Mood::Good),
            "/health" => self.health(),
            "/slow" => self.turn(Mood::Slow),
            "/stop" => reply("200 OK", "stopping"),
            _ => reply("404 Not Found", "nothing here"),
        };
        stream.get_mut().write_all(reply.as_bytes())?;
        if path == "/stop" {
            // The receiver is gone only when the service is ending already.
            let _ = stop.send(());
        }
        Ok(())
    }
}

/// A whole response.
fn reply(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

/// Where to listen.
fn address() -> String {
    let of_port = |port| format!("0.0.0.0:{port}");
    let else_any = || env::var("PORT").map_or_else(|_| "127.0.0.1:0".into(), of_port);
    env::args().nth(1).unwrap_or_else(else_any)
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind(address())?;
    writeln!(io::stdout(), "{}", listener.local_addr()?)?;
    let service = Service::new();
    let (stop, stopped) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (service, stop) = (service.clone(), stop.clone());
            // A client that disconnects early is no fault of the service.
            thread::spawn(move || service.serve(stream, &stop).ok());
        }
    });
    // Fails only if the listening thread died, and then there is nothing left to wait for.
    stopped.recv().map_err(io::Error::other)
}
