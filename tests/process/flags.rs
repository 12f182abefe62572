//! Flags as people type and mistype them, and as many as there can be.

use std::fs;

use crate::support::{Probe, Reply, Server, grace, has_tls, is_emulated, is_static, probe};

#[test]
fn every_flag_that_does_nothing_is_accepted_and_named() {
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/flags.txt");
    let table = fs::read_to_string(table).expect("the table of flags is there");
    let mut seen = 0;
    for line in table.lines() {
        let mut words = line.split(' ');
        let (name, kind) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        let dashes = if name.len() == 1 || kind.starts_with('~') {
            "-"
        } else {
            "--"
        };
        let flag = format!("{dashes}{name}");
        let given: Vec<Vec<&str>> = match kind.trim_start_matches('~') {
            "-" => vec![vec![&flag]],
            "-=" => vec![vec![&flag, "x"]],
            "?" => words
                .map(|value| vec![flag.as_str(), value.trim_matches('"')])
                .collect(),
            _ => continue,
        };
        for words in given {
            seen += 1;
            let outcome = Probe::new()
                .args(&words)
                .args(["--explain", "localhost"])
                .run();
            let plan = outcome.exits(0).stdout();
            let named = plan.lines().find(|line| line.starts_with("no effect"));
            assert!(
                named.is_some_and(|line| line.contains(&flag)),
                "{words:?}{outcome}"
            );
        }
    }
    assert!(seen > 70, "only {seen} flags were found");
}

#[test]
fn what_is_never_done_need_not_be_turned_off() {
    let server = Server::start(Reply::ok());
    let url = server.url("/");
    for flag in [
        "--no-ntlm",
        "--no-proxytunnel",
        "--no-warc-digests",
        "--no-netrc-optional",
    ] {
        probe([flag, &url]).healthy();
    }
    for (flag, advice) in [
        ("--no-insecure", "leave --insecure out"),
        ("--no-fail", "always does"),
        ("--no-max-time", "unknown flag"),
        ("--no-banana", "unknown flag"),
    ] {
        probe([flag, &url]).misuse([flag, advice]);
    }
}

#[test]
fn the_flags_of_grpc_health_probe_have_one_dash_or_two() {
    for flags in [
        &[
            "-connect-timeout=2s",
            "-user-agent=me",
            "-tls-no-verify",
            "-v",
        ][..],
        &[
            "--connect-timeout=2s",
            "--user-agent=me",
            "--tls-no-verify",
            "--v",
        ],
        &[
            "-connect-timeout",
            "2s",
            "-user-agent",
            "me",
            "-tls-no-verify=true",
            "-v=1",
        ],
        &[
            "-connect-timeout",
            "2s",
            "--user-agent",
            "me",
            "-k",
            "-v=false",
        ],
    ] {
        let outcome = Probe::new()
            .args(flags)
            .args(["--explain", "https://localhost"])
            .run();
        if has_tls() {
            let plan = outcome.exits(0).stdout();
            for part in ["2 s", "\"me\"", "not verified"] {
                assert!(plan.contains(part), "{flags:?}: no {part}: {plan}");
            }
        }
    }
    let outcome = probe([
        "--explain",
        "-tls-no-verify=false",
        "-k",
        "-tls-no-verify=f",
        "localhost",
    ]);
    outcome.exits(0);
    probe(["-tls=maybe", "localhost"]).misuse(["-tls", "=true or =false"]);
    probe(["--insecure=true", "localhost"]).misuse(["--insecure", "takes no value"]);
    for (flag, advice) in [
        ("-spiffe", "--cacert"),
        ("-alts", "-tls"),
        ("--gzip", "compresses"),
    ] {
        probe([flag]).misuse([flag, advice]);
    }
}

#[test]
fn habits_and_slips_get_the_right_spelling() {
    let server = Server::untouched();
    let url = server.url("/");
    let one_word = format!("-f {url}");
    let or_exit = format!("{url} || exit 1");
    let rows: [(&[&str], [&str; 2]); 22] = [
        (&["-timeout", "5s", &url], ["-timeout", "--timeout"]),
        (&["-timeout=5s", &url], ["-timeout", "--timeout"]),
        (&["-port=8080"], ["-port", "target"]),
        (&["--port", "8080"], ["--port", "target"]),
        (&["-url=http://localhost/"], ["-url", "without a flag"]),
        (&["-host", "localhost"], ["-host", "target"]),
        (&["-silnt", &url], ["unknown flag", "--silent"]),
        (&["--max-tme=3", &url], ["--max-tme", "--max-time"]),
        (
            &["--no-check", &url],
            ["--no-check", "--no-check-certificate"],
        ),
        (&[&one_word], ["-f", "one word"]),
        (&["--max-time 3", &url], ["--max-time", "one word"]),
        (&["-addr :50051"], ["-addr", "one word"]),
        (&[&url, "||", "exit", "1"], ["||", "shell"]),
        (&[&or_exit], ["||", "shell"]),
        (&[&url, ">/dev/null"], [">/dev/null", "shell"]),
        (&[&url, "2>&1"], ["2>&1", "shell"]),
        (&[&url, "exit", "1"], ["exit", "shell"]),
        (&["curl", "-f", &url], ["curl", "leave it out"]),
        (
            &["/usr/bin/wget", "-q", &url],
            ["/usr/bin/wget", "leave it out"],
        ),
        (&["CMD", &url], ["CMD", "leave it out"]),
        (&["--help=foo"], ["--help", "takes no value"]),
        (&["-x"], ["-x", "never uses a proxy"]),
    ];
    for (words, parts) in rows {
        let outcome = probe(words);
        outcome.misuse(parts);
        assert!(
            !outcome.stderr.contains(&url),
            "a target is quoted: {outcome}"
        );
    }
}

#[test]
fn a_value_may_stand_in_one_word_with_its_letter() {
    let server = Server::start(Reply::ok());
    probe(["-m 3", "-H X-A: b", "-o /dev/null", &server.url("/")]).exits(0);
    assert_eq!(server.request().header("x-a").as_deref(), Some("b"));
}

#[test]
fn a_hundred_thousand_flags_take_no_time() {
    let server = Server::start(Reply::ok());
    for words in [
        &["-f"][..],
        &["-d", "x"],
        &["-fsS"],
        &["--no-ntlm", "-tls=false"],
    ] {
        let many = words.iter().cycle().take(100_000);
        let outcome = Probe::new()
            .args(many)
            .args(["--explain", &server.url("/")])
            .run();
        outcome.exits(0);
        // What ships takes 0.3 s of a processor; in quadratic time it took 5 s.
        let fast = is_static() && !is_emulated();
        let most = if fast { 3 } else { 10 } * grace();
        assert!(
            outcome.took.as_secs() < most.into(),
            "{words:?}: {:?}",
            outcome.took
        );
    }
    let headers = ["-H", "X: y"].iter().cycle().take(50_000);
    let outcome = Probe::new().args(headers).arg(server.url("/")).run();
    outcome.misuse(["--header", "over 1000"]);
    probe([server.url("/")]).healthy();
}

#[test]
fn a_method_of_any_length_is_sent() {
    let server = Server::start(Reply::ok());
    probe(["-X", &"X".repeat(60_000), &server.url("/")]).healthy();
}

#[test]
fn nested_defaults_are_bounded() {
    let nested = |depth| ["${A:-".repeat(depth), "x".to_owned(), "}".repeat(depth)].concat();
    probe(["--explain", "localhost", "-A", &nested(16)]).exits(0);
    for depth in [17, 20_000] {
        probe(["-A", &nested(depth), "localhost"]).misuse(["16 defaults"]);
        probe([nested(depth)]).misuse(["16 defaults"]);
    }
}

#[test]
fn variables_that_mean_nothing_are_named() {
    let run = |word: &str| {
        Probe::new()
            .args([word, "-m200ms", "127.0.0.1:1"])
            .env("PROBELET_TIMEOUT", "bogus")
            .env("PROBELET_INSTALL", "/tmp/x")
            .env("PROBELET_FAIL_CODE", "3")
            .run()
    };
    let (plan, verbose) = (run("--explain"), run("-v"));
    for text in [plan.exits(0).stdout(), verbose.exits(3).stderr.as_str()] {
        for part in [
            "PROBELET_TIMEOUT (means nothing; did you mean PROBELET_MAX_TIME?)",
            "PROBELET_INSTALL (means nothing)",
            "variable",
            "PROBELET_FAIL_CODE\n",
        ] {
            assert!(text.contains(part), "no {part}: {text}");
        }
        assert!(!text.contains("bogus"), "{text}");
    }
}
