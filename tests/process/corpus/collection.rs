//! The collection of public health checks, which is not part of the project.
//!
//! `PROBELET_CORPUS` names its folder; without it these tests are skipped, and say so. Its lines come
//! from shells, so what only a shell expands is expanded as one would.

use std::path::PathBuf;
use std::{env, fs};

use super::line::{Line, words};
use super::with_files;
use super::{explain, say};
use crate::support::{Probe, has_tls, probe, scratch, skip};

#[test]
fn nearly_every_public_health_check_is_understood() {
    let lines = calls();
    if lines.is_empty() {
        return skip("PROBELET_CORPUS does not name the collection of health checks");
    }
    let refused = refused(lines.iter());
    // 605 of 609: a few ask for a proxy, and a few are wrong for curl and wget, too.
    let (all, accepted) = (lines.len(), lines.len() - refused.len());
    let report = format!(
        "accepted: {accepted} of {all}; refused:\n{}",
        refused.join("\n")
    );
    say(&report);
    assert!(accepted * 609 >= all * 605, "{report}");
}

#[test]
fn every_call_of_the_fresh_lines_is_understood() {
    let lines = fresh();
    if lines.is_empty() {
        return skip("PROBELET_CORPUS does not name the collection of health checks");
    }
    assert!(lines.len() >= 40, "only {} calls", lines.len());
    let refused = refused(lines.iter());
    assert!(
        refused.is_empty(),
        "{} of {}:\n{}",
        refused.len(),
        lines.len(),
        refused.join("\n")
    );
}

#[test]
fn every_grpc_call_but_one_for_spiffe_is_understood() {
    let has_grpc = probe(["--explain", "grpc://localhost:1"]).code == Some(0);
    let Some(calls) = grpc_calls().filter(|_| has_grpc) else {
        return skip("PROBELET_CORPUS does not name the collection, or this file has no gRPC");
    };
    assert!(calls.len() >= 55, "only {} calls", calls.len());
    for args in calls
        .iter()
        .filter(|args| has_tls() || !args.contains(&"-tls".to_owned()))
    {
        let folder = scratch();
        let args = with_files(args, folder.path());
        let probe = Probe::new().arg("--explain").args(&args);
        let outcome = ["SERVICE_PORT", "GRPC_PORT"]
            .iter()
            .fold(probe, |probe, name| probe.env(name, "50051"))
            .run();
        assert!(
            outcome.exits(0).stdout().contains("grpc"),
            "{args:?}{outcome}"
        );
    }
}

/// Every curl or wget call of the first collection; none without the collection.
pub(super) fn calls() -> Vec<Line> {
    let text = read("argv.jsonl").unwrap_or_default();
    let lines = text.lines().map(Line::from_json);
    lines.filter(|line| has_tls() || !line.is_https()).collect()
}

/// Every curl or wget call of the fresh lines; none without the collection.
pub(super) fn fresh() -> Vec<Line> {
    let text = read("lines-2.tsv").unwrap_or_default();
    let mut calls = Vec::new();
    for row in text.lines().skip(1) {
        let mut cells = row.split('\t').skip(2);
        let (Some(form), Some(raw)) = (cells.next(), cells.next()) else {
            panic!("not a row: {row}");
        };
        let raw = raw.replace("$$", "$");
        if form == "exec" {
            let list: Vec<String> = serde_json::from_str(&raw).expect("a list");
            calls.extend(call(&list));
        } else {
            let mut parts = vec![Vec::new()];
            for word in words(&raw) {
                match word.as_str() {
                    "||" | "|" | "&&" => parts.push(Vec::new()),
                    _ => parts.last_mut().expect("never empty").push(word),
                }
            }
            calls.extend(parts.iter().filter_map(|part| call(part)));
        }
    }
    calls.retain(|line| has_tls() || !line.is_https());
    calls
}

/// One call of curl or wget, with values for its variables, if it is one.
fn call(list: &[String]) -> Option<Line> {
    let list: Vec<_> = list
        .iter()
        .skip_while(|word| word.contains("='") || word.ends_with('='))
        .collect();
    let tool = list
        .first()
        .filter(|word| matches!(word.as_str(), "curl" | "wget"))?;
    let mut args = Vec::new();
    for word in list.iter().skip(1) {
        if word.starts_with('>') || word.ends_with(';') {
            break;
        }
        args.push((*word).clone());
    }
    let mut line = Line::parse(tool, &[]);
    for name in [
        "PORT",
        "BASE_PATH",
        "UI_PORT",
        "API_PREFIX",
        "OPENCTI_HEALTHCHECK_ACCESS_KEY",
    ] {
        let value = if name.ends_with("PORT") { "8080" } else { "/x" };
        if args.iter().any(|arg| arg.contains(name)) {
            line.env.push((name.to_owned(), value.to_owned()));
        }
    }
    line.args = args;
    Some(line)
}

/// The arguments of every call of grpc_health_probe; none without the collection.
pub(crate) fn grpc_calls() -> Option<Vec<Vec<String>>> {
    let text = read("grpc-lines.txt")?;
    Some(text.lines().filter_map(grpc_call).collect())
}

/// The arguments of a call of grpc_health_probe, written in any of the ways that the file has.
fn grpc_call(row: &str) -> Option<Vec<String>> {
    if row.starts_with('#') {
        return None;
    }
    let (_, rest) = row.split_once('\t').expect("kind, call, id");
    let (call, _) = rest.rsplit_once('\t').expect("kind, call, id");
    let names = [
        "grpc_health_probe",
        "grpc-health-probe",
        "HealthBinaryPath",
        "GRPC_FLAGS",
    ];
    let start = names
        .iter()
        .filter_map(|name| call.rfind(name).map(|at| at + name.len()));
    let mut text = call[start.max().expect("a call names the program")..].to_owned();
    while let Some((before, after)) = text.clone().split_once("{{") {
        let (_, after) = after.split_once("}}").expect("a template ends");
        text = format!("{before}50051{after}");
    }
    let text = text.replace("...", ":50051").replace("=Ns", "=5s");
    let plain = text
        .replace(['"', ',', '[', ']', '`'], " ")
        .replace(" + ", " ");
    let mut args: Vec<String> = Vec::new();
    for word in plain.split_ascii_whitespace() {
        match word {
            "||" | "interval:" | "}" => break,
            word if word.starts_with('>') => break,
            "-" => {}
            // Names were replaced by words without a port.
            "HOST" if args.last().is_some_and(|flag| flag == "-addr") => {
                args.push("host:443".to_owned())
            }
            word => args.push(word.to_owned()),
        }
    }
    if !args.iter().any(|arg| arg.contains("-addr")) {
        args.push("-addr=:50051".to_owned());
    }
    Some(args)
}

/// The lines that are refused, with what is said, as written and after a shell.
fn refused<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<String> {
    let mut refused = Vec::new();
    for line in lines {
        if explain(line, &line.args).code == Some(0) {
            continue;
        }
        let outcome = explain(line, &line.expanded());
        let is_left_out = !has_tls() && outcome.stderr.contains("use the full probelet");
        if outcome.code != Some(0) && !is_left_out {
            refused.push(format!("{line}: {}", outcome.stderr.trim_end()));
        }
    }
    refused
}

/// A file of the collection, if it is there.
fn read(name: &str) -> Option<String> {
    let folder = PathBuf::from(env::var_os("PROBELET_CORPUS")?);
    let path = folder.join(name);
    let text = fs::read_to_string(&path);
    Some(text.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}
