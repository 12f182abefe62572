//! One value that was given, in argv or in the environment.

use crate::text::{Misuse, quote};

/// A value as it was given, and by which name.
pub(crate) struct Given {
    /// `--max-time` or `PROBELET_MAX_TIME`.
    pub(crate) name: &'static str,
    /// The value, expanded when it came from the command line.
    pub(crate) text: &'static str,
    /// Whether the value was typed, and not set in the environment.
    pub(super) is_typed: bool,
    /// Whether an `@` in front was typed, and not brought by a variable.
    pub(super) typed_at: bool,
}

impl Given {
    /// Stands in for a typed value in tests.
    #[cfg(test)]
    pub(crate) fn fake(name: &'static str, text: &'static str) -> &'static Self {
        Box::leak(Box::new(Self {
            name,
            text,
            is_typed: name.starts_with('-'),
            typed_at: true,
        }))
    }

    /// Reports whether the value was typed, and not set in the environment.
    pub(crate) fn is_typed(&self) -> bool {
        self.is_typed
    }

    /// Returns the file that `@FILE` names.
    pub(crate) fn file(&self) -> Option<&'static str> {
        self.text.strip_prefix('@').filter(|_| self.typed_at)
    }

    /// Returns the misuse that quotes this value, up to an equals sign: `-token=SECRET` is `-t` with a value.
    pub(crate) fn misuse(&self, reason: &str) -> Misuse {
        match self.text.split_once('=') {
            Some((name, _)) => self.misuse_of(&[name, "=***"].concat(), reason),
            None => self.misuse_of(self.text, reason),
        }
    }

    /// Returns the misuse that quotes the part of this value that is at fault.
    pub(crate) fn misuse_of(&self, part: &str, reason: &str) -> Misuse {
        self.secret_misuse(&[quote(part), " ", reason].concat())
    }

    /// Returns the misuse for a value that is a secret, or holds one.
    pub(crate) fn secret_misuse(&self, reason: &str) -> Misuse {
        Misuse::new(self.name, reason)
    }
}
