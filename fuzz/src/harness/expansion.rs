//! Expansion is one pass, and never brings another host.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;

use super::SECRET;
use super::command::Command;
use super::line::check_misuse;
use crate::cli::expand::{expand, expand_target};
use crate::target::Target;

/// A template, then variables as in a command line.
pub fn expansion(input: &[u8]) {
    let mut command = Command::of(input);
    if command.words.is_empty() {
        return;
    }
    let Ok(template) = command.words.remove(0).into_string() else {
        return;
    };
    // The first variable has a known name, too.
    let value = command
        .variables
        .first()
        .map_or(OsString::new(), |(_, value)| value.clone());
    let value = value.to_str().unwrap_or_default().to_owned();
    command
        .variables
        .retain(|(name, _)| name != "Kn0wn" && name != "N0ne");
    command
        .variables
        .push(("Kn0wn".into(), value.clone().into()));
    if command
        .variables
        .iter()
        .any(|(_, value)| contains(value.as_bytes(), SECRET))
    {
        return;
    }
    let env = command.env();

    for expanded in [
        expand(&template, "subject", &env),
        expand_target(&template, "subject", &env),
    ] {
        match expanded {
            Err(misuse) => check_misuse(misuse),
            Ok(text) if !template.contains('$') => assert_eq!(text, template),
            Ok(_) => {}
        }
    }
    let doubled = template.replace('$', "$$");
    assert_eq!(expand(&doubled, "", &env).as_ref(), Ok(&template));
    if value.is_empty() {
        return;
    }
    assert_eq!(expand("${Kn0wn}", "", &env).as_ref(), Ok(&value));
    assert_eq!(
        expand("<${N0ne:-${Kn0wn}}>", "", &env),
        Ok(format!("<{value}>"))
    );
    for place in [
        "http://user:secret@host:${Kn0wn}/",
        "http://user:secret@host:$Kn0wn",
    ] {
        let Ok(text) = expand_target(place, "", &env) else {
            continue;
        };
        if let Ok(target) = Target::parse(&text) {
            assert_eq!(target.host.to_string(), "host", "{text}");
        }
    }
}

/// Looks for a text in bytes.
pub(crate) fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}
