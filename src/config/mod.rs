//! Flags and environment to what they mean: precedence, defaults, conflicts.

mod limits;
mod request;
mod route;

use std::io::IsTerminal;

use crate::cli::{Flags, Given};
use crate::env::Env;
use crate::expect::{Expect, StatusSet};
use crate::file;
use crate::json::JsonCheck;
use crate::net::{Body, Client, Files, Follow, Trust};
use crate::target::{Scheme, Socket, Target};
use crate::text::{Misuse, quote, redact};
use crate::write_out;

pub(crate) use limits::Limits;

/// How the verdict is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// One JSON object a line.
    Json,
    /// One sentence a line.
    Text,
}

/// What goes to stdout besides, or instead of, the verdict.
#[derive(Debug)]
pub(crate) struct Output {
    /// Print nothing when healthy.
    pub(crate) silent: bool,
    /// Show the conversation on stderr.
    pub(crate) verbose: bool,
    /// Show the timeline in colour: only to a terminal, and never against `NO_COLOR`.
    pub(crate) color: bool,
    /// How the verdict is written.
    pub(crate) format: Format,
    /// Whether the response body goes to stdout.
    pub(crate) body: bool,
    /// Whether the response head goes before it.
    pub(crate) head: bool,
    /// curl's `-w` format.
    pub(crate) write_out: Option<&'static str>,
    /// The exit status for unhealthy.
    pub(crate) fail_code: u8,
}

impl Output {
    /// Tells whether stdout is taken, so that verdicts go to stderr.
    pub(crate) fn takes_stdout(&self) -> bool {
        self.body || self.head || self.write_out.is_some()
    }
}

/// A run, understood.
#[derive(Debug)]
pub(crate) struct Config {
    /// What is probed, in order.
    pub(crate) targets: Vec<Target>,
    /// What is asked, and how to get there.
    pub(crate) client: Client,
    /// What is healthy.
    pub(crate) expect: Expect,
    /// How long, and how often.
    pub(crate) limits: Limits,
    /// What is printed.
    pub(crate) output: Output,
    /// What `-v` says of the variables that had a say.
    pub(crate) variables: String,
    /// What would stop a run that is only explained.
    pub(crate) notes: Vec<Misuse>,
}

/// A whole invocation, understood.
pub(crate) enum Job {
    /// `--explain`.
    Explain(Config),
    /// `--install`.
    Install(Given),
    /// The main job.
    Probe(Config),
}

impl Job {
    /// Understands the flags; everything wrong on our side is found here, before any packet.
    pub(crate) fn resolve(mut flags: Flags, env: &Env) -> Result<Self, Misuse> {
        if let Some(destination) = flags.value("--install", env)? {
            if flags.has_targets() {
                return Err(destination.secret_misuse("only copies; leave the targets out"));
            }
            flags.finish()?;
            return Ok(Self::Install(destination));
        }
        let explain = flags.switch("--explain");
        let config = Config::resolve(&mut flags, env, explain)?;
        flags.finish()?;
        Ok(if explain {
            Self::Explain(config)
        } else {
            Self::Probe(config)
        })
    }
}

impl Config {
    /// Understands everything but the kind of job.
    fn resolve(flags: &mut Flags, env: &Env, explain: bool) -> Result<Self, Misuse> {
        let output = output(flags, env)?;
        let limits = Limits::resolve(flags, env)?;
        let expect = expect(flags, env)?;
        let request = request::resolve(flags, env)?;
        let route = route::resolve(flags, env)?;
        let (trust, notes) = trust(flags, env, explain)?;
        let follow = follow(flags, env)?;
        let targets = targets(flags, env)?;
        if request.method == "HEAD" && expect.wants_body() {
            let reason = "a HEAD answer has no body to check; leave --head or the body check out";
            return Err(Misuse::new("--head", reason));
        }
        if request.authorization.is_some() && targets.iter().any(|t| t.credentials.is_some()) {
            let reason = "the target has user info of its own; leave one of them out";
            return Err(Misuse::new("-u or --oauth2-bearer", reason));
        }
        if !route.overrides.is_empty() && targets.iter().any(|target| target.socket.is_some()) {
            let reason = "has no effect on a Unix socket; leave one of them out";
            return Err(Misuse::new("--connect-to or --resolve", reason));
        }
        let body = match &output {
            output if output.body => Body::Wanted,
            output if output.verbose => Body::Shown,
            _ => Body::Unread,
        };
        let client = Client {
            request,
            route,
            trust,
            follow,
            body,
        };
        Ok(Self {
            targets,
            client,
            expect,
            limits,
            output,
            variables: env.used(),
            notes,
        })
    }
}

/// Reads what is to be printed.
fn output(flags: &mut Flags, env: &Env) -> Result<Output, Misuse> {
    let mut body = false;
    let mut discard = false;
    for given in flags.values("--output", env)? {
        match given.text {
            "-" | "/dev/stdout" => body = true,
            "/dev/null" => discard = true,
            _ => {
                return Err(
                    given.misuse("is a file; probelet writes no file; -O - prints the body")
                );
            }
        }
    }
    let include = flags.switch("--include");
    let format = match flags.value("--format", env)? {
        None => Format::Text,
        Some(given) => match given.text {
            "text" => Format::Text,
            "json" => Format::Json,
            _ => return Err(given.misuse("is not a format; write text or json")),
        },
    };
    let fail_code = match flags.value("--fail-code", env)? {
        None => 1,
        Some(given) => given
            .text
            .parse()
            .ok()
            .filter(|code| matches!(code, 1 | 3..=63))
            .ok_or_else(|| given.misuse("cannot be the exit status; write 1 or 3 to 63"))?,
    };
    let write_out = flags.value("--write-out", env)?;
    if let Some(given) = write_out.filter(|given| given.file().is_some()) {
        return Err(given.misuse("is a file; write the format itself"));
    }
    if let Some(given) = write_out
        && let Err(name) = write_out::check(given.text)
    {
        let reason = format!(
            "{} is no variable that probelet has; see --help all",
            quote(&name)
        );
        return Err(given.secret_misuse(&reason));
    }
    let verbose = flags.switch("--verbose");
    Ok(Output {
        silent: flags.switch("--silent"),
        verbose,
        color: verbose && !env.no_color() && std::io::stderr().is_terminal(),
        format,
        // Like curl, -i shows both unless the output is sent away.
        body: body || (include && !discard),
        head: include && !discard,
        write_out: write_out.map(|given| given.text),
        fail_code,
    })
}

/// Reads what is healthy.
fn expect(flags: &mut Flags, env: &Env) -> Result<Expect, Misuse> {
    let status = match flags.value("--expect-status", env)? {
        None => StatusSet::parse("200-399"),
        Some(given) => Some(StatusSet::parse(given.text).ok_or_else(|| {
            given.misuse("is not a set of statuses; write 200, 2xx or 200-204,401")
        })?),
    };
    let mut headers = Vec::new();
    for given in flags.values("--expect-header", env)? {
        let (name, value) = match given.text.split_once(':') {
            Some((name, value)) => (name, Some(value.trim())),
            None => (given.text, None),
        };
        if !request::is_token(name.trim()) {
            return Err(given.misuse("names no header; write 'NAME: VALUE' or NAME"));
        }
        let value = value.filter(|value| !value.is_empty());
        headers.push((name.trim(), value));
    }
    let mut json = Vec::new();
    for given in flags.values("--expect-json", env)? {
        json.push(JsonCheck::parse(given.text).ok_or_else(|| {
            given.misuse("is not PATH=VALUE; write status=UP or items.0.ok=true")
        })?);
    }
    let texts = |list: Vec<Given>| list.into_iter().map(|given| given.text).collect();
    Ok(Expect {
        status: status.ok_or_else(|| Misuse::new("--expect-status", "has no default"))?,
        headers,
        body: texts(non_empty(flags.values("--expect-body", env)?)?),
        reject: texts(non_empty(flags.values("--reject-body", env)?)?),
        json,
    })
}

/// Refuses an empty text, which every body contains.
fn non_empty(list: Vec<Given>) -> Result<Vec<Given>, Misuse> {
    match list.iter().find(|given| given.text.is_empty()) {
        Some(given) => Err(given.misuse("is empty; write the text to look for")),
        None => Ok(list),
    }
}

/// Reads whom to trust.
///
/// `--explain` is for a machine that need not have the files; there an unreadable one is a note.
fn trust(flags: &mut Flags, env: &Env, explain: bool) -> Result<(Trust, Vec<Misuse>), Misuse> {
    let insecure = flags.switch("--insecure");
    let mut files = [
        flags.value("--cacert", env)?,
        flags.value("--cert", env)?,
        flags.value("--key", env)?,
    ];
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

/// Reads which redirects are followed.
fn follow(flags: &mut Flags, env: &Env) -> Result<(Follow, u32), Misuse> {
    let follow = match (flags.switch("--location"), flags.switch("--no-location")) {
        (true, true) => {
            return Err(Misuse::new(
                "--location",
                "contradicts --no-location; leave one out",
            ));
        }
        (true, false) => Follow::Anywhere,
        (false, true) => Follow::Never,
        (false, false) => Follow::SameHost,
    };
    let most = match flags.value("--max-redirs", env)? {
        None => 10,
        Some(given) => given
            .text
            .parse()
            .ok()
            .filter(|&most| most <= MAX_REDIRECTS)
            .ok_or_else(|| given.misuse("is not a number of redirects; write 0 to 50"))?,
    };
    Ok((follow, most))
}

/// Reads the targets.
fn targets(flags: &mut Flags, env: &Env) -> Result<Vec<Target>, Misuse> {
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

/// A century.
const MAX_DAYS: u32 = 36_500;

/// More redirects than this are a loop.
const MAX_REDIRECTS: u32 = 50;
