//! Runs the program as a process against real servers, one claim a test.

mod support;

#[path = "process/corpus.rs"]
mod corpus;
#[path = "process/environment.rs"]
mod environment;
#[path = "process/explain.rs"]
mod explain;
#[path = "process/install.rs"]
mod install;
#[path = "process/limits.rs"]
mod limits;
#[path = "process/misuse.rs"]
mod misuse;
#[path = "process/needs.rs"]
mod needs;
#[path = "process/output.rs"]
mod output;
#[path = "process/real.rs"]
mod real;
#[path = "process/redirect.rs"]
mod redirect;
#[path = "process/request.rs"]
mod request;
#[path = "process/several.rs"]
mod several;
#[path = "process/status.rs"]
mod status;
#[path = "process/streams.rs"]
mod streams;
#[path = "process/support_works.rs"]
mod support_works;
#[path = "process/target.rs"]
mod target;
