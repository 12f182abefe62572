//! Who is probed, and through which Unix socket.

use crate::cli::Env;
use crate::cli::Flags;
use crate::target::{Scheme, Socket, Target};
use crate::text::{Misuse, quote, redact};

/// Reads the targets and the flags that name a socket for them.
pub(super) fn resolve(flags: &mut Flags, env: &Env) -> Result<Vec<Target>, Misuse> {
    let path = flags.value("--unix-socket", env)?;
    let name = flags.value("--abstract-unix-socket", env)?;
    let socket = match (path, name) {
        (Some(given), Some(_)) => {
            return Err(given.secret_misuse("contradicts --abstract-unix-socket; leave one out"));
        }
        (Some(given), None) | (None, Some(given)) if given.text.is_empty() => {
            return Err(given.misuse("names no socket"));
        }
        (Some(path), None) => Some(Socket::Path(path.text.to_owned())),
        (None, Some(name)) => Some(Socket::Abstract(name.text.to_owned())),
        (None, None) => None,
    };
    let mut targets = Vec::new();
    for text in flags.targets(env)? {
        let refused = |reason: &str| Misuse::new(&quote(&redact(&text)), reason);
        // A leftover word is more often a mistake than the host of a second target.
        if !targets.is_empty() && is_word(&text) {
            let reason = "is a leftover word; write http://HOST/ to probe a host of that name";
            return Err(refused(reason));
        }
        let mut target = Target::parse(&text).map_err(refused)?;
        if socket.is_some() {
            if target.scheme == Scheme::Tcp || target.socket.is_some() {
                let reason = "cannot go through --unix-socket; leave one of them out";
                return Err(refused(reason));
            }
            target.socket.clone_from(&socket);
        }
        targets.push(target);
    }
    Ok(targets)
}

/// Tells a bare word, which is neither a port nor anything with a dot, colon or slash in it.
fn is_word(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    text.bytes().all(fits) && text.bytes().any(|b| b.is_ascii_alphabetic())
}
