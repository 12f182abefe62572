//! `--explain`: what would be done, in plain lines; nothing is sent.

use super::{objection, variables};
use crate::config::{Config, Format, Goal, Pause, Silence, Tries};
use crate::net::{Family, Follow};
use crate::target::{Scheme, Target};
use crate::text::{list, quote, span};

/// Describes a run without making it; secrets as `***`.
pub(crate) fn explain(config: &Config) -> String {
    let mut out = String::new();
    for target in &config.targets {
        line(&mut out, "target", &aim(target));
    }
    if config.goal == Goal::Any && config.targets.len() > 1 {
        line(&mut out, "goal", "the first healthy target is enough");
    }
    if any(config, |scheme| scheme.is_http() || scheme.is_grpc()) {
        request(&mut out, config);
    }
    if let Some(bytes) = config.client.send {
        line(&mut out, "send", &format!("{} bytes", bytes.len()));
    }
    healthy(&mut out, config);
    route(&mut out, config);
    limits(&mut out, config);
    output(&mut out, config);
    out
}

/// Reports whether any target has a scheme of this kind.
fn any(config: &Config, fits: impl Fn(Scheme) -> bool) -> bool {
    config.targets.iter().any(|target| fits(target.scheme))
}

/// Describes a target, and which machine that is.
fn aim(target: &Target) -> String {
    let is_remote = target.scheme != Scheme::File && target.socket.is_none();
    if is_remote && target.host.is_this_machine() {
        format!("{target}, on 127.0.0.1, then ::1")
    } else {
        target.to_string()
    }
}

/// Describes the request.
fn request(out: &mut String, config: &Config) {
    let request = &config.client.request;
    let method = match any(config, Scheme::is_http) {
        true => request.method,
        false => "the gRPC health check",
    };
    let agent = quote(request.user_agent);
    line(out, "request", &format!("{method}, User-Agent {agent}"));
    for (name, _) in &request.headers {
        line(out, "header", &format!("{name}: ***"));
    }
    for name in &request.removed {
        line(out, "header", &format!("{name} left out"));
    }
    let mut targets = config.targets.iter();
    if request.authorization.is_some() || targets.any(|target| target.credentials.is_some()) {
        line(out, "header", "Authorization: ***");
    }
    if let Some(body) = &request.body {
        line(out, "body", &format!("{} bytes", body.len()));
    }
}

/// Describes what is healthy.
fn healthy(out: &mut String, config: &Config) {
    let expect = &config.expect;
    let mut says = |text: &str| line(out, "healthy", text);
    if any(config, Scheme::is_http) {
        says(&["status ", expect.status.text()].concat());
        for (name, value) in &expect.headers {
            let value = value.map_or("present".to_owned(), quote);
            says(&format!("header {name} {value}"));
        }
    }
    if any(config, Scheme::is_grpc) {
        says("gRPC answer SERVING");
    }
    if any(config, Scheme::is_stream) {
        says("connection opens");
    }
    if any(config, |scheme| scheme == Scheme::File) {
        says(&match expect.max_age {
            Some(age) => format!("regular file, modified at most {} ago", span(age)),
            None => "regular file".to_owned(),
        });
    }
    let answer = match any(config, Scheme::is_http) {
        true => "body",
        false => "answer",
    };
    for text in &expect.body {
        says(&format!("{answer} contains {}", quote(text)));
    }
    for text in &expect.reject {
        says(&format!("{answer} does not contain {}", quote(text)));
    }
    for check in &expect.json {
        says(&objection::wanted(check));
    }
}

/// Describes the way to the targets.
fn route(out: &mut String, config: &Config) {
    let client = &config.client;
    if any(config, Scheme::is_http) {
        let (follow, most) = client.follow;
        let text = match follow {
            Follow::Anywhere => format!("followed anywhere, at most {most}"),
            Follow::Never => "not followed".to_owned(),
            Follow::SameHost => format!("followed on the same host, at most {most}"),
        };
        line(out, "redirects", &text);
    }
    if any(config, Scheme::is_secure) {
        line(out, "trust", &super::tls::trust(&client.trust));
    }
    for detour in client.route.detours.iter().chain(&client.route.pins) {
        let host = detour.host.as_ref();
        let host = host.map_or("the same host".to_owned(), ToString::to_string);
        let port = detour.port;
        let port = port.map_or("the same port".to_owned(), |port| format!("port {port}"));
        line(out, "detour", &format!("{host}, {port}"));
    }
    match client.route.family {
        Family::Any => {}
        Family::V4 => line(out, "addresses", "IPv4 only"),
        Family::V6 => line(out, "addresses", "IPv6 only"),
    }
    if client.route.proxy_line {
        line(out, "first", "a line of the PROXY protocol, version 1");
    }
}

/// Describes what is printed, and what was given without an effect.
fn output(out: &mut String, config: &Config) {
    let output = &config.output;
    let stdout = match (output.takes_stdout(), output.format, output.silence) {
        (true, ..) => "what -o -, -i or -w asks for; the verdict goes to stderr",
        (false, Format::Json, Silence::Off) => "the verdict as JSON",
        (false, Format::Json, _) => "an unhealthy verdict as JSON",
        (false, Format::Text, Silence::Off) => "the verdict",
        (false, Format::Text, _) => "an unhealthy verdict",
    };
    line(out, "stdout", stdout);
    let exit = format!("0 healthy, {} unhealthy", output.fail_code);
    line(out, "exit", &exit);
    for words in variables::words(&config.variables) {
        line(out, "variable", &words);
    }
    if !config.ignored.is_empty() {
        let flags = list(&config.ignored);
        let text = [&flags, ": probelet always does so"].concat();
        line(out, "no effect", &text);
    }
    for note in &config.notes {
        let text = [note.line(), "; here a run would be refused"].concat();
        line(out, "note", &text);
    }
}

/// Describes how long and how often.
fn limits(out: &mut String, config: &Config) {
    let limits = &config.limits;
    let max_time = span(limits.max_time);
    let text = match limits.bounds_attempts() {
        true => format!("{max_time} for each attempt at each target"),
        false => format!("{max_time} for everything"),
    };
    line(out, "limit", &text);
    if let Some(limit) = config.client.route.connect_timeout {
        let text = format!("{} for one connection attempt", span(limit));
        line(out, "limit", &text);
    }
    let pause = match limits.pause {
        Pause::Doubling => "with 1 s between them, doubling up to 600 s".to_owned(),
        Pause::Fixed(pause) => format!("with {} between them", span(pause)),
    };
    match limits.tries {
        Tries::Count(1) => {}
        Tries::Count(tries) => line(out, "attempts", &format!("{tries}, {pause}")),
        Tries::Unlimited => line(out, "attempts", &format!("until the limit, {pause}")),
    }
    if let Some(wait) = limits.wait {
        let text = format!("until healthy, every {}", span(wait.interval));
        line(out, "wait", &text);
    }
    if limits.bounds_attempts() {
        let text = format!("{} at most", span(limits.run(config.targets.len())));
        line(out, "run", &text);
    }
}

/// Appends one aligned line.
fn line(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("{name:<10} {text}\n"));
}
