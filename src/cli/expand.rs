//! `${NAME}`, `$NAME`, `${NAME:-default}` and `$$`, because an exec-form probe has no shell.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::Env;
use crate::text::{Misuse, quote};

/// Expands the value of a flag once: what a variable holds is text, never a template.
///
/// `subject` names the flag in an error. A default may hold variables of its own.
pub(crate) fn expand(template: &str, subject: &str, env: &Env) -> Result<String, Misuse> {
    let place = Place {
        subject,
        env,
        is_target: false,
    };
    place.expand(template, 0)
}

/// Expands a target.
///
/// No variable may add user info to a host that begins in the text that was typed: `http://a:${X}`
/// with `X=1@b` would send the request to another host, and `a` as a user.
pub(crate) fn expand_target(template: &str, subject: &str, env: &Env) -> Result<String, Misuse> {
    let place = Place {
        subject,
        env,
        is_target: true,
    };
    place.expand(template, 0)
}

/// Where a template stands.
struct Place<'a> {
    /// The flag or argument that an error names.
    subject: &'a str,
    /// Where the variables come from.
    env: &'a Env,
    /// Whether the template is a target.
    is_target: bool,
}

impl Place<'_> {
    /// Expands a template that is inside of `depth` defaults.
    fn expand(&self, template: &str, depth: u8) -> Result<String, Misuse> {
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            let value = if let Some(after) = after.strip_prefix('$') {
                rest = after;
                "$".to_owned()
            } else if let Some(inside) = after.strip_prefix('{') {
                let (reference, after) = split_at_brace(inside).ok_or_else(|| {
                    let typed = quote(&["${", name(inside)].concat());
                    Misuse::new(
                        self.subject,
                        &[typed, " has no closing brace; write ${NAME}"].concat(),
                    )
                })?;
                rest = after;
                self.braced(reference, depth)?
            } else {
                let name = name(after);
                rest = after.strip_prefix(name).unwrap_or(after);
                match name {
                    "" => "$".to_owned(),
                    name => self.value(name, None, depth)?,
                }
            };
            if self.is_target && value.contains(['@', '\\']) && is_inside_host(&out) {
                let reason = "a variable must not bring user info into the host; use -u @FILE";
                return Err(Misuse::new(self.subject, reason));
            }
            out.push_str(&value);
        }
        out.push_str(rest);
        Ok(out)
    }

    /// Returns what stands for `${reference}`.
    fn braced(&self, reference: &str, depth: u8) -> Result<String, Misuse> {
        let name = name(reference);
        let operator = reference.strip_prefix(name).unwrap_or_default();
        // The shell's other ways to write a default mean the same to a program that assigns nothing.
        let default = [":-", ":=", "-", "="]
            .iter()
            .find_map(|sign| operator.strip_prefix(sign));
        if name.is_empty() || (default.is_none() && !operator.is_empty()) {
            // What follows the name may be a secret.
            let more = if operator.is_empty() { "" } else { "…" };
            let typed = quote(&["${", name, more, "}"].concat());
            let reason = [typed, " is not ${NAME} or ${NAME:-default}"].concat();
            return Err(Misuse::new(self.subject, &reason));
        }
        self.value(name, default, depth)
    }

    /// Returns a variable's value, or else the default.
    fn value(&self, name: &str, default: Option<&str>, depth: u8) -> Result<String, Misuse> {
        let reason = match (self.env.var(name)?, default) {
            (Some(value), _) => return Ok(value.to_owned()),
            (None, Some(default)) if depth < MAX_DEPTH => {
                return self.expand(default, depth.saturating_add(1));
            }
            (None, Some(_)) => {
                format!("has more than {MAX_DEPTH} defaults inside one another; write fewer")
            }
            (None, None) => format!(
                "variable {name} is not set; set it, write ${{{name}:-default}}, \
                 or write $$ for a dollar sign"
            ),
        };
        Err(Misuse::new(self.subject, &reason))
    }
}

/// Splits at the brace that ends a reference, past the references inside its default.
fn split_at_brace(inside: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let mut previous = 0;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' if previous == b'$' => depth = depth.saturating_add(1),
            b'}' if depth == 0 => {
                return Some((inside.get(..at)?, inside.get(at.checked_add(1)?..)?));
            }
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        previous = byte;
    }
    None
}

/// Returns the variable's name at the start of a text, or nothing.
fn name(text: &str) -> &str {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = text.find(|c| !fits(c)).unwrap_or(text.len());
    let name = text.get(..end).unwrap_or_default();
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        ""
    } else {
        name
    }
}

/// Reports whether what is there so far of a target ends inside of its host and port.
fn is_inside_host(target: &str) -> bool {
    let scheme =
        target.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')));
    let (scheme, rest) = target.split_at(scheme.unwrap_or(target.len()));
    // A socket's path and a file's path are no host; `@` begins an abstract name there.
    if rest.starts_with(':') && (scheme.ends_with("unix") || scheme == "file") {
        return false;
    }
    let host = rest.strip_prefix("://").unwrap_or(target);
    !target.is_empty() && !host.contains(['/', '?', '#'])
}

/// How many defaults may stand inside one another.
const MAX_DEPTH: u8 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn env() -> Env {
        let variables = [
            "PORT=9000",
            "EVIL=${PORT} $$ --insecure",
            "EMPTY=",
            "AT=1@evil.example",
            "SOCK=@app",
            "URL=http://u:p@h/",
        ];
        Env::fake(&[], &variables)
    }

    #[test]
    fn good_templates() {
        for (template, wanted) in [
            (":${PORT}/x", ":9000/x"),
            (":$PORT/x", ":9000/x"),
            ("$PORT$PORT", "90009000"),
            ("${NO:-8000}", "8000"),
            ("${EMPTY:-8000}", "8000"),
            ("${NO:-}", ""),
            ("${NO:-${PORT}}", "9000"),
            ("${NO:-$PORT}", "9000"),
            ("${NO:-${NEITHER:-1}}0", "10"),
            ("$$PORT $ $1 $. $", "$PORT $ $1 $. $"),
            ("$${PORT}", "${PORT}"),
            ("$$$PORT", "$9000"),
            ("${EVIL}", "${PORT} $$ --insecure"),
            ("{}", "{}"),
            ("${NO:=1}${NO-2}${NO=3}", "123"),
        ] {
            let expanded = expand(template, "t", &env());
            assert_eq!(expanded.as_deref(), Ok(wanted), "{template}");
        }
    }

    #[test]
    fn bad_templates_name_their_variable() {
        let unset = |name| {
            format!(
                "t: variable {name} is not set; set it, write ${{{name}:-default}}, \
                 or write $$ for a dollar sign"
            )
        };
        let not = |what| format!("t: \"{what}\" is not ${{NAME}} or ${{NAME:-default}}");
        for (template, wanted) in [
            ("${NO}", unset("NO")),
            ("$NO", unset("NO")),
            ("${EMPTY}", unset("EMPTY")),
            (
                "a${PORT",
                "t: \"${PORT\" has no closing brace; write ${NAME}".to_owned(),
            ),
            ("${a.b}", not("${a…}")),
            ("${}", not("${}")),
            ("${1}", not("${…}")),
            ("${PORT:?no}", not("${PORT…}")),
        ] {
            let misuse = expand(template, "t", &env()).unwrap_err();
            assert_eq!(misuse.line(), wanted);
        }
    }

    #[test]
    fn defaults_nest_to_a_bounded_depth() {
        let nested = |depth| ["${A:-".repeat(depth), "x".to_owned(), "}".repeat(depth)].concat();
        assert_eq!(expand(&nested(16), "t", &env()).as_deref(), Ok("x"));
        let misuse = expand(&nested(17), "t", &env()).unwrap_err();
        assert!(misuse.line().starts_with("t: has more than 16 defaults"));
        assert!(expand_target(&nested(100_000), "t", &env()).is_err());
    }

    #[test]
    fn no_variable_brings_another_host_into_a_target() {
        for (template, wanted) in [
            ("http://h:$PORT/$PORT", Some("http://h:9000/9000")),
            ("${URL}", Some("http://u:p@h/")),
            ("http://h/${AT}?$$", Some("http://h/1@evil.example?$")),
            ("unix:${SOCK}:/x", Some("unix:@app:/x")),
            ("grpc+unix:$SOCK", Some("grpc+unix:@app")),
            ("http://h:${AT}/", None),
            ("tcp://h:80${AT}", None),
            ("http://u:${AT}@h/", None),
        ] {
            let expanded = expand_target(template, "t", &env()).ok();
            assert_eq!(expanded.as_deref(), wanted, "{template}");
        }
    }
}
