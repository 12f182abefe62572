//! What is wrong on our side.

use super::situation::{Situation, misuse};

/// The situations.
pub(super) fn situations() -> Vec<Situation> {
    vec![
        misuse("no target", &["-m", "2s"]),
        misuse("the port is 0", &["http://localhost:0/health"]),
        misuse("the port is too large", &["http://localhost:99999/health"]),
        misuse(
            "a variable is not set",
            &["http://localhost:${PORT}/health"],
        ),
        misuse("a variable is empty", &["http://localhost:${PORT}/health"]).env(&[("PORT", "")]),
        misuse(
            "a variable is no port",
            &["http://localhost:${PORT}/health"],
        )
        .env(&[("PORT", "tcp://10.0.0.5:80")]),
        misuse("an address without brackets", &["http://::1:8000/health"]),
        misuse("another scheme", &["ftp://localhost/health"]),
        misuse("a flag is misspelt", &["--max-tme", "2s", "localhost:8000"]),
        misuse("a flag does not exist", &["--banana", "localhost:8000"]),
        misuse("a flag lacks its value", &["localhost:8000", "-m"]),
        misuse(
            "a time is none",
            &["--max-time", "5 parsecs", "localhost:8000"],
        ),
        misuse("a variable's time is none", &["localhost:8000"])
            .env(&[("PROBELET_MAX_TIME", "soon")]),
        misuse(
            "a shell is missing",
            &["http://localhost:8000/health", "||", "exit", "1"],
        ),
        misuse(
            "curl's proxy",
            &["-x", "http://proxy:3128", "http://localhost:8000/"],
        ),
        misuse(
            "a file is not there",
            &["-u", "@/run/secrets/login", ":8000"],
        ),
        misuse(
            "the CA file is not there",
            &["--cacert", "/run/ca.pem", "https://localhost/"],
        )
        .tls(true),
        misuse("the build has no TLS", &["https://localhost/"]).tls(false),
    ]
}
