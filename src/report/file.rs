//! What a `file:` target shows, in words.

use rustix::fs::FileType;
use rustix::io::Errno;

use crate::net::{Age, FileFault};
use crate::text::{ago, errno_text};

/// Returns why a file shows nothing.
pub(super) fn words(fault: FileFault) -> &'static str {
    let kind = match fault {
        FileFault::Errno(Errno::NOENT) => return "the file does not exist",
        FileFault::Errno(errno) => {
            return ["the file cannot be read: ", errno_text(errno)]
                .concat()
                .leak();
        }
        FileFault::Kind(FileType::Directory) => "a directory",
        FileFault::Kind(FileType::Fifo) => "a FIFO",
        FileFault::Kind(FileType::Socket) => "a socket",
        FileFault::Kind(FileType::CharacterDevice | FileType::BlockDevice) => "a device",
        FileFault::Kind(_) => "something else",
    };
    ["not a regular file, but ", kind].concat().leak()
}

/// Returns how long ago a file was modified.
pub(super) fn age(age: Age) -> &'static str {
    match age {
        Age::Past(age) => ["modified ", ago(age), " ago"].concat().leak(),
        Age::Future(age) => ["modified ", ago(age), " in the future"].concat().leak(),
    }
}
