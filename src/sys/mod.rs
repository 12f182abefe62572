//! The few things that safe Rust cannot do: the heap, command line and environment, and what
//! `start.c` does.

mod crates;
mod heap;
mod words;

use std::ffi::c_uint;

pub(crate) use words::Words;

#[expect(unsafe_code, reason = "declares C functions, which are safe to call")]
unsafe extern "C" {
    /// Prepares signals and standard streams; comes first.
    pub(crate) safe fn start();

    /// Interrupts a system call that still blocks after so many milliseconds, never 0.
    pub(crate) safe fn interrupt_after(milliseconds: c_uint);
}
