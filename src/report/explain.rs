//! `--explain`: what would be done, in plain lines; nothing is sent.

use std::fmt::{self, Display, Write};

use super::{objection, variables};
use crate::config::{Config, Format, Goal, Pause, Silence, Tries};
use crate::net::{Family, Follow};
use crate::target::{Scheme, Target};
use crate::text::{duration_text, escape, list, quote, say};

/// Describes a run without making it; secrets as `***`.
pub(crate) fn explain(config: &Config) -> String {
    let mut out = String::new();
    for target in &config.targets {
        target_line(&mut out, target);
    }
    if config.goal == Goal::Any && config.targets.len() > 1 {
        line(
            &mut out,
            "goal",
            format_args!("the first healthy target is enough"),
        );
    }
    if any(config, |scheme| scheme.is_http() || scheme.is_grpc()) {
        request(&mut out, config);
    }
    if let Some(bytes) = config.client.send {
        line(&mut out, "send", format_args!("{} bytes", bytes.len()));
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
fn target_line(out: &mut String, target: &Target) {
    let is_remote = target.scheme != Scheme::File && target.socket.is_none();
    let machine = match is_remote && target.host.is_this_machine() {
        true => ", on 127.0.0.1, then ::1",
        false => "",
    };
    line(out, "target", format_args!("{target}{machine}"));
}

/// Describes the request.
fn request(out: &mut String, config: &Config) {
    let request = &config.client.request;
    let method = match any(config, Scheme::is_http) {
        true => request.method,
        false => "the gRPC health check",
    };
    let agent = quote(request.user_agent);
    line(out, "request", format_args!("{method}, User-Agent {agent}"));
    for (name, _) in &request.headers {
        line(out, "header", format_args!("{name}: ***"));
    }
    for name in &request.removed {
        line(out, "header", format_args!("{name} left out"));
    }
    let mut targets = config.targets.iter();
    if request.authorization.is_some() || targets.any(|target| target.credentials.is_some()) {
        line(out, "header", format_args!("Authorization: ***"));
    }
    if let Some(body) = &request.body {
        line(out, "body", format_args!("{} bytes", body.len()));
    }
}

/// Describes what is healthy.
fn healthy(out: &mut String, config: &Config) {
    let expect = &config.expect;
    let mut says = |text: fmt::Arguments<'_>| line(out, "healthy", text);
    if any(config, Scheme::is_http) {
        says(format_args!("status {}", expect.status.text()));
        for (name, value) in &expect.headers {
            let value = value.map_or("present", quote);
            says(format_args!("header {name} {value}"));
        }
    }
    if any(config, Scheme::is_grpc) {
        says(format_args!("gRPC answer SERVING"));
    }
    if any(config, Scheme::is_stream) {
        says(format_args!("connection opens"));
    }
    if any(config, |scheme| scheme == Scheme::File) {
        match expect.max_age {
            Some(age) => says(format_args!(
                "regular file, modified at most {} ago",
                duration_text(age)
            )),
            None => says(format_args!("regular file")),
        }
    }
    let answer = match any(config, Scheme::is_http) {
        true => "body",
        false => "answer",
    };
    for text in &expect.body {
        says(format_args!("{answer} contains {}", quote(text)));
    }
    for text in &expect.reject {
        says(format_args!("{answer} does not contain {}", quote(text)));
    }
    for check in &expect.json {
        says(format_args!("{}", objection::wanted(check)));
    }
}

/// Describes the way to the targets.
fn route(out: &mut String, config: &Config) {
    let client = &config.client;
    if any(config, Scheme::is_http) {
        let (follow, most) = client.follow;
        let mut redirects = |text: fmt::Arguments<'_>| line(out, "redirects", text);
        match follow {
            Follow::Anywhere => redirects(format_args!("followed anywhere, at most {most}")),
            Follow::Never => redirects(format_args!("not followed")),
            Follow::SameHost => {
                redirects(format_args!("followed on the same host, at most {most}"))
            }
        }
    }
    if any(config, Scheme::is_secure) {
        line(
            out,
            "trust",
            format_args!("{}", super::tls::trust(&client.trust)),
        );
    }
    for detour in client.route.detours.iter().chain(&client.route.pins) {
        let host = detour.host.as_ref();
        let host: &dyn Display = host.map_or(&"the same host", |host| host);
        match detour.port {
            Some(port) => line(out, "detour", format_args!("{host}, port {port}")),
            None => line(out, "detour", format_args!("{host}, the same port")),
        }
    }
    match client.route.family {
        Family::Any => {}
        Family::V4 => line(out, "addresses", format_args!("IPv4 only")),
        Family::V6 => line(out, "addresses", format_args!("IPv6 only")),
    }
    if client.route.proxy_line {
        line(
            out,
            "first",
            format_args!("a line of the PROXY protocol, version 1"),
        );
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
    line(out, "stdout", format_args!("{stdout}"));
    let code = output.fail_code;
    line(out, "exit", format_args!("0 healthy, {code} unhealthy"));
    for words in variables::words(&config.variables) {
        line(out, "variable", format_args!("{words}"));
    }
    if !config.ignored.is_empty() {
        let flags = escape(list(&config.ignored));
        line(
            out,
            "no effect",
            format_args!("{flags}: probelet always does so"),
        );
    }
    for note in &config.notes {
        let note = note.line();
        line(
            out,
            "note",
            format_args!("{note}; here a run would be refused"),
        );
    }
}

/// Describes how long and how often.
fn limits(out: &mut String, config: &Config) {
    let limits = &config.limits;
    let max_time = duration_text(limits.max_time);
    let scope = match limits.bounds_attempts() {
        true => "each attempt at each target",
        false => "everything",
    };
    line(out, "limit", format_args!("{max_time} for {scope}"));
    if let Some(limit) = config.client.route.connect_timeout {
        let limit = duration_text(limit);
        line(
            out,
            "limit",
            format_args!("{limit} for one connection attempt"),
        );
    }
    let pause = match limits.pause {
        Pause::Doubling => "with 1 s between them, doubling up to 600 s",
        Pause::Fixed(pause) => say!("with {} between them", duration_text(pause)),
    };
    match limits.tries {
        Tries::Count(1) => {}
        Tries::Count(tries) => line(out, "attempts", format_args!("{tries}, {pause}")),
        Tries::Unlimited => line(out, "attempts", format_args!("until the limit, {pause}")),
    }
    if let Some(wait) = limits.wait {
        let interval = duration_text(wait.interval);
        line(out, "wait", format_args!("until healthy, every {interval}"));
    }
    if limits.bounds_attempts() {
        let limit = duration_text(limits.run(config.targets.len()));
        line(out, "run", format_args!("{limit} at most"));
    }
}

/// Appends one aligned line.
fn line(out: &mut String, name: &str, text: fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{name:<10} {text}");
}
