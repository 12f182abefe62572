//! curl's `-w FORMAT`, parsed: an unknown variable is misuse, and no format is parsed twice.

/// One piece of a format.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// `%header{NAME}`.
    Header(&'static str),
    /// Text that stands for itself.
    Text(&'static str),
    /// `%{NAME}`.
    Variable(Variable),
}

/// What a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variable {
    /// The value of the `Content-Type` header.
    ContentType,
    /// What was found when the target is unhealthy.
    ErrorMessage,
    /// The exit status that this target alone would lead to.
    ExitCode,
    /// The version of HTTP.
    HttpVersion,
    /// How many redirects were followed.
    NumRedirects,
    /// Where a redirect points that was not followed.
    RedirectUrl,
    /// The address that was connected to.
    RemoteIp,
    /// Its port.
    RemotePort,
    /// The status.
    ResponseCode,
    /// The scheme of the last URL.
    Scheme,
    /// How many bytes of the body were read.
    SizeDownload,
    /// The time until the TLS handshake was done.
    TimeAppconnect,
    /// The time until the connection was there.
    TimeConnect,
    /// The time until the first byte of the answer.
    TimeStarttransfer,
    /// The time until the end.
    TimeTotal,
    /// The last URL.
    UrlEffective,
}

/// Parses a format; `Err` is the variable that probelet does not know.
pub(super) fn parse(format: &'static str) -> Result<Vec<Piece>, &'static str> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find(['%', '\\']) {
        let (before, from) = rest.split_at(at);
        pieces.push(Piece::Text(before));
        let enclosed = |start| from.strip_prefix(start).and_then(|it| it.split_once('}'));
        if let Some((name, after)) = enclosed("%{") {
            let known = VARIABLES.iter().find(|(known, _)| *known == name);
            pieces.push(Piece::Variable(known.ok_or(name)?.1));
            rest = after;
        } else if let Some((name, after)) = enclosed("%header{") {
            pieces.push(Piece::Header(name));
            rest = after;
        } else {
            let known = ESCAPES.iter().find(|(typed, _)| from.starts_with(typed));
            // As in curl, anything else stands for itself.
            let (typed, text) = known
                .copied()
                .unwrap_or((from.get(..1).unwrap_or_default(), ""));
            pieces.push(Piece::Text(if text.is_empty() { typed } else { text }));
            rest = from.get(typed.len()..).unwrap_or_default();
        }
    }
    pieces.push(Piece::Text(rest));
    pieces.retain(|piece| *piece != Piece::Text(""));
    Ok(pieces)
}

/// What is written as two characters.
const ESCAPES: &[(&str, &str)] = &[
    ("%%", "%"),
    ("\\\\", "\\"),
    ("\\n", "\n"),
    ("\\r", "\r"),
    ("\\t", "\t"),
];

/// Every variable by its name.
const VARIABLES: &[(&str, Variable)] = &[
    ("content_type", Variable::ContentType),
    ("errormsg", Variable::ErrorMessage),
    ("exitcode", Variable::ExitCode),
    ("http_code", Variable::ResponseCode),
    ("http_version", Variable::HttpVersion),
    ("num_redirects", Variable::NumRedirects),
    ("redirect_url", Variable::RedirectUrl),
    ("remote_ip", Variable::RemoteIp),
    ("remote_port", Variable::RemotePort),
    ("response_code", Variable::ResponseCode),
    ("scheme", Variable::Scheme),
    ("size_download", Variable::SizeDownload),
    ("time_appconnect", Variable::TimeAppconnect),
    ("time_connect", Variable::TimeConnect),
    ("time_starttransfer", Variable::TimeStarttransfer),
    ("time_total", Variable::TimeTotal),
    ("url_effective", Variable::UrlEffective),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        for (format, wanted) in [
            ("", &[][..]),
            (
                "%{http_code}\\n",
                &[Piece::Variable(Variable::ResponseCode), Piece::Text("\n")],
            ),
            (
                "a%header{X-Id}%%b",
                &[
                    Piece::Text("a"),
                    Piece::Header("X-Id"),
                    Piece::Text("%"),
                    Piece::Text("b"),
                ],
            ),
            (
                "\\q%x %{",
                &[
                    Piece::Text("\\"),
                    Piece::Text("q"),
                    Piece::Text("%"),
                    Piece::Text("x "),
                    Piece::Text("%"),
                    Piece::Text("{"),
                ],
            ),
        ] {
            assert_eq!(parse(format).as_deref(), Ok(wanted), "{format}");
        }
        assert_eq!(parse("%{nonsense}"), Err("nonsense"));
        assert_eq!(parse("%{}"), Err(""));
    }
}
