//! A port that need not speak HTTP: it opens, and its answer may be checked.

use std::time::Instant;

use super::deadline::Deadline;
use super::failure::Failure;
use super::hop::Hop;
use super::phase::Phase;
use super::socket::Halt;
use super::{Client, Exchange, Kept, Reply};
use crate::expect::{Content, Expect, MAX_CONTENT};
use crate::target::Target;

/// Connects, with TLS where the scheme asks for it, and reads an answer if a check wants one.
pub(super) fn exchange(
    client: &Client,
    target: &Target,
    expect: &Expect,
    deadline: Deadline<'_>,
) -> Exchange {
    let mut hop = Hop::new(target);
    let result = talk(&mut hop, client, expect, deadline);
    hop.end(deadline);
    Exchange {
        hops: vec![hop],
        away: None,
        result,
    }
}

/// Sends what `--send` has, and receives until the checks are settled.
fn talk(
    hop: &mut Hop,
    client: &Client,
    expect: &Expect,
    deadline: Deadline<'_>,
) -> Result<Reply, Failure> {
    let mut connection = hop.connect(client, deadline)?;
    let bytes = client.send.unwrap_or_default();
    if !bytes.is_empty() {
        deadline.enter(Phase::Send);
    }
    // Without bytes, too: a server that speaks first in TLS waits for the end of the handshake.
    match connection.send(bytes, deadline) {
        // A server that does not read everything may have answered all the same.
        Ok(()) | Err(Halt::Errno(_)) => {}
        Err(halt) => return Err(Failure::halted(halt, deadline)),
    }
    if client.kept == Kept::All {
        hop.request = bytes.to_vec();
    }
    if !expect.wants_text() {
        return Ok(Reply::Connected);
    }
    deadline.enter(Phase::Answer);
    let mut content = Content::default();
    let mut chunk = vec![0; CHUNK];
    let mut checks = expect.arriving_text();
    while !checks.is_settled(&content.bytes) {
        match connection.recv(&mut chunk, deadline) {
            Ok(0) => break,
            Ok(received) => {
                hop.moments.first_byte.get_or_insert_with(Instant::now);
                let received = chunk.get(..received).unwrap_or_default();
                content.bytes.extend_from_slice(received);
            }
            // What came before the failure is judged: it lacks what was expected.
            Err(_) if !content.bytes.is_empty() => break,
            Err(failure) => return Err(failure),
        }
        if content.bytes.len() > MAX_CONTENT {
            content.bytes.truncate(MAX_CONTENT);
            content.truncated = true;
            break;
        }
    }
    if content.bytes.is_empty() {
        return Err(Failure::Close(Phase::Answer));
    }
    Ok(Reply::Content(content))
}

/// How much is received at once.
const CHUNK: usize = 4096;
