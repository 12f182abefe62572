//! The few things that safe Rust cannot do; `start.c` does them.

#![expect(unsafe_code, reason = "declares a C function, which is safe to call")]

use std::ffi::c_uint;

unsafe extern "C" {
    /// Interrupts a system call that still blocks after so many milliseconds, never 0.
    pub(crate) safe fn interrupt_after(milliseconds: c_uint);
}
