//! The words of the command line, as the C library hands them to `main`.

use std::ffi::{CStr, OsStr, c_char};
use std::os::unix::ffi::OsStrExt;

/// The words that are left, the program's name first. Only the C library can make one.
#[repr(transparent)]
pub(crate) struct Words(*const *const c_char);

impl Iterator for Words {
    type Item = &'static OsStr;

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
        Some(OsStr::from_bytes(
            unsafe { CStr::from_ptr(word) }.to_bytes(),
        ))
    }
}
