//! The `file:` target: a regular file, when it was modified, and how it begins.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::{FileType, Mode, OFlags, Stat, fstat, open, stat};
use rustix::io::read;

use super::deadline::Deadline;
use super::failure::{Failure, FileFault};
use super::hop::Hop;
use super::phase::Phase;
use super::{Exchange, Reply};
use crate::expect::{Content, Expect, MAX_CONTENT};
use crate::target::Target;

/// What a file shows of the service that writes it.
#[derive(Debug)]
pub(crate) struct FileState {
    /// How long ago it was modified.
    pub(crate) age: Age,
    /// Its start, when a check asks for it.
    pub(crate) content: Content,
}

/// How long ago something was, by the clock of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// So long ago.
    Past(Duration),
    /// So far in the future.
    Future(Duration),
}

/// Looks at a file.
pub(super) fn exchange(target: &Target, expect: &Expect, deadline: Deadline<'_>) -> Exchange {
    let mut hop = Hop::new(target);
    deadline.enter(Phase::Answer);
    let result = look(&target.path, expect.wants_body());
    hop.end(deadline);
    Exchange {
        hops: vec![hop],
        away: None,
        result: result.map(Reply::File).map_err(Failure::File),
    }
}

/// Reads what is to be known of a file, and its start when it is wanted.
fn look(path: &str, wanted: bool) -> Result<FileState, FileFault> {
    // Asked before it is opened, because opening a device can have an effect, and again after it.
    regular(stat(path).map_err(FileFault::Errno)?)?;
    let mut content = Content::default();
    let found = if wanted {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        let file = open(path, flags, Mode::empty()).map_err(FileFault::Errno)?;
        let mut chunk = vec![0; MAX_CONTENT + 1];
        while content.bytes.len() <= MAX_CONTENT {
            let received = read(&file, &mut chunk).map_err(FileFault::Errno)?;
            if received == 0 {
                break;
            }
            let received = chunk.get(..received).unwrap_or_default();
            content.bytes.extend_from_slice(received);
        }
        content.truncated = content.bytes.len() > MAX_CONTENT;
        content.bytes.truncate(MAX_CONTENT);
        fstat(&file)
    } else {
        stat(path)
    };
    let found = regular(found.map_err(FileFault::Errno)?)?;
    Ok(FileState {
        age: age(&found),
        content,
    })
}

/// Refuses everything but a regular file.
fn regular(found: Stat) -> Result<Stat, FileFault> {
    match FileType::from_raw_mode(found.st_mode) {
        FileType::RegularFile => Ok(found),
        other => Err(FileFault::Kind(other)),
    }
}

/// Returns how long ago a file was modified.
fn age(found: &Stat) -> Age {
    let seconds = u64::try_from(found.st_mtime).unwrap_or_default();
    let nanos = u32::try_from(found.st_mtime_nsec).unwrap_or_default();
    let modified = Duration::new(seconds, nanos);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.unwrap_or_default();
    match now.checked_sub(modified) {
        Some(age) => Age::Past(age),
        None => Age::Future(modified.saturating_sub(now)),
    }
}
