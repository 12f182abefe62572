//! Bodies: lengths and chunks, right and wrong.

use super::behaviour::Behaviour;

/// The behaviours.
pub(super) fn all() -> Vec<Behaviour> {
    let length = [
        "2",
        "0",
        "1",
        "3",
        "2, 2",
        "2, 3",
        " 2 ",
        "+2",
        "-2",
        "0x2",
        "02",
        "2.0",
        "2;",
        "",
        "x",
        "99999999999999999999999",
        "9223372036854775807",
        "2\r\nContent-Length: 2",
        "2\r\nContent-Length: 3",
        "2\r\nTransfer-Encoding: chunked",
        "2\r\n ",
        "\r\nContent-Length: 2",
    ]
    .map(|length| {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nok");
        Behaviour::new(format!("length {length:?}"), answer)
    });
    let bodies = [
        "2\r\nok\r\n0\r\n\r\n",
        "2\r\nok\r\n0\r\nA: b\r\n\r\n",
        "2\r\nok\r\n0\r\n",
        "2\r\nok\r\n0",
        "2\r\nok\r\n",
        "2\r\nok",
        "2\r\no",
        "2\r\n",
        "2",
        "",
        "0\r\n\r\n",
        "0\r\n",
        "2;a=b\r\nok\r\n0\r\n\r\n",
        "2 \r\nok\r\n0\r\n\r\n",
        " 2\r\nok\r\n0\r\n\r\n",
        "02\r\nok\r\n0\r\n\r\n",
        "0x2\r\nok\r\n0\r\n\r\n",
        "-2\r\nok\r\n0\r\n\r\n",
        "x\r\nok\r\n0\r\n\r\n",
        "2\nok\n0\n\n",
        "2\r\nokay\r\n0\r\n\r\n",
        "3\r\nok\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\nok\r\n0\r\n\r\n",
        "7fffffffffffffff\r\nok",
        "\r\n2\r\nok\r\n0\r\n\r\n",
        "2\r\nok\r\n0\r\n\r\nmore",
        "2\r\nok\r\n0\r\nno colon\r\n\r\n",
        "<html>",
    ]
    .map(|body| {
        let answer = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        Behaviour::new(format!("chunks {body:?}"), answer)
    });
    let codings = [
        "Chunked",
        "CHUNKED",
        "chunked, chunked",
        "gzip, chunked",
        "chunked, gzip",
        "gzip",
        "identity",
        "x",
        "",
        "chunked;a=b",
        "\"chunked\"",
        "chunked\r\nTransfer-Encoding: chunked",
        "\r\n chunked",
    ]
    .map(|coding| {
        let head = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: {coding}");
        let answer = format!("{head}\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        Behaviour::new(format!("coding {coding:?}"), answer)
    });
    let others = [
        ("a body of 20 KiB", "200 OK", "x".repeat(20_000)),
        ("a body of 200 KiB", "200 OK", "x".repeat(200_000)),
        ("204 with a body", "204 No Content", "body".to_owned()),
        ("304 with a body", "304 Not Modified", "body".to_owned()),
        ("503 with a body", "503 No", "down".to_owned()),
    ]
    .map(|(name, status, body)| {
        let length = body.len();
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}");
        Behaviour::new(format!("body: {name}"), answer)
    });
    let old = Behaviour::new(
        "chunks in HTTP/1.0",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    );
    let lists = [
        length.to_vec(),
        bodies.to_vec(),
        codings.to_vec(),
        others.to_vec(),
        vec![old],
    ];
    lists.concat()
}
