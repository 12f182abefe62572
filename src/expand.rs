//! `${NAME}`, `${NAME:-default}` and `$$`, because an exec-form probe has no shell.

use crate::env::Env;
use crate::text::{Misuse, quote};

/// Expands a template once: what a variable holds is text, never a template.
///
/// `subject` names the flag or argument in an error. A default may hold variables of its own.
pub(crate) fn expand(template: &str, subject: &str, env: &Env) -> Result<String, Misuse> {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some(after) = from.strip_prefix("$$") {
            out.push('$');
            rest = after;
        } else if let Some(inside) = from.strip_prefix("${") {
            let end = closing(inside).ok_or_else(|| {
                Misuse::new(subject, &format!("{} has no closing brace", quote(from)))
            })?;
            let (reference, after) = inside.split_at(end);
            out.push_str(&value(reference, subject, env)?);
            rest = after.get(1..).unwrap_or_default();
        } else {
            out.push('$');
            rest = from.get(1..).unwrap_or_default();
        }
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
            b'{' if previous == b'$' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
        previous = byte;
    }
    None
}

/// Yields what one reference stands for.
fn value(reference: &str, subject: &str, env: &Env) -> Result<String, Misuse> {
    let (name, default) = match reference.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (reference, None),
    };
    let first = name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
    if !first || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        let typed = format!("${{{reference}}}");
        let reason = format!("{} is not ${{NAME}} or ${{NAME:-default}}", quote(&typed));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn env() -> Env {
        Env::fake(|name| match name {
            "PORT" => Some("9000".into()),
            "EVIL" => Some("${PORT} $$ --insecure".into()),
            "EMPTY" => Some("".into()),
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
        ] {
            assert_eq!(expand(template, "t", &env()).as_deref(), Ok(wanted), "{template}");
        }
    }

    #[test]
    fn bad_templates_name_their_variable() {
        for (template, wanted) in [
            ("${NO}", "t: variable NO is not set; set it or write ${NO:-default}"),
            ("${EMPTY}", "t: variable EMPTY is not set; set it or write ${EMPTY:-default}"),
            ("a${PORT", "t: \"${PORT\" has no closing brace"),
            ("${a.b}", "t: \"${a.b}\" is not ${NAME} or ${NAME:-default}"),
            ("${}", "t: \"${}\" is not ${NAME} or ${NAME:-default}"),
            ("${1}", "t: \"${1}\" is not ${NAME} or ${NAME:-default}"),
            ("${PORT:?no}", "t: \"${PORT:?no}\" is not ${NAME} or ${NAME:-default}"),
        ] {
            assert_eq!(expand(template, "t", &env()).unwrap_err().line(), wanted);
        }
    }
}
