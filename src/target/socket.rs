//! The Unix socket of a target.

use std::fmt;

use crate::text::escape;

/// Where a Unix socket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Socket {
    /// A name in the abstract namespace.
    Abstract(String),
    /// A path.
    Path(String),
}

impl Socket {
    /// Parses a path, or `@` and a name in the abstract namespace.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let socket = match text.strip_prefix('@') {
            Some(name) => Self::Abstract(name.to_owned()),
            None => Self::Path(text.to_owned()),
        };
        socket.checked()
    }

    /// Refuses a path or name that no socket can have.
    pub(crate) fn checked(self) -> Result<Self, &'static str> {
        let (Self::Abstract(name) | Self::Path(name)) = &self;
        match name.len() {
            0 => Err("names no socket; write unix:/run/app.sock:/health"),
            1..=MAX_SOCKET => Ok(self),
            _ => Err("names a socket with more than 107 bytes, which Linux does not allow"),
        }
    }
}

impl fmt::Display for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Abstract(name) => write!(f, "@{}", escape(name)),
            Self::Path(path) => f.write_str(escape(path)),
        }
    }
}

/// The longest path or name of a Unix socket: `sun_path` has 108 bytes, one of them a NUL.
const MAX_SOCKET: usize = 107;
