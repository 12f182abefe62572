//! `--explain`: what would be done, in plain lines; nothing is sent.

use super::{objection, variables};
use crate::config::{Config, Format, Pause, Tries};
use crate::net::{Family, Follow};
use crate::target::{Scheme, Target};
use crate::text::{list, quote, span};

/// Describes a run without making it; secrets as `***`.
pub(crate) fn explain(config: &Config) -> String {
    let mut out = String::new();
    for target in &config.targets {
        line(&mut out, "target", &aim(target));
    }
    let client = &config.client;
    let request = &client.request;
    let http = config
        .targets
        .iter()
        .any(|target| target.scheme != Scheme::Tcp);
    if http {
        line(
            &mut out,
            "request",
            &format!(
                "{}, User-Agent {}",
                request.method,
                quote(request.user_agent)
            ),
        );
        for (name, _) in &request.headers {
            line(&mut out, "header", &format!("{name}: ***"));
        }
        for name in &request.removed {
            line(&mut out, "header", &format!("{name} left out"));
        }
        let from_url = config
            .targets
            .iter()
            .any(|target| target.credentials.is_some());
        if request.authorization.is_some() || from_url {
            line(&mut out, "header", "Authorization: ***");
        }
        if let Some(body) = &request.body {
            line(&mut out, "body", &format!("{} bytes", body.len()));
        }
        healthy(&mut out, config);
        let (follow, most) = client.follow;
        line(
            &mut out,
            "redirects",
            &match follow {
                Follow::Anywhere => format!("followed anywhere, at most {most}"),
                Follow::Never => "not followed".to_owned(),
                Follow::SameHost => format!("followed on the same host, at most {most}"),
            },
        );
    }
    if config
        .targets
        .iter()
        .any(|target| target.scheme == Scheme::Https)
    {
        line(&mut out, "trust", &super::tls::trust(&client.trust));
    }
    for detour in client.route.detours.iter().chain(&client.route.pins) {
        let host = detour
            .host
            .as_ref()
            .map_or("the same host".to_owned(), ToString::to_string);
        let port = detour
            .port
            .map_or("the same port".to_owned(), |port| format!("port {port}"));
        line(&mut out, "detour", &format!("{host}, {port}"));
    }
    match client.route.family {
        Family::Any => {}
        Family::V4 => line(&mut out, "addresses", "IPv4 only"),
        Family::V6 => line(&mut out, "addresses", "IPv6 only"),
    }
    limits(&mut out, config);
    let output = &config.output;
    let stdout = match (output.takes_stdout(), output.format) {
        (true, _) => "what -o -, -i or -w asks for; the verdict goes to stderr",
        (false, Format::Json) => "the verdict as JSON",
        (false, Format::Text) => "the verdict",
    };
    line(&mut out, "stdout", stdout);
    line(
        &mut out,
        "exit",
        &format!("0 healthy, {} unhealthy", output.fail_code),
    );
    for words in variables::words(&config.variables) {
        line(&mut out, "variable", &words);
    }
    if !config.ignored.is_empty() {
        let flags = list(&config.ignored);
        line(
            &mut out,
            "no effect",
            &[&flags, ": probelet always does so"].concat(),
        );
    }
    for note in &config.notes {
        line(
            &mut out,
            "note",
            &format!("{}; here a run would be refused", note.line()),
        );
    }
    out
}

/// Says what is probed, and which machine that is.
fn aim(target: &Target) -> String {
    match &target.socket {
        Some(_) => target.to_string(),
        None if target.host.is_this_machine() => format!("{target}, on 127.0.0.1, then ::1"),
        None => target.to_string(),
    }
}

/// Says what counts as healthy.
fn healthy(out: &mut String, config: &Config) {
    let expect = &config.expect;
    line(out, "healthy", &format!("status {}", expect.status.text()));
    for (name, value) in &expect.headers {
        let value = value
            .as_ref()
            .map_or("present".to_owned(), |value| quote(value));
        line(out, "healthy", &format!("header {name} {value}"));
    }
    for text in &expect.body {
        line(out, "healthy", &format!("body contains {}", quote(text)));
    }
    for text in &expect.reject {
        line(
            out,
            "healthy",
            &format!("body does not contain {}", quote(text)),
        );
    }
    for check in &expect.json {
        line(out, "healthy", &objection::wanted(check));
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
