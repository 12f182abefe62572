//! Asks the name servers, and listens to what they answer.
//!
//! A server that keeps silent is asked again every second, the others in turn. Each query keeps its
//! id, and each server its socket, so that a late answer counts.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rustix::io::Errno;

use super::lookup::{Lookup, Outcome, Question, TcpFault};
use super::message::Answer;
use super::resolver::{HURRY, INTERVAL, Pending, Resolver, State};
use crate::net::deadline::Deadline;
use crate::net::socket::Halt;

impl Resolver {
    /// Sends what is due, or waits for one answer.
    pub(super) fn step(&mut self, deadline: Deadline<'_>) {
        let now = Instant::now();
        let mut wake = self.hurry.unwrap_or(after(now, INTERVAL));
        for index in 0..self.queries.len() {
            match self.queries.get(index).map(|it| it.state) {
                Some(State::Due(at)) if at <= now => return self.send(index, deadline),
                Some(State::Due(at)) => wake = wake.min(at),
                // The addresses that the datagram held are tried first.
                Some(State::Truncated(server)) if !self.has_more() => {
                    return self.ask_over_tcp(index, server, deadline);
                }
                _ => {}
            }
        }
        let deadline = deadline.at_most(wake.saturating_duration_since(now));
        let mut buffer = [0; MAX_DATAGRAM];
        match self.servers.recv(&mut buffer, deadline) {
            Ok((server, Ok(received))) => {
                self.read(server, buffer.get(..received).unwrap_or_default());
            }
            Ok((server, Err(Halt::Errno(errno)))) => self.fail(server, errno),
            Ok((_, Err(Halt::Timeout))) | Err(_) => {}
        }
    }

    /// Sends a query to the next server.
    fn send(&mut self, index: usize, deadline: Deadline<'_>) {
        let servers = self.servers.addresses();
        let Some(pending) = self.queries.get_mut(index) else {
            return;
        };
        let place = pending.sent.checked_rem(servers.len()).unwrap_or_default();
        let Some(&server) = servers.get(place) else {
            return;
        };
        pending.sent = pending.sent.saturating_add(1);
        pending.state = State::Due(after(Instant::now(), INTERVAL));
        if let Some(question) = question(&mut self.lookup, pending, server) {
            question.times = question.times.saturating_add(1);
        }
        let sent = self.servers.send(server, &pending.query, deadline);
        self.note(index, server, Outcome::Silent);
        if let Err(Halt::Errno(errno)) = sent {
            self.fail(server, errno);
        }
    }

    /// Reads a datagram. Anything that answers no query is ignored.
    fn read(&mut self, server: SocketAddr, message: &[u8]) {
        let open = self.queries.iter_mut().enumerate();
        let mut open = open.filter(|(_, it)| it.is_open());
        let read = open.find_map(|(index, it)| Some((index, it.query.read(message)?)));
        let Some((index, response)) = read else {
            return;
        };
        self.note(
            index,
            server,
            match response.answer {
                Answer::NoAddress if response.is_truncated => Outcome::Silent,
                answer => Outcome::Answered(answer),
            },
        );
        if response.is_truncated
            && let Some(pending) = self.queries.get_mut(index)
        {
            pending.state = State::Truncated(server);
        }
    }

    /// Asks a server over TCP. Half of the time is left for the other servers.
    fn ask_over_tcp(&mut self, index: usize, server: SocketAddr, deadline: Deadline<'_>) {
        let Some(pending) = self.queries.get(index) else {
            return;
        };
        let half = deadline.left().and_then(|left| left.checked_div(2));
        let half = deadline.at_most(half.unwrap_or_default());
        let outcome = match self.servers.ask_over_tcp(server, &pending.query, half) {
            Ok(message) => match pending.query.read(&message) {
                Some(response) => Outcome::Answered(response.answer),
                None => Outcome::Tcp(TcpFault::OtherQuestion),
            },
            Err(fault) => Outcome::Tcp(fault),
        };
        self.note(index, server, outcome);
    }

    /// Notes that a server cannot be reached: the error may be about any query that it was sent.
    fn fail(&mut self, server: SocketAddr, errno: Errno) {
        for index in 0..self.queries.len() {
            let is_asked = self.queries.get(index).is_some_and(|pending| {
                let mut questions = self.lookup.questions.iter();
                pending.is_open()
                    && questions.any(|it| it.is(pending, server) && it.outcome == Outcome::Silent)
            });
            if is_asked {
                self.note(index, server, Outcome::Errno(errno));
            }
        }
    }

    /// Notes what came of a query to a server, and decides what happens next to it.
    fn note(&mut self, index: usize, server: SocketAddr, outcome: Outcome) {
        let (now, most) = (Instant::now(), self.patience());
        let Some(pending) = self.queries.get_mut(index) else {
            return;
        };
        if let Outcome::Answered(Answer::Addresses(addresses)) = &outcome {
            for address in addresses {
                if !self.found.contains(address) {
                    self.found.push(*address);
                    self.hurry.get_or_insert(after(now, HURRY));
                }
            }
        }
        let (is_silent, is_failure) = (outcome == Outcome::Silent, outcome.is_failure());
        if let Some(question) = question(&mut self.lookup, pending, server) {
            (question.outcome, question.at) = (outcome, now);
        }
        match is_failure {
            false if is_silent => {}
            false => pending.state = State::Answered,
            true if pending.sent < most => pending.state = State::Due(now),
            true => {
                let has_failed = |server: &SocketAddr| {
                    let mut questions = self.lookup.questions.iter();
                    questions.any(|it| it.is(pending, *server) && it.outcome.is_failure())
                };
                pending.state = match self.servers.addresses().iter().all(has_failed) {
                    true => State::Failed,
                    false => State::Due(after(now, INTERVAL)),
                };
            }
        }
    }
}

impl Question {
    /// Reports whether this is the question that a query puts to a server.
    fn is(&self, pending: &Pending, server: SocketAddr) -> bool {
        self.server == server && self.kind == pending.query.kind && self.name == pending.name
    }
}

/// Finds the record of a question, or starts it.
fn question<'a>(
    lookup: &'a mut Lookup,
    pending: &Pending,
    server: SocketAddr,
) -> Option<&'a mut Question> {
    if !lookup.questions.iter().any(|it| it.is(pending, server)) {
        let now = Instant::now();
        lookup.questions.push(Question {
            server,
            name: pending.name.clone(),
            kind: pending.query.kind,
            times: 0,
            outcome: Outcome::Silent,
            asked: now,
            at: now,
        });
    }
    let mut questions = lookup.questions.iter_mut();
    questions.find(|it| it.is(pending, server))
}

/// Returns a moment that is later by this time.
fn after(moment: Instant, time: Duration) -> Instant {
    moment.checked_add(time).unwrap_or(moment)
}

/// More than a server may send in one datagram.
const MAX_DATAGRAM: usize = 1500;
