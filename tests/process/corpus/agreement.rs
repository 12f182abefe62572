//! The same line through the real curl or wget and through probelet, against the same servers.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::thread;

use super::bench::{Bench, CASES, Case, Comparison, Tools, arguments};
use super::line::Line;
use super::{collection, explain, page, say, table};
use crate::support::{ClosedPort, Reply, Server, need};

#[test]
fn curl_and_wget_lines_get_the_verdict_they_had() {
    let (Some(curl), Some(wget)) = (need("curl"), need("wget")) else {
        return;
    };
    let tools = Tools { curl, wget };
    let elsewhere = Server::at("127.0.0.2:0", Reply::status(500)).expect("127.0.0.2 is loopback");
    let closed = ClosedPort::take();
    let lines = comparable(closed.port());
    let results: Vec<Comparison> = thread::scope(|scope| {
        let work: Vec<_> = (0..WORKERS)
            .map(|worker| {
                // Not in blocks: the project's own lines come first and take longest.
                let lines: Vec<_> = lines.iter().skip(worker).step_by(WORKERS).collect();
                let (tools, elsewhere, closed) = (&tools, elsewhere.port(), closed.port());
                scope.spawn(move || Bench::new(elsewhere, closed).compare_all(tools, &lines))
            })
            .collect();
        let done = work.into_iter().map(|it| it.join().expect("a worker ends"));
        done.flatten().collect()
    });
    assert_no_surprise(&results);
}

/// More than there are processors: a silent server costs time, not work.
const WORKERS: usize = 8;

/// The project's own lines for every case and, where it lies beside it, one of each shape of the
/// collection for a few of them in turn.
fn comparable(port: u16) -> Vec<(Line, Vec<Case>)> {
    let mut shapes = HashSet::new();
    let own = table::accepted().into_iter().map(|line| (line, true));
    let others = collection::calls().into_iter().chain(collection::fresh());
    own.chain(others.map(|line| (line, false)))
        .filter(|(line, _)| !needs_other_servers(line))
        .map(|(line, own)| (without_tls(line), own))
        .filter(|(line, own)| shapes.insert(line.shape()) || *own)
        // Which lines probelet may refuse is another test's claim.
        .filter(|(line, _)| explain(line, &arguments(line, Case::Ok, port).1).code == Some(0))
        .enumerate()
        .map(|(number, (line, own))| {
            let (first, second) = (number % CASES.len(), (number + 4) % CASES.len());
            let cases = if own {
                CASES.to_vec()
            } else {
                vec![Case::Ok, CASES[first], CASES[second]]
            };
            (line, cases)
        })
        .collect()
}

/// Repeating, sockets and certificates have tests of their own.
fn needs_other_servers(line: &Line) -> bool {
    let flags = ["retry", "unix-socket", "resolve", "cacert", "cert", "socks"];
    flags.iter().any(|flag| line.has("", flag)) || line.has("e", "")
}

/// The answer decides here, not the certificate: the line asks the same over plain HTTP.
fn without_tls(mut line: Line) -> Line {
    let texts = line
        .args
        .iter_mut()
        .chain(line.env.iter_mut().map(|(_, value)| value));
    for text in texts {
        *text = text.replace("https://", "http://");
    }
    line
}

/// Accepts documented differences only, and each of them must have been seen.
fn assert_no_surprise(results: &[Comparison]) {
    let mut seen = BTreeMap::<_, usize>::new();
    let mut foreign = BTreeSet::new();
    let mut surprises = Vec::new();
    for result in results {
        let (line, case) = (&result.line, result.case);
        // GNU wget does not know BusyBox's flags: there is nothing to compare with.
        if result.theirs == Some(2) {
            foreign.insert(line.to_string());
            continue;
        }
        if !matches!(result.ours, Some(0 | 1)) {
            surprises.push(format!("{case:?}: {line}: not a verdict{}", result.said));
        } else if (result.theirs == Some(0)) != (result.ours == Some(0)) {
            match result.explanation() {
                Some(name) => *seen.entry(name).or_default() += 1,
                None => surprises.push(format!(
                    "{case:?}: {line}: theirs {:?}{}",
                    result.theirs, result.said
                )),
            }
        }
        if let Some(wire) = &result.wire {
            surprises.push(format!("another request: {line}:\n  {wire}"));
        }
    }
    let lines: BTreeSet<_> = results.iter().map(|it| it.line.to_string()).collect();
    say(&format!(
        "{} comparisons of {} lines with curl and wget; documented differences seen: {seen:?}; \
         {} lines are of another wget",
        results.len(),
        lines.len(),
        foreign.len()
    ));
    assert!(
        surprises.is_empty(),
        "{} of {}:\n{}",
        surprises.len(),
        results.len(),
        surprises.join("\n")
    );
    let documented = page::differences();
    for name in seen.keys() {
        assert!(
            documented.contains(*name),
            "{name} is not in docs/migrating.md"
        );
    }
    for name in [
        "curl-without-fail",
        "redirect-other-host",
        "redirect-same-host",
        "spider-sends-head",
    ] {
        assert!(seen.contains_key(name), "{name} was never seen");
    }
}
