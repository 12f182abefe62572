//! The standard health check of gRPC: one call on one connection.

use std::rc::Rc;
use std::time::Instant;

use super::deadline::Deadline;
use super::failure::Failure;
#[cfg(feature = "tls")]
use super::grpc::GrpcFault;
use super::grpc::{self, Answer, Field, Health};
use super::hop::Hop;
use super::http::{Request, basic};
use super::phase::Phase;
use super::socket::Halt;
use super::stranger::Stranger;
use super::{Client, Exchange, Kept, Reply};
use crate::expect::Head;
use crate::target::{Scheme, Target};

/// Asks a server for the status of a service.
pub(super) fn exchange(client: &Client, target: &Target, deadline: Deadline<'_>) -> Exchange {
    let mut hop = Hop::new(target);
    let mut answer = Answer::default();
    let result = check(&mut hop, client, &mut answer, deadline);
    hop.end(deadline);
    hop.head = answer.text().map(|raw| {
        Rc::new(Head {
            response: http::Response::new(()),
            reason: Vec::new(),
            raw,
        })
    });
    Exchange {
        hops: vec![hop],
        away: None,
        result: result.map(Reply::Grpc),
    }
}

/// Connects, makes the call and receives its answer.
fn check(
    hop: &mut Hop,
    client: &Client,
    answer: &mut Answer,
    deadline: Deadline<'_>,
) -> Result<Health, Failure> {
    let mut connection = hop.connect(client, deadline)?;
    connection.no_delay();
    // Some servers go on without, and others close without a word.
    #[cfg(feature = "tls")]
    if let Some(handshake) = &hop.handshake
        && handshake.alpn.is_none()
    {
        return Err(Failure::Grpc(GrpcFault::NoAlpn));
    }
    let fields = fields(&client.request, &hop.target);
    if client.kept == Kept::All {
        hop.request = grpc::text(&fields);
    }
    let mut output = grpc::request(&fields, &hop.target.path);
    let mut buffer = vec![0; CHUNK];
    deadline.enter(Phase::Send);
    loop {
        match connection.send(&output, deadline) {
            // A server that does not read everything may have answered all the same.
            Ok(()) | Err(Halt::Errno(_)) => deadline.enter(Phase::Answer),
            Err(halt) => return Err(Failure::halted(halt, deadline)),
        }
        let received = connection.recv(&mut buffer, deadline)?;
        let received = buffer.get(..received).unwrap_or_default();
        if received.is_empty() {
            return Err(Failure::Close(Phase::Answer));
        }
        if hop.moments.first_byte.is_none() {
            hop.moments.first_byte = Some(Instant::now());
            if !grpc::is_http2(received) {
                return Err(Failure::Stranger(Stranger::new(received)));
            }
        }
        if let Some(serving) = answer.receive(received).map_err(Failure::Grpc)? {
            return Ok(serving);
        }
        output = std::mem::take(&mut answer.replies);
    }
}

/// Returns the header fields of the call: gRPC's own, then what was given as metadata.
fn fields(given: &Request, target: &Target) -> Vec<Field> {
    let find = |wanted: &str| {
        let mut headers = given.headers.iter();
        let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
        Some(found.1)
    };
    let authority = match target.socket {
        Some(_) => target.host.to_string(),
        None => format!("{}:{}", target.host, target.port),
    };
    let scheme = match target.scheme {
        Scheme::Grpcs => "https",
        _ => "http",
    };
    let mut fields = Vec::new();
    let mut push = |name: &str, value: &str| {
        fields.push(Field {
            name: name.to_ascii_lowercase().into_bytes(),
            value: value.as_bytes().to_vec(),
        });
    };
    for (name, value) in [
        (":method", "POST"),
        (":scheme", scheme),
        (":path", grpc::PATH),
        (":authority", find("host").unwrap_or(&authority)),
        ("content-type", "application/grpc"),
        ("te", "trailers"),
    ] {
        push(name, value);
    }
    let from_url = target.credentials.as_deref().map(basic);
    let authorization = given.authorization.or(from_url.as_deref());
    for (name, value) in [
        ("user-agent", Some(given.user_agent)),
        ("authorization", authorization),
    ] {
        if let Some(value) = value
            && find(name).is_none()
            && !given.removed.contains(&name)
        {
            push(name, value);
        }
    }
    // Given for the HTTP targets of the same run; gRPC has its own.
    let is_own = |name: &str| {
        ["content-type", "host"]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(name))
    };
    for (name, value) in given.headers.iter().filter(|(name, _)| !is_own(name)) {
        push(name, value);
    }
    fields
}

/// How much is received at once: more than most answers take.
const CHUNK: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_lower_case_and_host_is_the_authority() {
        let mut request = Request {
            method: "GET",
            redirected_method: "GET",
            headers: vec![("X-Key", "a"), ("Host", "app"), ("Content-Type", "a/b")],
            removed: Vec::new(),
            authorization: Some("Bearer t"),
            user_agent: "probelet/0",
            body: None,
        };
        let text = |request: &Request, target: &str| {
            let target = Target::parse(target).unwrap();
            let mut out = String::new();
            for field in fields(request, &target) {
                let text = |bytes| String::from_utf8(bytes).unwrap();
                out += &format!("{}={} ", text(field.name), text(field.value));
            }
            out
        };
        assert_eq!(
            text(&request, "grpc://[::1]:50051/s"),
            ":method=POST :scheme=http :path=/grpc.health.v1.Health/Check :authority=app \
             content-type=application/grpc te=trailers user-agent=probelet/0 \
             authorization=Bearer t x-key=a "
        );
        request.headers = vec![("User-Agent", "me")];
        request.removed = vec!["authorization"];
        for (target, authority) in [
            ("grpc://[::1]:50051", "[::1]:50051"),
            ("grpc+unix:/run/a.sock", "localhost"),
        ] {
            let text = text(&request, target);
            assert!(text.contains(&format!(":authority={authority} ")), "{text}");
            assert!(text.ends_with("te=trailers user-agent=me "), "{text}");
        }
    }
}
