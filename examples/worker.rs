//! A worker to try `file:` targets on: it has no port, and touches a file after every task.
//!
//! The file is that of the variable `HEARTBEAT`. A task takes as long as half a second.

use std::env;
use std::fs;
use std::io;
use std::thread;
use std::time::Duration;

fn main() -> io::Result<()> {
    let heartbeat = env::var("HEARTBEAT").map_err(io::Error::other)?;
    loop {
        thread::sleep(Duration::from_millis(500));
        fs::write(&heartbeat, "")?;
    }
}
