//! One file a target; the rest is what several of them need.

pub(crate) mod capture;
pub(crate) mod chain;
pub(crate) mod command;
pub(crate) mod command_line;
pub(crate) mod dns_message;
pub(crate) mod expansion;
pub(crate) mod grpc;
pub(crate) mod json_path;
pub(crate) mod line;
pub(crate) mod peer;
pub(crate) mod pem;
pub(crate) mod redirect;
pub(crate) mod report_line;
pub(crate) mod response;
pub(crate) mod status_set;
pub(crate) mod target;

/// What must never be seen anywhere.
pub(crate) const SECRET: &str = "Pl4nTedS3cr3t";
