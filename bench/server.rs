//! Answers of any shape: `/headers/N` has N header lines, `/body/N` has N bytes of body, and
//! `/body/endless` never ends.
//!
//! Prints the address it listens on.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Reads one request, answers it and closes.
fn serve(stream: TcpStream) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let mut header = String::new();
    while stream.read_line(&mut header)? > 2 {
        header.clear();
    }
    let path = line.split(' ').nth(1).unwrap_or_default();
    let (kind, size) = path.trim_start_matches('/').split_once('/').unwrap_or_default();
    let (headers, body) = match kind {
        "body" => (1, size.parse().ok()),
        _ => (size.parse().unwrap_or(1), Some(0)),
    };
    let mut head = String::from("HTTP/1.1 200 OK\r\n");
    // Without a length the end of the connection is the end of the body.
    match body {
        Some(length) => head += &format!("Content-Length: {length}\r\n"),
        None => head += "Connection: close\r\n",
    }
    for number in 1..headers {
        head += &format!("X-Header-{number}: {number:032}\r\n");
    }
    head += "\r\n";
    let stream = stream.get_mut();
    stream.write_all(head.as_bytes())?;
    let block = [b'.'; 16384];
    let mut left = body.unwrap_or(usize::MAX);
    while left > 0 {
        let next = left.min(block.len());
        stream.write_all(&block[..next])?;
        left -= next;
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    writeln!(io::stdout(), "{}", listener.local_addr()?)?;
    for stream in listener.incoming().flatten() {
        // A probe that has seen enough goes away in the middle of the body.
        thread::spawn(move || serve(stream).ok());
    }
    Ok(())
}
