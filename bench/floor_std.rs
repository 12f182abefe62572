//! What a health probe written by hand on Rust's std costs: one GET of `/health`, and its status.
//!
//! usage: `floor_std PORT`

use std::env;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

/// Asks, and reports whether the answer's status is 200 to 399.
fn is_healthy(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(4)))?;
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0; 4096];
    let length = stream.read(&mut answer)?;
    Ok(matches!(answer[..length].get(9), Some(b'2' | b'3')))
}

fn main() -> ExitCode {
    let port = env::args().nth(1).and_then(|port| port.parse().ok());
    match port.map(is_healthy) {
        Some(Ok(true)) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
