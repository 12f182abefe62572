//! What scripted servers do: answers of every kind, one or several.

use super::framing;
use super::heads;
use super::redirects;
use crate::support::Reply;

/// What a server does.
#[derive(Clone, Debug)]
pub(super) struct Behaviour {
    /// What the list of differences calls it.
    pub(super) name: String,
    /// One answer after the other; `{next}` in one of them is the path of the next.
    pub(super) answers: Vec<Vec<u8>>,
    /// What it does after an answer.
    pub(super) end: End,
}

/// What a server does after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It ends the connection.
    Close,
    /// It resets the connection.
    Reset,
    /// It keeps the connection open.
    Stall,
}

impl Behaviour {
    /// One answer, after which the connection ends.
    pub(super) fn new(name: impl Into<String>, answer: impl AsRef<[u8]>) -> Self {
        Self {
            name: name.into(),
            answers: vec![answer.as_ref().to_vec()],
            end: End::Close,
        }
    }

    /// The same, with another end.
    pub(super) fn ending(self, end: End) -> Self {
        Self { end, ..self }
    }

    /// The same, with one more answer.
    pub(super) fn then(mut self, answer: impl AsRef<[u8]>) -> Self {
        self.answers.push(answer.as_ref().to_vec());
        self
    }

    /// Returns the script for a path: `/NUMBER` is the first answer, `/NUMBER/1` the next one.
    pub(super) fn reply(&self, number: usize, path: &str) -> Reply {
        let at = path.split('/').nth(2).and_then(|at| at.parse().ok());
        let at: usize = at.unwrap_or(0);
        let Some(answer) = self.answers.get(at) else {
            return Reply::status(404);
        };
        let next = format!("/{number}/{}", at + 1);
        let answer = replaced(answer, b"{next}", next.as_bytes());
        match self.end {
            End::Close => Reply::Bytes(answer),
            End::Stall => Reply::Stall(answer),
            End::Reset => Reply::custom(move |talk| {
                talk.hear();
                let _ = talk.send(&answer);
                talk.socket().reset_on_close();
            }),
        }
    }
}

/// Returns bytes with a word replaced wherever it stands.
fn replaced(mut bytes: &[u8], word: &[u8], by: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(at) = bytes.windows(word.len()).position(|it| it == word) {
        out.extend_from_slice(&bytes[..at]);
        out.extend_from_slice(by);
        bytes = &bytes[at + word.len()..];
    }
    out.extend_from_slice(bytes);
    out
}

/// Every behaviour.
pub(super) fn all() -> Vec<Behaviour> {
    let lists = [
        statuses(),
        lines(),
        heads::all(),
        framing::all(),
        redirects::all(),
    ];
    lists.concat()
}

/// One answer for each status, without a body.
fn statuses() -> Vec<Behaviour> {
    let codes = [
        "200",
        "201",
        "202",
        "203",
        "204",
        "205",
        "206",
        "207",
        "226",
        "250",
        "299",
        "300",
        "301",
        "302",
        "303",
        "304",
        "305",
        "306",
        "307",
        "308",
        "350",
        "399",
        "400",
        "401",
        "402",
        "403",
        "404",
        "405",
        "406",
        "407",
        "408",
        "409",
        "410",
        "418",
        "421",
        "426",
        "429",
        "431",
        "451",
        "499",
        "500",
        "501",
        "502",
        "503",
        "504",
        "505",
        "507",
        "511",
        "599",
        "600",
        "700",
        "999",
        "000",
        "001",
        "099",
        "99",
        "9",
        "1000",
        "2000",
        "20x",
        "-200",
        "+200",
        "0200",
        "2e2",
        "200.0",
        "\u{662}00",
    ];
    let answer = |code| format!("HTTP/1.1 {code} x\r\nContent-Length: 0\r\n\r\n");
    codes
        .map(|code| Behaviour::new(format!("status {code}"), answer(code)))
        .to_vec()
}

/// Status lines that differ from the usual one.
fn lines() -> Vec<Behaviour> {
    [
        "HTTP/1.0 200 OK",
        "HTTP/1.0 503 No",
        "HTTP/1.2 200 OK",
        "HTTP/1.9 200 OK",
        "HTTP/2 200",
        "HTTP/2.0 200 OK",
        "HTTP/3 200",
        "HTTP/0.9 200 OK",
        "HTTP/1 200 OK",
        "HTTP/1.10 200 OK",
        "HTTP/1.1200 OK",
        "HTTP/1.\r1 200 OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1\t200 OK",
        "HTTP/1.1 200\tOK",
        "HTTP/1.1 200",
        "HTTP/1.1 200 ",
        "HTTP/1.1 200OK",
        "HTTP/1.1 2 00",
        "HTTP/1.1",
        "HTTP/1.1 ",
        "HTTP/1.1 OK",
        "HTTP/1.1 OK 200",
        "http/1.1 200 OK",
        "Http/1.1 200 OK",
        " HTTP/1.1 200 OK",
        "\r\nHTTP/1.1 200 OK",
        "\nHTTP/1.1 200 OK",
        "HTTP 200 OK",
        "HTTPS/1.1 200 OK",
        "ICY 200 OK",
        "RTSP/1.0 200 OK",
        "SSH-2.0-OpenSSH_9.2",
        "220 mail ESMTP",
        "+OK",
        "-ERR unknown command",
        "<html>",
        "200 OK",
        "GET / HTTP/1.1",
        "\u{feff}HTTP/1.1 200 OK",
        "HTTP/1.1 200 \u{1b}[31mOK",
        "HTTP/1.1 200 O\0K",
        "HTTP/1.1 200 gr\u{fc}n",
        "HTTP/1.1 503 200 OK",
        "",
    ]
    .map(|line| {
        let name = format!("line {line:?}");
        Behaviour::new(name, format!("{line}\r\nContent-Length: 0\r\n\r\n"))
    })
    .to_vec()
}
