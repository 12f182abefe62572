//! A port that need not speak HTTP: it opens, and perhaps answers.

use super::deadline::Deadline;
use super::hop::Hop;
use super::{Client, Exchange, Reply};
use crate::target::Target;

/// Connects.
pub(super) fn exchange(client: &Client, target: &Target, deadline: Deadline<'_>) -> Exchange {
    let mut hop = Hop::new(target);
    let result = hop.connect(client, deadline).map(|_| Reply::Connected);
    hop.end(deadline);
    Exchange {
        hops: vec![hop],
        away: None,
        result,
    }
}
