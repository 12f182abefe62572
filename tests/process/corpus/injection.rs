//! What a variable holds stays inside the place that was written for it.

use crate::support::{Outcome, Probe, Reply, Request, Server, scratch};

/// What an attacker, or an honest mistake, could put into a variable.
const VALUES: [&str; 24] = [
    " ",
    "a b",
    "--insecure",
    "-k",
    "-o/dev/null",
    "--",
    "it's \"quoted\"",
    "`id`;$(id)&&|",
    "@evil.example",
    "@evil.example/",
    ":@evil.example:80",
    "#@evil.example",
    "?@evil.example",
    "/@evil.example",
    "\\@evil.example",
    "${OTHER}",
    "${UNSET}",
    "$$",
    "\t",
    "one\ntwo: 2",
    "one\r\ntwo: 2",
    "one\rtwo: 2",
    "\r\n\r\nGET /two HTTP/1.1\r\nHost: two\r\n\r\n",
    "\u{85}\u{2028}ü",
];

#[test]
fn a_value_in_a_path_makes_no_other_request() {
    for value in VALUES {
        let run = Run::with(value, |base| vec![format!("{base}/begin${{V}}end")]);
        run.is_contained(|request| {
            assert!(request.path().starts_with("/begin"), "{}", request.head());
        });
        run.refuses_line_ends(value);
    }
}

#[test]
fn a_value_in_a_query_makes_no_other_request() {
    for value in VALUES {
        let run = Run::with(value, |base| vec![format!("{base}/?q=${{V}}")]);
        run.is_contained(|request| {
            assert!(request.path().starts_with("/?q="), "{}", request.head());
        });
        run.refuses_line_ends(value);
    }
}

/// Here the value stands right behind the port, where an `@` would turn all before it into a user
/// and all behind it into the host.
#[test]
fn a_value_behind_the_port_names_no_other_host() {
    for value in VALUES {
        Run::with(value, |base| vec![format!("{base}${{V}}")]).is_contained(|_| {});
        Run::with(value, |base| vec![format!("{base}${{V}}/health")]).is_contained(|_| {});
    }
}

#[test]
fn a_value_that_is_the_port_names_no_other_host() {
    for value in VALUES {
        let run = Run::with(value, |base| {
            let host = base.rsplit_once(':').expect("a port").0;
            vec![format!("{host}:${{V}}/health")]
        });
        run.outcome.misuse([]);
        assert!(run.requests.is_empty());
    }
}

#[test]
fn a_value_that_is_the_whole_target_is_one_target_and_no_flag() {
    for value in VALUES {
        let run = Run::with(value, |base| vec!["--explain".into(), base, "${V}".into()]);
        assert!(run.requests.is_empty(), "{}", run.outcome);
        if run.outcome.code == Some(0) {
            let lines = run.outcome.stdout();
            assert!(
                !lines.to_lowercase().contains("not verified"),
                "{}",
                run.outcome
            );
        } else {
            run.outcome.misuse([]);
        }
    }
}

#[test]
fn two_urls_in_one_value_are_not_two_targets() {
    let server = Server::untouched();
    let both = format!("{} {}", server.url("/one"), server.url("/two"));
    Probe::new().arg("${V}").env("V", both).run().misuse([]);
}

#[test]
fn a_value_in_a_header_is_that_headers_value_or_misuse() {
    for value in VALUES {
        let run = Run::with(value, |base| {
            vec!["-H".into(), "X-Probe: <${V}>".into(), base]
        });
        run.refuses_line_ends(value);
        run.is_contained(|request| {
            let sent = request.header("x-probe").expect("the header was sent");
            assert_eq!(sent, format!("<{value}>"));
        });
        if value.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
            run.outcome.exits(0);
        }
    }
}

#[test]
fn a_value_in_a_headers_name_adds_no_second_header() {
    let plain = Run::with("", |base| vec![base]).requests[0].headers().len();
    for value in VALUES {
        let args = |base| vec!["-H".into(), "X${V}Y: 1".into(), base];
        Run::with(value, args).is_contained(|request| {
            assert_eq!(request.headers().len(), plain + 1, "{}", request.head());
        });
    }
}

#[test]
fn a_whole_header_in_a_variable_is_one_header() {
    for value in [
        "X-Probe: s3cr3t\r\nX-Two: 2",
        "X-Probe: s3cr3t\nX-Two: 2",
        "X-Probe: s3cr3t\r\n\r\nGET / HTTP/1.1",
    ] {
        let run = Run::with(value, |base| vec!["-H".into(), "${V}".into(), base]);
        run.outcome.misuse([]).hides("s3cr3t");
        assert_eq!(run.connections, 0);
        let server = Server::untouched();
        Probe::new()
            .arg(server.url("/"))
            .env("PROBELET_HEADER", value)
            .run()
            .misuse([]);
    }
}

#[test]
fn a_value_in_a_credential_or_a_name_adds_no_line() {
    for (flag, before) in [
        ("-u", "user:"),
        ("--oauth2-bearer", "x"),
        ("-A", "x"),
        ("-X", "G"),
    ] {
        for value in VALUES {
            let text = format!("{before}${{V}}");
            Run::with(value, |base| vec![flag.into(), text.clone(), base]).is_contained(|_| {});
        }
    }
}

#[test]
fn a_value_that_is_where_to_connect_is_no_flag() {
    for value in VALUES {
        let run = Run::with(value, |base| {
            vec!["--connect-to".into(), "${V}".into(), base]
        });
        assert!(matches!(run.outcome.code, Some(1 | 64)), "{}", run.outcome);
        assert_eq!(run.connections, 0, "{}", run.outcome);
    }
}

#[test]
fn a_value_in_a_body_is_sent_byte_for_byte() {
    for value in VALUES {
        let run = Run::with(value, |base| vec!["-d".into(), "<${V}>".into(), base]);
        run.outcome.exits(0);
        run.is_contained(|request| {
            assert_eq!(request.body(), format!("<{value}>").as_bytes());
        });
    }
}

#[test]
fn what_was_asked_for_is_all_that_is_asked_for_in_an_assertion() {
    let server = Server::start(Reply::body("<${OTHER}>"));
    let url = server.url("/");
    let run = |value: &str| {
        Probe::new()
            .args(["--expect-body", "<${V}>", &url])
            .env("V", value)
            .env("OTHER", "x")
            .run()
    };
    run("${OTHER}").exits(0);
    run("x").exits(1);
}

/// A run against a server that says 200 to everything.
struct Run {
    /// What the program did.
    outcome: Outcome,
    /// What the server heard.
    requests: Vec<Request>,
    /// How often somebody connected.
    connections: usize,
    /// The only right `Host`.
    host: String,
}

impl Run {
    /// Runs with the value in `V`, and `OTHER` set to what must never be seen.
    fn with(value: &str, args: impl Fn(String) -> Vec<String>) -> Self {
        let server = Server::start(Reply::ok());
        let folder = scratch();
        let base = format!("http://{}", server.address());
        let mut probe = Probe::new()
            .args(args(base))
            .env("OTHER", SECRET)
            .folder(folder.path());
        if !value.is_empty() {
            probe = probe.env("V", value);
        }
        let outcome = probe.run();
        let (requests, connections) = (server.requests(), server.connections());
        let host = server.address().to_string();
        let _server = if connections == 0 {
            server.never_called()
        } else {
            server
        };
        Self {
            outcome,
            requests,
            connections,
            host,
        }
    }

    /// Asserts misuse without a packet, or one whole request to the right host and nothing else.
    #[track_caller]
    fn is_contained(&self, check: impl Fn(&Request)) {
        let outcome = &self.outcome;
        if outcome.code == Some(64) {
            outcome.misuse([]);
            assert_eq!(self.connections, 0, "misuse after a connection: {outcome}");
            return;
        }
        outcome.exits(0).hides(SECRET);
        assert_eq!((self.connections, self.requests.len()), (1, 1), "{outcome}");
        let request = &self.requests[0];
        let head = request.head();
        assert_eq!(request.line().split(' ').count(), 3, "{head}{outcome}");
        assert!(request.line().ends_with(" HTTP/1.1"), "{head}{outcome}");
        assert_eq!(
            request.header("host").as_ref(),
            Some(&self.host),
            "{head}{outcome}"
        );
        assert!(!head.contains(SECRET), "{head}{outcome}");
        assert!(!head.to_lowercase().contains("\r\ntwo:"), "{head}{outcome}");
        assert!(
            head.split("\r\n").all(|line| !line.contains(['\r', '\n'])),
            "{head}{outcome}"
        );
        check(request);
    }

    /// Asserts misuse when the value would end a line on the wire.
    #[track_caller]
    fn refuses_line_ends(&self, value: &str) {
        if value.contains(['\r', '\n']) {
            self.outcome.misuse([]);
        }
    }
}

/// What the variable holds that no value may reach.
const SECRET: &str = "reached-the-other";
