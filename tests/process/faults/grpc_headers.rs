//! Header blocks and content types that are malformed or unusual.

use super::case::Case;
use super::grpc::*;

/// The rows.
pub(super) fn cases() -> Vec<Case> {
    let mut all = blocks();
    all.extend(heads());
    all
}

/// Blocks in pieces, too long, malformed.
fn blocks() -> Vec<Case> {
    let malformed = "not valid HTTP/2: malformed headers";
    let long = "the headers are over 64 KiB";
    // In front of an otherwise good head.
    let first = |bytes: &[u8]| {
        let head = [bytes, &head()[9..]].concat();
        answers(&[block(0, &head), data(SERVING), trailers("0")])
    };
    let pieces = |bytes: &[u8], size: usize| {
        let mut out = frame(HEADERS, 0, 1, b"");
        for piece in bytes.chunks(size) {
            out.extend(frame(CONTINUATION, 0, 1, piece));
        }
        out.extend(frame(CONTINUATION, END_HEADERS, 1, b""));
        out
    };
    vec![
        good("a head in CONTINUATIONs of a byte", {
            answers(&[pieces(&head()[9..], 1), data(SERVING), trailers("0")])
        }),
        bad(
            "another frame among CONTINUATIONs",
            "a frame is malformed or out of place",
            answers(&[
                frame(HEADERS, 0, 1, b"\x88"),
                frame(PING, 0, 0, b"12345678"),
            ]),
        ),
        bad(
            "a CONTINUATION of another stream",
            "a frame is malformed or out of place",
            answers(&[
                frame(HEADERS, 0, 1, b"\x88"),
                frame(CONTINUATION, 4, 3, b""),
            ]),
        ),
        bad("endless CONTINUATIONs of 16 KiB", long, {
            floods(
                &[frame(HEADERS, 0, 1, b"")],
                &frame(CONTINUATION, 0, 1, &[0x88; 16_000]),
            )
        }),
        bad("one field of 100 KiB", long, {
            answers(&[pieces(&field("x", &"v".repeat(100_000)), 16_000)])
        }),
        bad(
            "60,000 fields of a byte each",
            long,
            answers(&[pieces(&[0x88; 60_000], 16_000)]),
        ),
        bad("endless interim heads", long, {
            floods(
                &[],
                &block(0, &[field(":status", "103"), field("link", "x")].concat()),
            )
        }),
        good("a field of 30 KiB", {
            let wide = pieces(&field("x", &"v".repeat(30_000)), 16_000);
            let wide = [
                &wide[..wide.len() - 9],
                &frame(CONTINUATION, 4, 1, &head()[9..]),
            ]
            .concat();
            answers(&[wide, data(SERVING), trailers("0")])
        }),
        good("an answer in Huffman's code", {
            let head = b"\x88\x5f\x8b\x1d\x75\xd0\x62\x0d\x26\x3d\x4c\x4d\x65\x64";
            let end = b"\x40\x88\x9a\xca\xc8\xb2\x12\x34\xda\x8f\x01\x30";
            answers(&[block(0, head), data(SERVING), block(END_STREAM, end)])
        }),
        good(
            "a size of the dynamic table first",
            first(b"\x20\x3f\xe1\x1f"),
        ),
        bad("the dynamic table", malformed, first(b"\xbe")),
        bad("index 0", malformed, first(b"\x80")),
        bad("a number without an end", malformed, first(&[0xff; 20])),
        bad(
            "a text longer than the block",
            malformed,
            first(b"\x00\x7f\xff\x7f"),
        ),
        bad(
            "Huffman's end of string",
            malformed,
            first(b"\x00\x84\xff\xff\xff\xff\x00"),
        ),
        bad(
            "Huffman's padding of zeros",
            malformed,
            first(b"\x00\x81\x00\x00"),
        ),
        bad("garbage", malformed, answers(&[block(0, &[0x7f; 1000])])),
        bad("an empty head", malformed, answers(&[block(0, b"")])),
        bad("trailers that do not end the stream", malformed, {
            answers(&[head(), data(SERVING), block(0, &field("grpc-status", "0"))])
        }),
    ]
}

/// Heads that are not gRPC's.
fn heads() -> Vec<Case> {
    let status = |status: &str| block(0, &field(":status", status));
    let kind = |kind: &str| {
        let head = [vec![0x88], field("content-type", kind)].concat();
        answers(&[block(0, &head), data(SERVING), trailers("0")])
    };
    vec![
        good("an interim head first", {
            answers(&[vec![status("103")], usual()].concat())
        }),
        bad(
            "404 with a page",
            "HTTP status 404 without a gRPC status",
            {
                answers(&[
                    status("404"),
                    data(b"<html>"),
                    frame(DATA, END_STREAM, 1, b""),
                ])
            },
        ),
        bad(
            "503 with an endless body",
            "HTTP status 503 without a gRPC status",
            floods(&[status("503")], &data(&[b'x'; 10_000])),
        ),
        bad(
            "502 and nothing more",
            "HTTP status 502 without a gRPC status",
            answers(&[block(END_STREAM, &field(":status", "502"))]),
        ),
        bad(
            "an HTTP status that is none",
            r"HTTP status 2\x00\x1b without",
            answers(&[status("2\0\x1b")]),
        ),
        bad(
            "text/html",
            "its content type is \"text/html\"",
            kind("text/html"),
        ),
        bad(
            "a content type with control characters",
            r#""\x1b[2Japplication/grpc""#,
            kind("\x1b[2Japplication/grpc"),
        ),
        bad(
            "no content type",
            "it has no content type",
            answers(&[block(0, b"\x88")]),
        ),
        bad(
            "application/grpc-web",
            "its content type is \"application/grpc-web+proto\"",
            kind("application/grpc-web+proto"),
        ),
        bad(
            "application/grpc+json, and JSON",
            "is not a health status",
            {
                let head = [vec![0x88], field("content-type", "application/grpc+json")].concat();
                let json = b"\0\0\0\0\x14{\"status\":\"SERVING\"}";
                answers(&[block(0, &head), data(json), trailers("0")])
            },
        ),
        bad(
            "502 with a page, as a proxy sends it",
            "HTTP status 502 without a gRPC status",
            {
                let head = [field(":status", "502"), field("content-type", "text/html")].concat();
                let page = data(b"<html><title>502 Bad Gateway</title></html>");
                answers(&[block(0, &head), page, frame(DATA, END_STREAM, 1, b"")])
            },
        ),
        bad("200 with a page", "its content type is \"text/html\"", {
            let head = [vec![0x88], field("content-type", "text/html")].concat();
            answers(&[
                block(0, &head),
                data(b"<html>"),
                frame(DATA, END_STREAM, 1, b""),
            ])
        }),
        bad(
            "an interim head that ends the stream",
            "HTTP status 103 without a gRPC status",
            answers(&[block(END_STREAM, &field(":status", "103"))]),
        ),
        bad("an interim head after the head", "malformed headers", {
            answers(&[head(), status("103"), data(SERVING), trailers("0")])
        }),
        good("application/grpc+proto", kind("application/grpc+proto")),
        good(
            "application/grpc;charset=utf-8",
            kind("application/grpc;charset=utf-8"),
        ),
    ]
}
