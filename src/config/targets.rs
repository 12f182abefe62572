//! Which targets are probed, and through which Unix socket.

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::net::Override;
use crate::target::{Host, Scheme, Socket, Target};
use crate::text::{Misuse, quote, redact};

use super::value::either;

/// Reads the targets and the flags that name a socket or a server name for them.
pub(super) fn resolve(
    flags: &mut Flags,
    env: &Env,
    overrides: &mut Vec<Override>,
) -> Result<Vec<Target>, Misuse> {
    let is_detoured = flags.was_typed("--connect-to") || flags.was_typed("--resolve");
    // A route that was typed beats the socket of a variable.
    let socket = socket(flags, env)?.filter(|(_, given)| given.is_typed() || !is_detoured);
    let mut targets: Vec<Target> = grpc(flags, env, overrides)?.into_iter().collect();
    if !targets.is_empty() && !flags.has_targets() {
        return Ok(targets);
    }
    for text in flags.targets(env)? {
        let refused = |reason: &str| Misuse::new(quote(&redact(&text)), reason);
        // A leftover word is more often a mistake than the host of a second target.
        if !targets.is_empty() && is_word(&text) {
            let reason = "is a leftover word; write http://HOST/ to probe a host of that name";
            return Err(refused(reason));
        }
        let mut target = Target::parse(&text).map_err(refused)?;
        let scheme = target.scheme;
        match &socket {
            Some((socket, _))
                if target.socket.is_none() && (scheme.is_http() || scheme.is_grpc()) =>
            {
                target.socket = Some(socket.clone());
            }
            Some((_, given)) if given.is_typed() => {
                let reason = "cannot go through --unix-socket; leave one of them out";
                return Err(refused(reason));
            }
            _ => {}
        }
        targets.push(target);
    }
    Ok(targets)
}

/// Reads `--unix-socket` and `--abstract-unix-socket`.
fn socket(flags: &mut Flags, env: &Env) -> Result<Option<(Socket, &'static Given)>, Misuse> {
    let path = flags.value("--unix-socket", env);
    let name = flags.value("--abstract-unix-socket", env);
    let Some(given) = either(path, name)? else {
        return Ok(None);
    };
    let socket = match name {
        Some(name) if std::ptr::eq(name, given) => Socket::Abstract(given.text.to_owned()),
        _ => Socket::Path(given.text.to_owned()),
    };
    let socket = socket.checked().map_err(|reason| given.misuse(reason))?;
    Ok(Some((socket, given)))
}

/// Reads grpc_health_probe's flags for its one target.
fn grpc(
    flags: &mut Flags,
    env: &Env,
    overrides: &mut Vec<Override>,
) -> Result<Option<Target>, Misuse> {
    let address = flags.value("--addr", env);
    let service = flags.value("--service", env);
    let name = flags.value("--tls-server-name", env);
    let scheme = match flags.switch("--tls") {
        true => Scheme::Grpcs,
        false => Scheme::Grpc,
    };
    // A variable that names a target yields to a target that was typed.
    let Some(address) = address.filter(|it| it.is_typed() || !flags.has_targets()) else {
        let lonely = service.or(name).filter(|given| given.is_typed());
        return match lonely {
            Some(given) => Err(given.secret_misuse("has no effect without -addr ADDRESS")),
            None if scheme == Scheme::Grpcs => {
                let reason = "has no effect without -addr ADDRESS; write grpcs:// or https://";
                Err(Misuse::new("--tls", reason))
            }
            None => Ok(None),
        };
    };
    let service = match service {
        Some(given) if given.text.len() > MAX_SERVICE => {
            return Err(given.secret_misuse("is over 64 KiB; write a shorter name"));
        }
        Some(given) => given.text,
        None => "",
    };
    let found = Target::grpc(scheme, address.text, service);
    let mut target = found.map_err(|reason| address.misuse(reason))?;
    if let Some(name) = name {
        rename(&mut target, name, overrides)?;
    }
    Ok(Some(target))
}

/// Gives a target the name that its certificate is checked for; its address is still dialled.
fn rename(
    target: &mut Target,
    name: &'static Given,
    overrides: &mut Vec<Override>,
) -> Result<(), Misuse> {
    if target.scheme != Scheme::Grpcs {
        return Err(name.secret_misuse("has no effect without -tls"));
    }
    let host = Host::parse(name.text).map_err(|reason| name.misuse(reason))?;
    let address = std::mem::replace(&mut target.host, host);
    if target.socket.is_none() {
        overrides.push(Override {
            from_host: Some(target.host.clone()),
            from_port: Some(target.port),
            host: Some(address),
            port: None,
        });
    }
    Ok(())
}

/// Reports whether this is a bare word: neither a port nor anything with a dot, colon or slash.
fn is_word(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    text.bytes().all(fits) && text.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The longest name of a service, as in a URL.
const MAX_SERVICE: usize = 64 * 1024;
