//! The program on networks that are broken in one way each, alone in a network of its own.

#[path = "network/alone.rs"]
pub(crate) mod alone;
#[path = "network/background.rs"]
mod background;
#[path = "network/dial.rs"]
mod dial;
#[path = "network/interface.rs"]
mod interface;
#[path = "network/local_only.rs"]
mod local_only;
#[path = "network/lookup.rs"]
mod lookup;
#[path = "network/name_server.rs"]
pub(crate) mod name_server;
#[path = "network/name_stream.rs"]
mod name_stream;
#[path = "network/proxy_line.rs"]
mod proxy_line;
#[path = "network/records.rs"]
mod records;
#[path = "network/resolver.rs"]
mod resolver;
#[path = "network/script.rs"]
mod script;
#[path = "network/situation.rs"]
mod situation;
