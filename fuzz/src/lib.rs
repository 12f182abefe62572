//! probelet's own sources, and what must hold of them whatever comes in.
//!
//! Each function takes the bytes of one input and panics when something does not hold. libFuzzer
//! calls them from `fuzz_targets/`, and `tests/replay.rs` with every input of `corpus/`.

#![deny(unsafe_code)]
// The program itself is `main`, which is not here.
#![allow(dead_code)]

include!(concat!(env!("OUT_DIR"), "/modules.rs"));

mod harness;

pub use harness::chain::chain;
pub use harness::command_line::command_line;
pub use harness::dns_message::{dns_message, dns_stream};
pub use harness::expansion::expansion;
pub use harness::grpc::{grpc_answer, header_block};
pub use harness::json_path::json_path;
pub use harness::pem::pem;
pub use harness::redirect::redirect;
pub use harness::report_line::report_line;
pub use harness::response::response;
pub use harness::status_set::status_set;
pub use harness::target::target;

/// Takes one input, and panics when something does not hold.
pub type Check = fn(&[u8]);

/// Every target by its name, which is that of its folder in `corpus/`, too.
pub const TARGETS: &[(&str, Check)] = &[
    ("chain", chain),
    ("command_line", command_line),
    ("dns_message", dns_message),
    ("dns_stream", dns_stream),
    ("expansion", expansion),
    ("grpc_answer", grpc_answer),
    ("header_block", header_block),
    ("json_path", json_path),
    ("pem", pem),
    ("redirect", redirect),
    ("report_line", report_line),
    ("response", response),
    ("status_set", status_set),
    ("target", target),
];

/// Stands in for `start.c`, which is part of the program only: streams of a fuzzer never block.
#[expect(unsafe_code, reason = "defines what src/sys declares")]
#[unsafe(no_mangle)]
extern "C" fn interrupt_after(_: std::ffi::c_uint) {}
