//! Real servers over TLS.

use std::fs;

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose};
use tempfile::TempDir;

use super::server::{GrpcServer, LIBRARIES, Library};
use crate::support::{
    Authority, Identity, Nginx, Outcome, Server, Tls, dated, has_grpc, has_tls, probe, scratch,
};

#[test]
fn a_certificate_is_verified() {
    let house = House::new();
    for library in LIBRARIES {
        let Some(server) = house.server(library, "leaf", &[]) else {
            continue;
        };
        for host in ["127.0.0.1", "localhost"] {
            let target = |service: &str| format!("grpcs://{host}:{}{service}", server.port());
            house.trusting(&[&target("")]).healthy();
            house.trusting(&[&target("/up")]).healthy();
            house
                .trusting(&[&target("/down")])
                .unhealthy(["NOT_SERVING"]);
            house
                .trusting(&[&target("/nowhere")])
                .unhealthy(["NOT_FOUND"]);
            probe([target("")]).unhealthy(["--cacert"]);
            probe(["-k", &target("")]).healthy();
            house
                .trusting(&["--min-cert-days=1", &target("")])
                .healthy();
        }
    }
}

#[test]
fn a_certificate_has_to_last() {
    let house = House::new();
    for library in LIBRARIES {
        let Some(server) = house.server(library, "short", &[]) else {
            continue;
        };
        let target = server.target("grpcs", "");
        house.trusting(&["--min-cert-days=2", &target]).healthy();
        let outcome = house.trusting(&["--min-cert-days=30", &target]);
        outcome.unhealthy(["expires"]);
    }
}

#[test]
fn the_name_on_the_certificate_counts() {
    let house = House::new();
    for library in LIBRARIES {
        let Some(server) = house.server(library, "other", &[]) else {
            continue;
        };
        let address = server.address();
        let named = format!("grpcs://app.example:{}", server.port());
        house
            .trusting(&[&server.target("grpcs", "")])
            .unhealthy(["certificate is for \"app.example\", not \"127.0.0.1\""]);
        let outcome = house.trusting(&["--connect-to", "127.0.0.1", &named]);
        outcome.healthy();
        let ca = house.file("ca");
        let name = "-tls-server-name=app.example";
        probe(["-tls", "-tls-ca-cert", &ca, name, "-addr", &address]).healthy();
    }
}

#[test]
fn a_server_may_want_a_certificate_of_the_client() {
    let house = House::new();
    for library in LIBRARIES {
        let wanted = ["--clients-of", &house.file("ca")];
        let Some(server) = house.server(library, "leaf", &wanted) else {
            continue;
        };
        let target = server.target("grpcs", "");
        house.trusting(&[&target]).exits(1);
        let (cert, key) = (house.file("client"), house.file("client.key"));
        let outcome = house.trusting(&["--cert", &cert, "--key", &key, &target]);
        outcome.healthy();
    }
}

#[test]
fn clear_and_secure_ports_are_told_apart() {
    let house = House::new();
    for library in LIBRARIES {
        if let Some(server) = house.server(library, "leaf", &[]) {
            probe([server.target("grpc", "")]).unhealthy(["try grpcs://"]);
        }
        if has_tls()
            && let Some(server) = GrpcServer::start(library)
        {
            probe(["-k", &server.target("grpcs", "")]).unhealthy(["try grpc://"]);
        }
    }
}

#[test]
fn a_server_that_does_not_choose_http2_is_named() {
    if !has_tls() || !has_grpc() {
        return;
    }
    let identity = Identity::self_signed(["localhost"], |_| {});
    let server = Server::start(Tls::new(&identity).ok());
    let target = format!("grpcs://127.0.0.1:{}", server.port());
    probe(["-k", &target]).unhealthy(["did not choose HTTP/2"]);
    // nginx without http2 knows HTTP/1.1 only.
    if let Some(nginx) = Nginx::start_in(House::new().0, "ssl", CERTIFICATE) {
        let target = format!("grpcs://127.0.0.1:{}", nginx.port());
        probe(["-k", &target]).exits(1);
    }
}

#[test]
fn nginx_ends_the_tls_of_a_server() {
    let house = House::new();
    let Some(server) = has_tls()
        .then(|| GrpcServer::start(Library::GrpcGo))
        .flatten()
    else {
        return;
    };
    let address = server.address();
    let block = format!("{CERTIFICATE} location / {{ grpc_pass grpc://{address}; }}");
    let Some(nginx) = Nginx::start_in(house.0, "ssl http2", &block) else {
        return;
    };
    let ca = nginx.folder().join("ca").display().to_string();
    let target = |service: &str| format!("grpcs://localhost:{}/{service}", nginx.port());
    probe(["--cacert", &ca, &target("up")]).healthy();
    probe(["--cacert", &ca, &target("down")]).unhealthy(["NOT_SERVING"]);
    let target = format!("grpc://localhost:{}", nginx.port());
    probe([target]).unhealthy(["grpcs://"]);
}

/// Certificates on disk.
pub(super) struct House(TempDir);

impl House {
    /// Makes an authority, and what it signed.
    pub(super) fn new() -> Self {
        let house = Self(scratch());
        let authority = Authority::root("gRPC test CA");
        fs::write(house.file("ca"), authority.pem()).expect("writes");
        house.keep(
            "leaf",
            &authority.issue(["localhost", "127.0.0.1", "HOST", "SERVICE"]),
        );
        house.keep("other", &authority.issue(["app.example"]));
        let short = |params: &mut CertificateParams| {
            dated(params, -1, 3);
        };
        house.keep("short", &authority.issue_with(["127.0.0.1"], short));
        let client = |params: &mut CertificateParams| {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        };
        house.keep("client", &authority.issue_with(["client"], client));
        house
    }

    /// Writes a certificate and its key.
    fn keep(&self, name: &str, identity: &Identity) {
        fs::write(self.file(name), identity.pem()).expect("writes");
        fs::write(self.file(&format!("{name}.key")), &identity.key).expect("writes");
    }

    /// Where a file is.
    pub(super) fn file(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// Starts a server with this certificate.
    pub(super) fn server(&self, library: Library, name: &str, more: &[&str]) -> Option<GrpcServer> {
        if !has_tls() {
            return None;
        }
        let (certificate, key) = (self.file(name), self.file(&format!("{name}.key")));
        let mut arguments = vec!["--certificate", &certificate, "--key", &key];
        arguments.extend(more);
        GrpcServer::start_with(library, "127.0.0.1:0", &arguments)
    }

    /// Probes with the authority trusted.
    fn trusting(&self, arguments: &[&str]) -> Outcome {
        let ca = self.file("ca");
        probe(["--cacert", &ca].iter().chain(arguments))
    }
}

/// How nginx shows its certificate.
const CERTIFICATE: &str = "ssl_certificate FOLDER/leaf; ssl_certificate_key FOLDER/leaf.key;";
