//! `--format json` against `docs/checks.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{ClosedPort, Outcome, Reply, Server, probe, scratch};

#[test]
fn every_line_has_the_documented_members_in_their_order() {
    let server = Server::start(Reply::paths([
        ("/ok", Reply::ok()),
        ("/away", Reply::redirect(302, "http://other.example/login")),
        ("/on", Reply::redirect(302, "/ok")),
    ]));
    let folder = scratch();
    let socket = folder.path().join("app.sock");
    let _app = Server::unix(&socket, Reply::ok());
    let port = ClosedPort::take();
    let outcome = probe([
        "--format=json".to_owned(),
        server.url("/ok"),
        server.url("/away"),
        server.url("/on"),
        server.url("/no"),
        format!("tcp://localhost:{}", server.port()),
        format!("unix:{}:/", socket.display()),
        port.url("/"),
    ]);
    outcome.exits(1);
    let members = &documented()[0];
    assert!(members.len() > 10, "{members:?}");
    for line in outcome.lines() {
        check_line(line, members);
    }
    let lines = parsed(&outcome);
    let column = |name: &str| lines.iter().map(|it| it[name].clone()).collect::<Vec<_>>();
    let null = Value::Null;
    let status = [200, 302, 200, 404].map(Value::from).to_vec();
    let rest = [null.clone(), 200.into(), null.clone()];
    assert_eq!(column("status"), [status, rest.to_vec()].concat());
    let healthy = [true, true, true, false, true, true, false].map(Value::from);
    assert_eq!(column("healthy"), healthy);
    assert_eq!(column("redirects"), [0, 0, 1, 0, 0, 0, 0].map(Value::from));
    assert_eq!(lines[1]["redirects_to"], "http://other.example/login");
    assert!(lines[0]["redirects_to"].is_null(), "{outcome}");
    assert_eq!(lines[5]["address"], socket.to_str().expect("a plain path"));
    assert!(lines[6]["address"].is_null(), "{outcome}");
}

#[test]
fn moments_add_up() {
    let server = Server::start(Reply::ok());
    let outcome = probe(["--format=json", &server.url("/")]);
    let line = &parsed(&outcome)[0];
    let number = |name: &str| line[name].as_u64();
    let parts = ["connect_us", "wait_us", "body_us"].map(|name| number(name).expect(name));
    let total = number("elapsed_us").expect("a number");
    // Each is cut to whole microseconds.
    let sum: u64 = parts.iter().sum();
    assert!((sum..=sum + 3).contains(&total), "{outcome}");
    assert_eq!(
        [number("lookup_us"), number("tls_us")],
        [None; 2],
        "{outcome}"
    );
}

#[test]
fn a_hostile_answer_makes_a_short_and_valid_line() {
    let long = "\\\"\u{1b}\u{9b}ü".repeat(800);
    let head = format!("HTTP/1.1 302 {long}\r\nLocation: http://other.example/{long}\r\n\r\n");
    let server = Server::start(Reply::raw(head));
    let folder = scratch();
    let missing = format!("unix:{}/{}:/", folder.path().display(), "\"ü\\".repeat(20));
    let path = server.url(&format!("/{}", "a\"b".repeat(2000)));
    for target in [path, missing] {
        let outcome = probe(["--format=json", "--expect-status=200", &target]);
        outcome.exits(1);
        let line = outcome.line();
        assert!(line.len() < 1024, "{} bytes: {outcome}", line.len());
        assert!(!line.contains(char::is_control), "{outcome}");
        check_line(line, &documented()[0]);
    }
}

/// Asserts members, order and types of one line.
#[track_caller]
fn check_line(line: &str, members: &[(String, String)]) {
    let value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    let object = value.as_object().expect("an object");
    assert_eq!(object.len(), members.len(), "{line}");
    let mut last = 0;
    for (name, kinds) in members {
        let at = line.find(&format!("\"{name}\":"));
        let at = at.unwrap_or_else(|| panic!("{name} is missing: {line}"));
        assert!(at > last || last == 0, "{name} is out of order: {line}");
        last = at;
        let kind = match &object[name] {
            Value::Bool(_) => "boolean",
            Value::Null => "null",
            Value::Number(number) if number.is_u64() => "integer",
            Value::String(_) => "string",
            other => panic!("{name} is {other}: {line}"),
        };
        let known = kinds.split(" or ").any(|it| it == kind);
        assert!(known, "{name} is {kind}, documented as {kinds}: {line}");
    }
}

#[test]
fn a_verbose_line_has_the_documented_lists_as_well() {
    let server = Server::start(Reply::ok());
    let outcome = probe(["-v", "--format=json", &server.url("/")]);
    let line = &parsed(&outcome)[0];
    let tables = documented();
    let [members, lists, of_hop] = tables.as_slice() else {
        panic!("three tables, not {tables:?}");
    };
    let keys = |value: &Value| {
        let object = value.as_object().expect("an object");
        object.keys().cloned().collect::<BTreeSet<_>>()
    };
    let names = |tables: [&[(String, String)]; 2]| {
        let names = tables.concat().into_iter().map(|(name, _)| name);
        names.collect::<BTreeSet<_>>()
    };
    assert_eq!(keys(line), names([members, lists]), "{outcome}");
    let times = members
        .iter()
        .filter(|(name, _)| name.ends_with("_us") && name != "elapsed_us");
    let target = members.iter().filter(|(name, _)| name == "target");
    let shared: Vec<_> = target.chain(times).cloned().collect();
    assert_eq!(
        keys(&line["hops"][0]),
        names([&shared, of_hop]),
        "{outcome}"
    );
}

/// Names and what stands beside them, from each table of the page.
fn documented() -> Vec<Vec<(String, String)>> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    let page = fs::read_to_string(page).expect("docs/checks.md can be read");
    let (_, page) = page
        .split_once("## JSON output")
        .expect("the page describes it");
    let row = |line: &str| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        let name = cells.next()?.trim_end_matches('`');
        Some((name.to_owned(), cells.next()?.to_owned()))
    };
    page.split("\n\n")
        .map(|block| block.lines().filter_map(row).collect::<Vec<_>>())
        .filter(|table| !table.is_empty())
        .collect()
}

/// Every line as JSON.
fn parsed(outcome: &Outcome) -> Vec<Value> {
    let parse = |line: &&str| serde_json::from_str(line).expect("JSON");
    outcome.lines().iter().map(parse).collect()
}
