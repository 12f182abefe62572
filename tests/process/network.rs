//! The program on networks that are broken in one way each, alone in a network of its own.

#[path = "network/alone.rs"]
pub(crate) mod alone;
#[path = "network/interface.rs"]
mod interface;
#[path = "network/local_only.rs"]
mod local_only;
#[path = "network/lookup.rs"]
mod lookup;
#[path = "network/name_server.rs"]
pub(crate) mod name_server;
