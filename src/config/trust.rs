//! Certificates: whom to trust, and who we are.

use crate::cli::Env;
use crate::cli::{Flags, Given};
use crate::net::Trust;
use crate::text::Misuse;

/// The flags about certificates, as given.
struct Wishes {
    /// `--insecure`.
    insecure: bool,
    /// `--cacert`.
    cacert: Option<&'static Given>,
    /// `--cert`.
    cert: Option<&'static Given>,
    /// `--key`.
    key: Option<&'static Given>,
    /// `--min-cert-days`.
    min_cert_days: Option<&'static Given>,
    /// `--tlsv1.3`.
    tls13_only: bool,
}

/// Reads the flags about certificates.
///
/// `--explain` is for a machine that need not have the files; there an unreadable one is a note.
pub(super) fn resolve(
    flags: &mut Flags,
    env: &Env,
    explain: bool,
) -> Result<(Trust, Vec<Misuse>), Misuse> {
    let wishes = Wishes {
        insecure: flags.switch("--insecure"),
        cacert: flags.value("--cacert", env),
        cert: flags.value("--cert", env),
        key: flags.value("--key", env),
        min_cert_days: flags.value("--min-cert-days", env),
        tls13_only: flags.switch("--tlsv1.3"),
    };
    trust(&wishes, explain)
}

/// Refuses the flags that ask for a protection that this build does not have.
#[cfg(not(feature = "tls"))]
fn trust(wishes: &Wishes, _: bool) -> Result<(Trust, Vec<Misuse>), Misuse> {
    let _ = (wishes.insecure, wishes.tls13_only);
    let given = wishes.cacert.or(wishes.cert).or(wishes.key);
    match given.or(wishes.min_cert_days) {
        None => Ok((Trust, Vec::new())),
        Some(given) => Err(given.secret_misuse("this build has no TLS; use the full probelet")),
    }
}

#[cfg(feature = "tls")]
use full::trust;

/// What the flags mean where there is TLS.
#[cfg(feature = "tls")]
mod full {
    use super::Wishes;
    use crate::cli::Given;
    use crate::config::files as file;
    use crate::config::value::number;
    use crate::net::{Defect, Policy, Source, Trust, TrustFault};
    use crate::text::Misuse;

    /// Reads the files and parses what is in them.
    pub(super) fn trust(wishes: &Wishes, explain: bool) -> Result<(Trust, Vec<Misuse>), Misuse> {
        let Wishes {
            insecure,
            cacert,
            cert,
            key,
            min_cert_days,
            tls13_only,
        } = *wishes;
        let min_cert_days = min_cert_days.map(days).transpose()?;
        // A switch was typed, and beats a variable.
        let cacert = cacert.filter(|given| !insecure || given.is_typed());
        if let (true, Some(cacert)) = (insecure, cacert) {
            let reason = "has no effect with --insecure; leave one of them out";
            return Err(cacert.secret_misuse(reason));
        }
        if let (None, Some(key)) = (cert, key) {
            return Err(key.secret_misuse("needs --cert FILE with it"));
        }
        let texts = [cacert.map(read), cert.map(certificate), key.map(read)];
        let (mut read, mut notes) = ([const { None }; 3], Vec::new());
        for (place, text) in read.iter_mut().zip(texts) {
            match text.transpose() {
                Ok(text) => *place = text,
                Err(misuse) if explain => notes.push(misuse),
                Err(misuse) => return Err(misuse),
            }
        }
        if !notes.is_empty() {
            read = [const { None }; 3];
        }
        let [authorities, certificate, secret] = &read;
        let policy = Policy {
            insecure,
            authorities: authorities.as_deref(),
            certificate: certificate.as_deref(),
            key: secret.as_deref(),
            min_cert_days,
            tls13_only,
        };
        let trust = Trust::new(policy).map_err(|fault| {
            let given = match fault.source {
                Source::Authorities => cacert,
                Source::Certificate => cert,
                Source::Key => key,
            };
            misuse(given, fault)
        })?;
        Ok((trust, notes))
    }

    /// Reads a file that a flag names.
    fn read(given: &'static Given) -> Result<Vec<u8>, Misuse> {
        file::read(given, given.text)
    }

    /// Reads the file of `--cert`, and recognises curl's FILE:PASS, whose password must not be shown.
    fn certificate(given: &'static Given) -> Result<Vec<u8>, Misuse> {
        read(given).map_err(|misuse| {
            if given.text.as_bytes().contains(&b':') {
                let reason =
                    "cannot be read with a password; decrypt the key, and write FILE alone";
                given.secret_misuse(reason)
            } else {
                misuse
            }
        })
    }

    /// Parses a number of days.
    fn days(given: &'static Given) -> Result<u32, Misuse> {
        number(given.text, MAX_DAYS)
            .ok_or_else(|| given.misuse("is not a number of days; write 0 to 36500"))
    }

    /// Returns the line about a file that cannot be used.
    fn misuse(given: Option<&'static Given>, fault: TrustFault) -> Misuse {
        let reason = match fault.defect {
            Defect::KeyEncrypted => "holds a private key that is encrypted; decrypt it".to_owned(),
            Defect::KeyMissing if fault.source == Source::Certificate => {
                "holds no private key; give one with --key FILE".to_owned()
            }
            Defect::KeyMissing => "holds no private key; it must be PEM".to_owned(),
            Defect::KeyUnfit => "holds a key that does not fit the certificate".to_owned(),
            Defect::KeyUnsupported => {
                "holds a key of a kind that is not supported; make a P-256 one".to_owned()
            }
            Defect::Malformed(number) => {
                format!("holds a malformed certificate (number {number}); remove or replace it")
            }
            Defect::NoCertificate => "holds no certificate; it must be PEM".to_owned(),
            Defect::NotPem(line) => {
                format!("is not valid PEM: the block that starts in line {line} is broken")
            }
        };
        match given {
            Some(given) => given.misuse(&reason),
            None => Misuse::new("--cacert", &reason),
        }
    }

    /// A century.
    const MAX_DAYS: u32 = 36_500;
}
