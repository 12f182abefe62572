//! Any file for `--cacert`, `--cert` and `--key` is taken or refused in one line.

use std::ffi::OsString;
use std::os::fd::AsRawFd;

use rustix::fs::{MemfdFlags, memfd_create};
use rustix::io::write;

use super::command::{Command, Understood};
use super::line::check_misuse;
use crate::config::Job;
use crate::report::explain::explain;

/// The contents of a file.
pub fn pem(input: &[u8]) {
    let file = memfd_create("pem", MemfdFlags::CLOEXEC).expect("a file in memory can be made");
    let mut rest = input;
    while !rest.is_empty() {
        rest = &rest[write(&file, rest).expect("it can be written")..];
    }
    let path = format!("/proc/self/fd/{}", file.as_raw_fd());
    for flags in [&["--cacert"][..], &["--cert"], &["--cert", "--key"]] {
        let mut words: Vec<OsString> = Vec::new();
        for flag in flags {
            words.extend([flag.into(), path.clone().into()]);
        }
        words.push("https://localhost/".into());
        match (Command {
            words,
            variables: Vec::new(),
        })
        .understand()
        {
            Err(misuse) => check_misuse(misuse),
            Ok(Understood::Job(job)) => match *job {
                Job::Probe(config) => assert!(explain(&config).contains("trust")),
                _ => panic!("not a probe"),
            },
            Ok(Understood::Text) => panic!("not a probe"),
        }
    }
}
