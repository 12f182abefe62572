//! Names that lead nowhere.

use super::situation::{Situation, unhealthy};
use crate::network::name_server::{NameServer, Say};

/// The situations.
pub(super) fn situations() -> Vec<Situation> {
    let app: &[&str] = &["http://app.test:8000/health"];
    vec![
        unhealthy("the name does not exist", app, || {
            NameServer::start(|_| Say::code(3))
        }),
        unhealthy("the name has no address", app, || {
            NameServer::start(|_| Say::records([]))
        }),
        unhealthy(
            "the name has a label of 64 letters",
            &["http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test/"],
            || (),
        ),
        unhealthy("the name server is down", app, || ()),
        unhealthy("the name server fails", app, || {
            NameServer::start(|_| Say::code(2))
        }),
        unhealthy("the name server is lame", app, || {
            NameServer::start(|_| Say::Lame)
        }),
        unhealthy("the name server has no TCP", app, || {
            NameServer::start(|_| Say::truncated())
        }),
        unhealthy(
            "the name server says nothing",
            &["-m", "200ms", "http://app.test:8000/health"],
            || NameServer::start(|_| Say::Nothing),
        ),
        unhealthy(
            "the address is of the other family",
            &["-6", "http://127.0.0.1:8000/health"],
            || (),
        ),
    ]
}
