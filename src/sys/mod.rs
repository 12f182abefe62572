//! The few things that safe Rust cannot do: the heap, and what `start.c` does.

mod crates;
mod heap;

use std::ffi::c_uint;

#[expect(unsafe_code, reason = "declares a C function, which is safe to call")]
unsafe extern "C" {
    /// Interrupts a system call that still blocks after so many milliseconds, never 0.
    pub(crate) safe fn interrupt_after(milliseconds: c_uint);
}
