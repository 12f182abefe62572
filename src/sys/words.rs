//! The command line and the environment, as the C library hands them to `main`.

use std::ffi::{CStr, c_char};

/// The words of the command line that are left, the program's name first, or the variables that are
/// left, as `NAME=VALUE`. Only the C library can make them.
#[repr(transparent)]
pub(crate) struct Words(*const *const c_char);

impl Iterator for Words {
    type Item = &'static [u8];

    #[expect(
        unsafe_code,
        reason = "C promises words that last as long as the program, and a null pointer after the last"
    )]
    fn next(&mut self) -> Option<Self::Item> {
        let word = unsafe { *self.0 };
        if word.is_null() {
            return None;
        }
        self.0 = unsafe { self.0.add(1) };
        Some(unsafe { CStr::from_ptr(word) }.to_bytes())
    }
}
