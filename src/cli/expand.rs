//! `${NAME}`, `${NAME:-default}` and `$$`, because an exec-form probe has no shell.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::Env;
use crate::text::{Misuse, divide, quote};

/// Expands a template once: what a variable holds is text, never a template.
///
/// `subject` names the flag or argument in an error. A default may hold variables of its own.
pub(crate) fn expand(template: &str, subject: &str, env: &Env) -> Result<String, Misuse> {
    walk(template, subject, env, &|_| false)
}

/// Expands a target.
///
/// In host and port, where no `$` could ever stand for itself, `$NAME` and a `$$` that was meant
/// for Compose mean `${NAME}`, too. And nothing a variable brings there can be user info, so that
/// what was typed before it can never turn into a password for another host.
pub(crate) fn expand_target(template: &str, subject: &str, env: &Env) -> Result<String, Misuse> {
    walk(template, subject, env, &|so_far| {
        let authority = divide(so_far, "://").map_or(so_far, |(_, rest)| rest);
        !authority.contains(['/', '?', '#'])
    })
}

/// Walks a template; `in_host` tells by what came before whether this is a target's host or port.
fn walk(
    template: &str,
    subject: &str,
    env: &Env,
    in_host: &dyn Fn(&str) -> bool,
) -> Result<String, Misuse> {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let host = in_host(&out);
        let bare = from.trim_start_matches('$');
        let is_name = bare.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let reference = if host && (is_name || bare.starts_with('{')) {
            bare
        } else {
            from
        };
        if let Some(after) = reference.strip_prefix("$$") {
            out.push('$');
            rest = after;
            continue;
        }
        let braced = reference
            .strip_prefix("${")
            .or_else(|| reference.strip_prefix('{'));
        let value = if let Some(inside) = braced.filter(|_| host || from.starts_with("${")) {
            let end = closing(inside).ok_or_else(|| {
                Misuse::new(
                    subject,
                    &format!(
                        "{} has no closing brace",
                        quote(&["${", shown(inside)].concat())
                    ),
                )
            })?;
            let (reference, after) = inside.split_at(end);
            rest = after.get(1..).unwrap_or_default();
            value(reference, subject, env)?
        } else if host && is_name {
            let end = bare.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            let (name, after) = bare.split_at(end.unwrap_or(bare.len()));
            rest = after;
            value(name, subject, env)?
        } else {
            rest = from.get(1..).unwrap_or_default();
            "$".to_owned()
        };
        if host && !out.is_empty() && value.contains(['@', '\\']) {
            let reason = "a variable must not bring user info into the host; use -u @FILE";
            return Err(Misuse::new(subject, reason));
        }
        out.push_str(&value);
    }
    out.push_str(rest);
    Ok(out)
}

/// Finds the brace that ends a reference, past the references nested in its default.
fn closing(inside: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut previous = 0;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' if previous == b'$' => depth = depth.saturating_add(1),
            b'}' => match depth.checked_sub(1) {
                None => return Some(at),
                Some(outer) => depth = outer,
            },
            _ => {}
        }
        previous = byte;
    }
    None
}

/// Yields what one reference stands for.
fn value(reference: &str, subject: &str, env: &Env) -> Result<String, Misuse> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = reference.find(|c| !fits(c)).unwrap_or(reference.len());
    let (name, operator) = reference.split_at(end);
    // The shell's other ways to write a default mean the same to a program that assigns nothing.
    let default = [":-", ":=", "-", "="]
        .iter()
        .find_map(|sign| operator.strip_prefix(sign));
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !first || (default.is_none() && !operator.is_empty()) {
        let rest = if shown(reference) == reference {
            ""
        } else {
            "…"
        };
        let typed = quote(&["${", shown(reference), rest, "}"].concat());
        let reason = format!("{typed} is not ${{NAME}} or ${{NAME:-default}}");
        return Err(Misuse::new(subject, &reason));
    }
    match (env.var(name)?, default) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => expand(default, subject, env),
        (None, None) => {
            let reason =
                format!("variable {name} is not set; set it or write ${{{name}:-default}}");
            Err(Misuse::new(subject, &reason))
        }
    }
}

/// Yields what may be shown of a reference: its name, because a default may be a secret.
fn shown(reference: &str) -> &str {
    let end = reference.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    reference
        .get(..end.unwrap_or(reference.len()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env() -> Env {
        Env::fake(|name| match name {
            "PORT" => Some("9000".into()),
            "EVIL" => Some("${PORT} $$ --insecure".into()),
            "EMPTY" => Some("".into()),
            "AT" => Some("1@evil.example".into()),
            "URL" => Some("http://u:p@h/".into()),
            _ => None,
        })
    }

    #[test]
    fn good_templates() {
        for (template, wanted) in [
            ("plain", "plain"),
            (":${PORT}/x", ":9000/x"),
            ("${NO:-8000}", "8000"),
            ("${EMPTY:-8000}", "8000"),
            ("${NO:-}", ""),
            ("${NO:-${PORT}}", "9000"),
            ("${NO:-${NEITHER:-1}}0", "10"),
            ("$$PORT $PORT $", "$PORT $PORT $"),
            ("$${PORT}", "${PORT}"),
            ("${EVIL}", "${PORT} $$ --insecure"),
            ("{}", "{}"),
            ("${NO:=1}${NO-2}${NO=3}", "123"),
        ] {
            assert_eq!(
                expand(template, "t", &env()).as_deref(),
                Ok(wanted),
                "{template}"
            );
        }
    }

    #[test]
    fn bad_templates_name_their_variable() {
        for (template, wanted) in [
            (
                "${NO}",
                "t: variable NO is not set; set it or write ${NO:-default}",
            ),
            (
                "${EMPTY}",
                "t: variable EMPTY is not set; set it or write ${EMPTY:-default}",
            ),
            ("a${PORT", "t: \"${PORT\" has no closing brace"),
            ("${a.b}", "t: \"${a…}\" is not ${NAME} or ${NAME:-default}"),
            ("${}", "t: \"${}\" is not ${NAME} or ${NAME:-default}"),
            ("${1}", "t: \"${1}\" is not ${NAME} or ${NAME:-default}"),
            (
                "${PORT:?no}",
                "t: \"${PORT…}\" is not ${NAME} or ${NAME:-default}",
            ),
        ] {
            assert_eq!(expand(template, "t", &env()).unwrap_err().line(), wanted);
        }
    }

    #[test]
    fn in_host_and_port_a_bare_name_is_a_variable() {
        for (template, wanted) in [
            ("http://h:$PORT/$PORT", "http://h:9000/$PORT"),
            ("$${PORT}", "9000"),
            (":$PORT", ":9000"),
            ("http://h:$", "http://h:$"),
            ("${URL}", "http://u:p@h/"),
            ("http://h/${AT}?$$", "http://h/1@evil.example?$"),
        ] {
            assert_eq!(
                expand_target(template, "t", &env()).as_deref(),
                Ok(wanted),
                "{template}"
            );
        }
    }

    #[test]
    fn no_variable_brings_another_host() {
        for template in [
            "http://h:${AT}/",
            ":${AT}",
            "tcp://h:80${AT}",
            "http://u:${AT}@h/",
        ] {
            assert!(expand_target(template, "t", &env()).is_err(), "{template}");
        }
    }
}
