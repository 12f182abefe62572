//! One exchange with its redirects. The only user of ureq.

mod body;
mod call;
mod framing;
mod head;
mod hop;
mod request;
mod wire;

use std::rc::Rc;
use std::time::Instant;

use super::deadline::Deadline;
use super::dial::Route;
use super::failure::Failure;
use super::tls::Trust;
use crate::expect::{Answer, Expect};
use crate::target::{Target, ascii};
use crate::text::{peer, redact};

pub(crate) use body::Body;
pub(crate) use hop::Hop;
pub(crate) use request::{Request, basic};

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
    /// Whether somebody wants to see the conversation.
    pub(crate) kept: bool,
}

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

/// What a target had to say, when it said something.
#[derive(Debug)]
pub(crate) enum Reply {
    /// An HTTP answer.
    Answer(Answer),
    /// A `tcp://` connection.
    Connected,
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
            let result = hop.ask(self, method, trusted, expect, deadline);
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
                    let next = Some(to)
                        .filter(|to| to.len() <= MAX_LOCATION)
                        .and_then(|to| current.redirected(&ascii(to)));
                    if next.is_none() && !to.is_empty() {
                        outcome.away = Some(redact(&peer(to, MAX_SHOWN)));
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
                outcome.away = Some(redact(&next.url_text()));
                outcome.result = Ok(Reply::Answer(answer));
                return outcome;
            }
            if redirects == self.follow.1 {
                outcome.result = Err(Failure::Redirects(redirects, next.to_string()));
                return outcome;
            }
            redirects += 1;
            // Only -v shows what led on.
            if !self.kept {
                outcome
                    .hops
                    .iter_mut()
                    .for_each(|hop| hop.head = Rc::default());
            }
            // As curl and browsers do: only 307 and 308 repeat the request as it was.
            if !matches!(answer.status, 307 | 308) && method != "HEAD" {
                method = "GET";
            }
            current = next;
        }
    }
}

/// The bound of a `Location` that is followed, as in many a server; of a chain, all are kept.
const MAX_LOCATION: usize = 8 * 1024;

/// How much of a redirect's aim a line shows.
const MAX_SHOWN: usize = 200;
