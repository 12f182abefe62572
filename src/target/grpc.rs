//! The address of a gRPC server as grpc_health_probe's `-addr` takes it.

use super::{Host, Scheme, Socket, Target};
use crate::text::find;

impl Target {
    /// Parses an address: `:50051`, `host:port`, `unix:PATH`, `dns:///host:port`.
    pub(crate) fn grpc(scheme: Scheme, address: &str, service: &str) -> Result<Self, &'static str> {
        let scheme = scheme.built()?;
        if let Some(path) = address.strip_prefix("unix:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return Self::grpc_socket(scheme, path, service);
        }
        if let Some(name) = address.strip_prefix("unix-abstract:") {
            return Self::grpc_socket(scheme, &["@", name].concat(), service);
        }
        // An authority between the slashes would name another DNS server.
        let resolvers = ["dns:///", "passthrough:///", "dns:", "passthrough:"];
        let bare = resolvers.iter().find_map(|it| address.strip_prefix(it));
        let address = bare.unwrap_or(address);
        if find(address.as_bytes(), "/").is_some() {
            return Err("is not an address; write HOST:PORT or unix:PATH");
        }
        let host = if address.starts_with(':') {
            "localhost"
        } else {
            ""
        };
        let mut target = Self::url(scheme, &[host, address].concat(), false)?;
        service.clone_into(&mut target.path);
        Ok(target)
    }

    /// Returns the target behind a Unix socket.
    pub(super) fn grpc_socket(
        scheme: Scheme,
        path: &str,
        service: &str,
    ) -> Result<Self, &'static str> {
        Ok(Self {
            scheme,
            host: Host::Name("localhost".to_owned()),
            port: 80,
            path: service.to_owned(),
            credentials: None,
            socket: Some(Socket::parse(path)?),
        })
    }
}

#[cfg(all(test, feature = "grpc"))]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (address, wanted) in [
            (":50051", "grpc://localhost:50051/s"),
            ("localhost:50051", "grpc://localhost:50051/s"),
            ("[::1]:50051", "grpc://[::1]:50051/s"),
            ("dns:///app:50051", "grpc://app:50051/s"),
            ("passthrough:///app:50051", "grpc://app:50051/s"),
            ("unix:/run/a.sock", "grpc+unix:/run/a.sock:/s"),
            ("unix:///run/a.sock", "grpc+unix:/run/a.sock:/s"),
            ("unix:a.sock", "grpc+unix:a.sock:/s"),
            ("unix-abstract:a", "grpc+unix:@a:/s"),
        ] {
            let found = Target::grpc(Scheme::Grpc, address, "s").map(|it| it.to_string());
            assert_eq!(found.as_deref(), Ok(wanted), "{address}");
        }
        for address in ["", ":", "app", "http://app:1", "app:1/x", "unix:", "a b:1"] {
            let found = Target::grpc(Scheme::Grpc, address, "s");
            assert!(found.is_err(), "{address}: {found:?}");
        }
    }
}
