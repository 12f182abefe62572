//! One HTTP exchange with its redirects. The only user of ureq's core.

mod body;
mod call;
mod clean;
mod framing;
mod head;
mod request;
mod wire;

use std::rc::Rc;

use super::deadline::Deadline;
use super::failure::Failure;
use super::hop::Hop;
use super::{Client, Exchange, Kept, Reply};
use crate::expect::{Answer, Expect};
use crate::target::{Target, ascii};

pub(crate) use body::Body;
pub(crate) use request::{Request, basic, credentials};

/// Which redirects are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Follow {
    /// Wherever they point.
    Anywhere,
    /// None.
    Never,
    /// Those that stay on the same host name, as the kubelet does.
    SameHost,
}

/// Where a redirect points that is not followed.
#[derive(Debug)]
pub(crate) enum Away {
    /// A place that HTTP cannot follow; the `Location` as it came.
    Nowhere(Vec<u8>),
    /// Another place, or any place where none is followed.
    To(Box<Target>),
}

/// Makes an exchange with a target.
pub(super) fn exchange(
    client: &Client,
    target: &Target,
    expect: &Expect,
    deadline: Deadline<'_>,
) -> Exchange {
    let mut exchange = Exchange {
        hops: Vec::new(),
        away: None,
        result: Ok(Reply::Connected),
    };
    let mut current = target.clone();
    let (mut method, mut body) = (client.request.method, client.request.body);
    let mut redirects = 0;
    loop {
        let mut hop = Hop::new(&current);
        let trusted = target.same_origin(&current);
        let asked = Asked {
            method,
            body,
            trusted,
        };
        let result = hop.request(client, &asked, expect, deadline);
        hop.end(deadline);
        exchange.hops.push(hop);
        let answer = match result {
            Ok(answer) => answer,
            Err(failure) => {
                exchange.result = Err(failure);
                return exchange;
            }
        };
        let next = next(&current, &answer);
        let (Some(Away::To(next)), followed) = (&next, follows(client, target, &next)) else {
            exchange.away = next;
            exchange.result = Ok(Reply::Http(answer));
            return exchange;
        };
        if !followed {
            exchange.away = Some(Away::To(next.clone()));
            exchange.result = Ok(Reply::Http(answer));
            return exchange;
        }
        if redirects == client.follow.1 {
            exchange.result = Err(Failure::Redirects(redirects, next.clone()));
            return exchange;
        }
        redirects += 1;
        // Only -v and --server-response show what led on.
        if client.kept == Kept::Nothing {
            exchange.hops.iter_mut().for_each(|hop| hop.head = None);
        }
        // As curl does: only 307 and 308 repeat the request as it was.
        if !matches!(answer.head.status(), 307 | 308) {
            (method, body) = (client.request.redirected_method, None);
        }
        current = (**next).clone();
    }
}

/// Returns where an answer redirects to, if it does.
fn next(current: &Target, answer: &Answer) -> Option<Away> {
    let to = match answer.head.status() {
        301 | 302 | 303 | 307 | 308 => answer.head.header("location")?,
        _ => return None,
    };
    let next = Some(to)
        .filter(|to| to.len() <= MAX_LOCATION)
        .and_then(|to| current.redirected(&ascii(to)))
        .filter(|next| !next.is_too_long());
    match next {
        Some(next) => Some(Away::To(Box::new(next))),
        None if to.is_empty() => None,
        None => Some(Away::Nowhere(to.get(..MAX_LOCATION).unwrap_or(to).to_vec())),
    }
}

/// Reports whether a redirect is followed.
fn follows(client: &Client, target: &Target, next: &Option<Away>) -> bool {
    match (client.follow.0, next) {
        // What this build cannot follow is judged by its own status.
        (_, Some(Away::To(next))) if next.scheme.is_secure() && !cfg!(feature = "tls") => false,
        (Follow::Anywhere, _) => true,
        (Follow::SameHost, Some(Away::To(next))) => next.host == target.host,
        _ => false,
    }
}

/// What one request of an exchange asks.
struct Asked<'a> {
    /// The method.
    method: &'a str,
    /// The body.
    body: Option<&'a [u8]>,
    /// Whether this is the server that secrets are meant for.
    trusted: bool,
}

impl Hop {
    /// Makes one request; what is secret or given goes along only when the target is trusted.
    fn request(
        &mut self,
        client: &Client,
        asked: &Asked<'_>,
        expect: &Expect,
        deadline: Deadline<'_>,
    ) -> Result<Answer, Failure> {
        let connection = self.connect(client, deadline)?;
        let given = &client.request;
        let Asked {
            method,
            body,
            trusted,
        } = *asked;
        if body.is_some() {
            connection.no_delay();
        }
        // These announce a body even when there is none.
        let empty = matches!(method, "POST" | "PUT" | "PATCH").then_some(&[][..]);
        let body = body.or(empty);
        let request = given.head(&self.target, method, trusted, body);
        let mut wire = wire::Wire::new(connection, deadline, client.kept == Kept::All);
        let response = call::Response::to(method, &request, body, &mut wire);
        (self.moments.first_byte, self.request) = (wire.first_byte, std::mem::take(&mut wire.sent));
        let mut response = response?;
        self.head = Some(Rc::clone(&response.head));
        let mut answer = Answer {
            head: Rc::clone(&response.head),
            body: crate::expect::Content::default(),
        };
        client
            .body
            .read(&mut response, &mut wire, &mut answer, expect)?;
        Ok(answer)
    }
}

/// The bound of a `Location` that is followed; every redirect is kept, so its size is bounded.
const MAX_LOCATION: usize = 32 * 1024;
