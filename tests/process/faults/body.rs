//! Lengths that lie, and chunks that are none.

use super::case::{Case, healthy, late, ok, unhealthy};
use crate::support::Reply;

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    let wanting: &[&str] = &["--expect-body", "ready"];
    let length = |value: &str, rest| ok(&format!("Content-Length: {value}\r\n"), rest);
    let chunked = |rest| ok("Transfer-Encoding: chunked\r\n", rest);
    let garbled = "not a valid HTTP answer";
    let cut = "closed in the middle of the body";
    vec![
        healthy(
            "a length, and no body comes",
            "200 OK",
            Reply::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".to_vec()),
        ),
        late(
            "the same, and it is wanted",
            "waiting for the body",
            Reply::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".to_vec()),
        )
        .with(wanting),
        healthy("a length too large", "200 OK", length("999", "ready")),
        healthy(
            "the same, and the text came",
            "200 OK",
            length("999", "ready"),
        )
        .with(wanting),
        unhealthy(
            "the same, and the text did not come",
            cut,
            length("999", "re"),
        )
        .with(wanting),
        unhealthy(
            "a length too small",
            "does not contain",
            length("3", "ready"),
        )
        .with(wanting),
        healthy(
            "the same length twice",
            "200 OK",
            ok("Content-Length: 5\r\nContent-Length: 5\r\n", "ready"),
        )
        .with(wanting),
        unhealthy(
            "two lengths",
            garbled,
            ok("Content-Length: 5\r\nContent-Length: 6\r\n", "ready!"),
        ),
        unhealthy("a negative length", garbled, length("-5", "ready")),
        unhealthy(
            "a length that is no number",
            garbled,
            length("five", "ready"),
        ),
        unhealthy(
            "a length of 2^64",
            garbled,
            length("18446744073709551616", "ready"),
        ),
        healthy(
            "a length of 2^64 - 1",
            "200 OK",
            length("18446744073709551615", "ready"),
        )
        .with(wanting),
        healthy(
            "length and chunks",
            "200 OK",
            ok(
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "5\r\nready\r\n0\r\n\r\n",
            ),
        )
        .with(wanting),
        healthy(
            "204 with a body",
            "204",
            Reply::raw("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nready"),
        ),
        healthy(
            "chunks",
            "200 OK",
            chunked("2\r\nre\r\n3;x=y\r\nady\r\n0\r\nA: b\r\n\r\n"),
        )
        .with(wanting),
        unhealthy(
            "chunks of HTTP/1.0, and the text must not be there",
            "the body contains",
            Reply::raw(
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nre\r\n3\r\nady\r\n0\r\n\r\n",
            ),
        )
        .with(&["--reject-body", "ready"]),
        healthy(
            "chunks and lengths that contradict each other",
            "200 OK",
            ok(
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n",
                "5\r\nready\r\n0\r\n\r\n",
            ),
        )
        .with(wanting),
        healthy(
            "a chunk with a long extension",
            "200 OK",
            chunked("5;checksum=0123456789abcdef0123456789abcdef\r\nready\r\n0\r\n\r\n"),
        )
        .with(wanting),
        healthy(
            "chunks without carriage returns",
            "200 OK",
            chunked("2\nre\n3\nady\n0\n\n"),
        )
        .with(wanting),
        healthy(
            "chunks that turn into garbage behind the text",
            "200 OK",
            chunked("5\r\nready\r\ngarbage\r\n"),
        )
        .with(wanting),
        healthy("chunks that are garbage", "200 OK", chunked("garbage\r\n")),
        unhealthy(
            "the same, and they are wanted",
            garbled,
            chunked("garbage\r\n"),
        )
        .with(wanting),
        unhealthy(
            "a chunk size of 2^64",
            garbled,
            chunked("10000000000000000\r\nready"),
        )
        .with(wanting),
        healthy(
            "a chunk size of 2^64 - 1",
            "200 OK",
            chunked("ffffffffffffffff\r\nready"),
        )
        .with(wanting),
        unhealthy("a negative chunk size", garbled, chunked("-5\r\nready")).with(wanting),
        unhealthy("an empty chunk size", garbled, chunked("\r\nready\r\n")).with(wanting),
        unhealthy(
            "a chunk without its end",
            garbled,
            chunked("2\r\nreXX\r\n0\r\n\r\n"),
        )
        .with(wanting),
        unhealthy("chunks that end early", cut, chunked("5\r\nrea")).with(wanting),
        unhealthy(
            "a last chunk without its empty line",
            "does not contain",
            chunked("2\r\nno\r\n0\r\n"),
        )
        .with(wanting),
        unhealthy(
            "a body that is no JSON",
            "the body is not JSON",
            ok("", "\x1b[2J{"),
        )
        .with(&["--expect-json", "status=ok"]),
        unhealthy(
            "JSON, 30000 arrays deep",
            "JSON",
            ok("", &"[".repeat(30_000)),
        )
        .with(&["--expect-json", "status=ok"]),
        unhealthy(
            "an empty body",
            "does not contain",
            ok("Content-Length: 0\r\n", ""),
        )
        .with(wanting),
    ]
}
