//! One exchange: connect, ask, follow redirects, read what is wanted. The only user of ureq.

use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::config::{AutoHeaderValue, Config};
use ureq::http;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout};

use super::deadline::Deadline;
use super::dial::{Log, Route};
use super::failure::{Attempt, Failure, Phase};
use super::socket::Peer;
use super::tls::{Session, Trust};
use super::wire::{Seen, Wire};
use crate::expect::{Answer, Expect};
use crate::target::{Scheme, Target};

/// Which redirects are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Follow {
    /// Wherever they lead.
    Anywhere,
    /// None.
    Never,
    /// Those that stay on the same host name, as the kubelet does.
    SameHost,
}

/// What is asked.
#[derive(Debug)]
pub(crate) struct Request {
    /// Any token.
    pub(crate) method: &'static str,
    /// Given headers, in order; secrets among them.
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    /// Default headers that are left out, in lower case.
    pub(crate) removed: Vec<&'static str>,
    /// The whole value of `Authorization`.
    pub(crate) authorization: Option<&'static str>,
    /// The value of `User-Agent`.
    pub(crate) user_agent: &'static str,
    /// The body.
    pub(crate) body: Option<&'static [u8]>,
}

/// Why a body is read that no assertion asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// It is not.
    Unread,
    /// To show its start with `-v`, if it comes soon.
    Shown,
    /// To put it on stdout.
    Wanted,
}

/// Everything that stays the same from target to target.
#[derive(Debug)]
pub(crate) struct Client {
    /// What is asked.
    pub(crate) request: Request,
    /// How to get there.
    pub(crate) route: Route,
    /// Whom to trust.
    pub(crate) trust: Trust,
    /// Which redirects are followed, and how many.
    pub(crate) follow: (Follow, u32),
    /// What the body is for, assertions aside.
    pub(crate) body: Body,
}

/// What a target had to say, when it said something.
#[derive(Debug)]
pub(crate) enum Reply {
    /// An HTTP answer.
    Answer(Answer),
    /// A `tcp://` connection.
    Connected,
}

/// One request of an exchange: the first, or a redirect's.
#[derive(Debug)]
pub(crate) struct Hop {
    /// Who was asked.
    pub(crate) target: Target,
    /// Who answered the call.
    pub(crate) peer: Option<Peer>,
    /// The addresses that did not.
    pub(crate) failed: Vec<Attempt>,
    /// When it began; the moments below follow in this order, as far as they were reached.
    pub(crate) started: Instant,
    /// When the name was looked up.
    pub(crate) looked_up: Option<Instant>,
    /// When the connection stood.
    pub(crate) connected: Option<Instant>,
    /// When TLS stood.
    pub(crate) secured: Option<Instant>,
    /// When the request was on its way.
    pub(crate) sent: Option<Instant>,
    /// When the first byte came back.
    pub(crate) first_byte: Option<Instant>,
    /// When it was over.
    pub(crate) ended: Instant,
    /// TLS facts, for `-v`.
    pub(crate) tls: Vec<String>,
    /// The request as sent, for `-v`.
    pub(crate) request: Vec<u8>,
    /// The response head as it came.
    pub(crate) head: Vec<u8>,
    /// The start of the body, as far as it came along with the head.
    pub(crate) glimpse: Vec<u8>,
}

/// All that is known after an exchange.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The requests, at least one.
    pub(crate) hops: Vec<Hop>,
    /// Where a redirect pointed that was not followed.
    pub(crate) away: Option<String>,
    /// What came of it.
    pub(crate) result: Result<Reply, Failure>,
}

impl Client {
    /// Makes one exchange with a target.
    pub(crate) fn exchange(&self, target: &Target, expect: &Expect, deadline: Deadline) -> Outcome {
        let mut outcome = Outcome {
            hops: Vec::new(),
            away: None,
            result: Ok(Reply::Connected),
        };
        let mut current = target.clone();
        let mut method = self.request.method;
        let mut redirects = 0;
        loop {
            let mut hop = Hop::new(&current);
            let trusted = target.same_origin(&current);
            let result = self.hop(&mut hop, method, trusted, expect, deadline);
            hop.ended = Instant::now();
            outcome.hops.push(hop);
            let answer = match result {
                Ok(Reply::Answer(answer)) => answer,
                other => {
                    outcome.result = other;
                    return outcome;
                }
            };
            let next = match (answer.status, answer.header("location")) {
                (301 | 302 | 303 | 307 | 308, Some(to)) => {
                    let next = str::from_utf8(to)
                        .ok()
                        .and_then(|to| current.redirected(to));
                    if next.is_none() && !to.is_empty() {
                        outcome.away = Some(crate::text::redact(&crate::text::peer(to, MAX_SHOWN)));
                    }
                    next
                }
                _ => None,
            };
            let Some(next) = next else {
                outcome.result = Ok(Reply::Answer(answer));
                return outcome;
            };
            let followed = match self.follow.0 {
                Follow::Anywhere => true,
                Follow::Never => false,
                Follow::SameHost => next.host == target.host,
            };
            if !followed {
                outcome.away = Some(next.to_string());
                outcome.result = Ok(Reply::Answer(answer));
                return outcome;
            }
            if redirects == self.follow.1 {
                outcome.result = Err(Failure::Redirects(redirects, next.to_string()));
                return outcome;
            }
            redirects += 1;
            // As curl and browsers do: only 307 and 308 repeat the request as it was.
            if !matches!(answer.status, 307 | 308) && method != "HEAD" {
                method = "GET";
            }
            current = next;
        }
    }

    /// Makes one request on a connection of its own.
    fn hop(
        &self,
        hop: &mut Hop,
        method: &str,
        trusted: bool,
        expect: &Expect,
        deadline: Deadline,
    ) -> Result<Reply, Failure> {
        let mut log = Log::default();
        let dialled = self.route.dial(&hop.target, deadline, &mut log);
        (hop.looked_up, hop.failed) = (log.looked_up, log.failed);
        let dialled = dialled.inspect_err(|failure| {
            if let Failure::Connect { tried, .. } = failure {
                hop.failed.clone_from(tried);
            }
        })?;
        hop.connected = Some(Instant::now());
        hop.peer = Some(dialled.peer);
        let session = match hop.target.scheme {
            Scheme::Tcp => return Ok(Reply::Connected),
            Scheme::Http => None,
            Scheme::Https => {
                dialled.socket.no_delay();
                let session = Session::open(&self.trust, &hop.target, &dialled.socket, deadline)?;
                hop.secured = Some(Instant::now());
                if self.body == Body::Shown {
                    hop.tls = session.facts();
                }
                Some(Box::new(session))
            }
        };
        let body = self.request.body.filter(|_| method == self.request.method);
        if body.is_some() {
            dialled.socket.no_delay();
        }
        let request = self.request(&hop.target, method, trusted, body.is_some())?;
        let seen = Arc::new(Mutex::new(Seen {
            sent: (self.body == Body::Shown).then(Vec::new),
            ..Seen::default()
        }));
        let room = room(&request);
        let wire = Wire::new(dialled.socket, session, deadline, room, Arc::clone(&seen));
        let agent = Self::agent(wire);
        let response = match body {
            Some(bytes) => agent.run(request.map(|()| bytes)),
            // These announce a body even when there is none.
            None if matches!(method, "POST" | "PUT" | "PATCH") => {
                agent.run(request.map(|()| &[][..]))
            }
            None => agent.run(request),
        };
        {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            (hop.sent, hop.first_byte) = (seen.sent_at, seen.first_byte);
            hop.request = seen.sent.take().unwrap_or_default();
            hop.head = std::mem::take(&mut seen.head);
            hop.glimpse = std::mem::take(&mut seen.glimpse);
        }
        let mut response = response.map_err(|error| Failure::from_ureq(error, Phase::Headers))?;
        let mut answer = Answer {
            status: response.status().as_u16(),
            head: hop.head.clone(),
            ..Answer::default()
        };
        let accepted = expect.status.accepts(answer.status);
        let judged = accepted && expect.wants_body();
        let mut reader = response.body_mut().as_reader();
        if judged || (accepted && self.body == Body::Wanted) {
            let enough =
                |body: &[u8]| judged && self.body != Body::Wanted && expect.settled_by(body);
            let read = answer
                .read(&mut reader, MAX_BODY, enough)
                .map_err(Failure::from_read);
            match read {
                // A server that forgets TLS's goodbye has said enough when every check holds.
                Err(Failure::Tls(_))
                    if judged
                        && expect.reject.is_empty()
                        && expect.objection(&answer).is_none() => {}
                read => read?,
            }
        } else if self.body != Body::Unread {
            // Best effort: what is only shown must not decide, nor take long.
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.until = Some(deadline.at_most(PATIENCE));
            drop(seen);
            let most = if self.body == Body::Wanted {
                MAX_BODY
            } else {
                MAX_SHOWN_BODY
            };
            let _ = answer.read(&mut reader, most, |_| false);
        }
        Ok(Reply::Answer(answer))
    }

    /// Puts the request together; what is secret or given goes to the first origin only.
    fn request(
        &self,
        target: &Target,
        method: &str,
        trusted: bool,
        has_body: bool,
    ) -> Result<http::Request<()>, Failure> {
        let mut builder = http::Request::builder()
            .method(method)
            .uri(target.url_text());
        let given = if trusted {
            self.request.headers.as_slice()
        } else {
            &[]
        };
        for &(name, value) in given {
            builder = builder.header(name, value.as_bytes());
        }
        let absent = |name: &str| {
            !given
                .iter()
                .any(|(given, _)| given.eq_ignore_ascii_case(name))
                && !self.request.removed.contains(&name)
        };
        let from_url = target.credentials.as_deref().map(basic);
        let authorization = self.request.authorization.or(from_url.as_deref());
        let defaults = [
            ("user-agent", Some(self.request.user_agent)),
            ("accept", Some("*/*")),
            ("connection", Some("close")),
            ("content-type", has_body.then_some(FORM)),
            ("authorization", authorization.filter(|_| trusted)),
        ];
        for (name, value) in defaults {
            if let Some(value) = value.filter(|_| absent(name)) {
                builder = builder.header(name, value);
            }
        }
        builder
            .body(())
            .map_err(|error| Failure::Garble(format!("not a valid request: {error}")))
    }

    /// Readies ureq for one request: none of its defaults that would follow, wait, look for a
    /// proxy or add a header.
    fn agent(wire: Wire) -> Agent {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None)
            .build();
        Agent::with_parts(config, Handover(Mutex::new(Some(wire))), Nowhere)
    }
}

impl Hop {
    /// Begins a hop.
    fn new(target: &Target) -> Self {
        let now = Instant::now();
        Self {
            target: target.clone(),
            peer: None,
            failed: Vec::new(),
            started: now,
            looked_up: None,
            connected: None,
            secured: None,
            sent: None,
            first_byte: None,
            ended: now,
            tls: Vec::new(),
            request: Vec::new(),
            head: Vec::new(),
            glimpse: Vec::new(),
        }
    }
}

/// Yields the value of `Authorization` for `user:password`.
pub(crate) fn basic(credentials: &str) -> String {
    use base64::Engine;
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(credentials)
    )
}

/// Yields a size that the whole request head fits, so that it leaves in one piece.
fn room<T>(request: &http::Request<T>) -> usize {
    let headers: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    request.uri().path().len() + request.uri().query().map_or(0, str::len) + headers + 1024
}

/// A connector that hands over the connection made before.
struct Handover(Mutex<Option<Wire>>);

impl Connector for Handover {
    type Out = Wire;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        _: Option<()>,
    ) -> Result<Option<Wire>, ureq::Error> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).take())
    }
}

impl fmt::Debug for Handover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handover")
    }
}

/// A resolver that is never needed: the connection is already there.
struct Nowhere;

impl Resolver for Nowhere {
    fn resolve(
        &self,
        _: &http::Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

impl fmt::Debug for Nowhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nowhere")
    }
}

impl Answer {
    /// Reads the body up to a bound, or until it is enough.
    fn read(
        &mut self,
        reader: &mut impl Read,
        most: usize,
        enough: impl Fn(&[u8]) -> bool,
    ) -> std::io::Result<()> {
        let mut chunk = [0; 2048];
        // Growing by doubling would touch twice the pages.
        self.body.reserve_exact(most + chunk.len());
        while !enough(&self.body) {
            let received = reader.read(&mut chunk)?;
            if received == 0 {
                break;
            }
            self.body
                .extend_from_slice(chunk.get(..received).unwrap_or_default());
            if self.body.len() > most {
                self.body.truncate(most);
                self.truncated = true;
                break;
            }
        }
        Ok(())
    }
}

/// What curl says a body is when nobody says otherwise.
const FORM: &str = "application/x-www-form-urlencoded";

/// The bound of a body that is judged or printed.
const MAX_BODY: usize = 64 * 1024;

/// The bound of a body that is only shown.
const MAX_SHOWN_BODY: usize = 10 * 1024;

/// How much of a redirect's aim a line shows.
const MAX_SHOWN: usize = 200;

/// How long a body is awaited that is only shown.
const PATIENCE: Duration = Duration::from_millis(250);
