//! Runs the program as a process against real servers, one claim a test.

mod support;

#[path = "process/assertions.rs"]
mod assertions;
#[path = "process/beside.rs"]
mod beside;
#[path = "process/body.rs"]
mod body;
#[path = "process/corpus.rs"]
mod corpus;
#[path = "process/defect.rs"]
mod defect;
#[path = "process/environment.rs"]
mod environment;
#[path = "process/explain.rs"]
mod explain;
#[path = "process/faults.rs"]
mod faults;
#[path = "process/file.rs"]
mod file;
#[path = "process/flags.rs"]
mod flags;
#[path = "process/grpc.rs"]
mod grpc;
#[path = "process/install.rs"]
mod install;
#[path = "process/limits.rs"]
mod limits;
#[path = "process/lines.rs"]
mod lines;
#[path = "process/misuse.rs"]
mod misuse;
#[path = "process/needs.rs"]
mod needs;
#[path = "process/network.rs"]
mod network;
#[path = "process/options.rs"]
mod options;
#[path = "process/output.rs"]
mod output;
#[path = "process/peers.rs"]
mod peers;
#[path = "process/ports.rs"]
mod ports;
#[path = "process/real.rs"]
mod real;
#[path = "process/redirect.rs"]
mod redirect;
#[path = "process/request.rs"]
mod request;
#[path = "process/sandbox.rs"]
mod sandbox;
#[path = "process/secrets.rs"]
mod secrets;
#[path = "process/several.rs"]
mod several;
#[path = "process/slow.rs"]
mod slow;
#[path = "process/status.rs"]
mod status;
#[path = "process/streams.rs"]
mod streams;
#[path = "process/stuck.rs"]
mod stuck;
#[path = "process/support_works.rs"]
mod support_works;
#[path = "process/target.rs"]
mod target;
#[path = "process/tls.rs"]
mod tls;
#[path = "process/volume.rs"]
mod volume;
#[path = "process/waiting.rs"]
mod waiting;
#[path = "process/write_out.rs"]
mod write_out;
