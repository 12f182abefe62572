//! Certificates: whom to trust, and who we are.

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::net::{Files, Trust};
use crate::text::Misuse;

use super::files as file;

/// Reads the flags about certificates.
///
/// `--explain` is for a machine that need not have the files; there an unreadable one is a note.
pub(super) fn resolve(
    flags: &mut Flags,
    env: &Env,
    explain: bool,
) -> Result<(Trust, Vec<Misuse>), Misuse> {
    let insecure = flags.switch("--insecure");
    let mut files = [
        flags.value("--cacert", env)?,
        flags.value("--cert", env)?,
        flags.value("--key", env)?,
    ];
    // curl's FILE:PASS, and the password must not be shown.
    let [_, cert, _] = files;
    if let Some(given) = cert.filter(|it| it.text.as_bytes().contains(&b':'))
        && file::read(given, given.text).is_err()
    {
        let reason = "cannot be read with a password; decrypt the key, and write FILE alone";
        return Err(given.secret_misuse(reason));
    }
    let mut notes = Vec::new();
    if explain {
        let unread = |given: &Given| file::read(*given, given.text).err();
        notes.extend(files.iter().flatten().filter_map(unread));
        if !notes.is_empty() {
            files = [None; 3];
        }
    }
    let [cacert, cert, key] = files;
    let min_cert_days = match flags.value("--min-cert-days", env)? {
        None => None,
        Some(given) if !cfg!(feature = "tls") => {
            return Err(
                given.secret_misuse("this HTTP-only build has no TLS; use the full probelet")
            );
        }
        Some(given) => Some(
            given
                .text
                .parse()
                .ok()
                .filter(|&days| days <= MAX_DAYS)
                .ok_or_else(|| given.misuse("is not a number of days; write 0 to 36500"))?,
        ),
    };
    let trust = Trust::load(&Files {
        insecure,
        cacert,
        cert,
        key,
        min_cert_days,
    })?;
    Ok((trust, notes))
}

/// A century.
const MAX_DAYS: u32 = 36_500;
