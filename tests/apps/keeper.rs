//! Runs a server and outlives it, so that its container goes on being probed.

use std::{env, process::Command, thread};

fn main() {
    let mut words = env::args_os().skip(1);
    let program = words.next().expect("usage: keeper PROGRAM [ARGUMENT]...");
    let end = Command::new(program).args(words).status();
    println!("keeper: the server ended: {end:?}");
    loop {
        thread::park();
    }
}
