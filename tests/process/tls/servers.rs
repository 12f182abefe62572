//! Real web servers: Debian's nginx, uvicorn, Python.

use super::{HEALTHY, file, lacks_tls, wants};
use crate::support::{Authority, Nginx, Uvicorn, probe, scratch};

#[test]
fn nginx_speaks_whatever_version_it_is_left_with() {
    if lacks_tls() {
        return;
    }
    let old = "the server's TLS is too old; it must offer TLS 1.2 or 1.3";
    let not_new = "the server's TLS is too old; it must offer TLS 1.3, or leave --tlsv1.3 out";
    let rows = [
        ("TLSv1.2", HEALTHY, not_new),
        ("TLSv1.3", HEALTHY, HEALTHY),
        ("TLSv1 TLSv1.1", old, not_new),
    ];
    for (versions, wanted, wanted_new) in rows {
        let folder = scratch();
        let root = Authority::root("Root");
        let ca = file(folder.path(), "ca.pem", root.pem());
        let identity = root.intermediate("Middle").issue(["localhost"]);
        identity.write(folder.path());
        let block = format!(
            "{CERTIFICATE} ssl_protocols {versions}; ssl_ciphers ALL:@SECLEVEL=0; location / {{ \
             return 200; }}"
        );
        let Some(nginx) = Nginx::start_in(folder, "ssl", &block) else {
            return;
        };
        let url = format!("https://localhost:{}/", nginx.port());
        wants(&probe(["--cacert", &ca, &url]), nginx.port(), &url, wanted);
        let outcome = probe(["--tlsv1.3", "--cacert", &ca, &url]);
        wants(&outcome, nginx.port(), &url, wanted_new);
    }
}

#[test]
fn nginx_without_its_intermediate_is_told_so() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let identity = root.intermediate("Middle").issue(["localhost"]);
    identity.alone().write(folder.path());
    let block = format!("{CERTIFICATE} location / {{ return 200; }}");
    let Some(nginx) = Nginx::start_in(folder, "ssl", &block) else {
        return;
    };
    let url = format!("https://localhost:{}/", nginx.port());
    let wanted = "certificate's issuer \"Middle\" is not in the --cacert file; add it there, or \
                  let the server send its intermediate certificate";
    wants(&probe(["--cacert", &ca, &url]), nginx.port(), &url, wanted);
    // nginx has words of its own for who speaks no TLS.
    let plain = nginx.url("/");
    probe([&plain]).unhealthy(["400 Bad Request", "this port speaks TLS; try https://"]);
}

#[test]
fn nginx_that_wants_a_client_certificate_gets_it() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let [root, clients, strangers] = ["Root", "Clients", "Strangers"].map(Authority::root);
    let ca = file(folder.path(), "ca.pem", root.pem());
    root.issue(["localhost"]).write(folder.path());
    file(folder.path(), "clients.pem", clients.pem());
    let pair = |name: &str, authority: &Authority| {
        let identity = authority.issue_with(["client.example"], |it| {
            it.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
        });
        file(
            folder.path(),
            name,
            format!("{}{}", identity.pem(), identity.key),
        )
    };
    let [good, bad] = [pair("good", &clients), pair("bad", &strangers)];
    let block = format!(
        "{CERTIFICATE} ssl_client_certificate FOLDER/clients.pem; ssl_verify_client on; location \
         / {{ return 200 $ssl_client_s_dn; }}"
    );
    let Some(nginx) = Nginx::start_in(folder, "ssl", &block) else {
        return;
    };
    let url = format!("https://localhost:{}/", nginx.port());
    let options = ["--cacert", &ca, &url];
    let given = |identity: &str| {
        let options = ["-E", identity, "--expect-body", "client.example"]
            .into_iter()
            .chain(options);
        probe(options)
    };
    wants(&given(&good), nginx.port(), &url, HEALTHY);
    given(&bad).unhealthy(["400 Bad Request"]);
    probe(options).unhealthy(["400 Bad Request"]);
}

#[test]
fn uvicorn_serves_tls() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    root.issue(["localhost"]).write(folder.path());
    let [cert, key] =
        ["cert.pem", "key.pem"].map(|it| folder.path().join(it).display().to_string());
    let source = "
async def app(scope, receive, send):
    if scope['type'] == 'http':
        await send({'type': 'http.response.start', 'status': 200, 'headers': []})
        await send({'type': 'http.response.body', 'body': b'ok'})
";
    let options = [
        "--port",
        "0",
        "--ssl-certfile",
        &cert,
        "--ssl-keyfile",
        &key,
    ];
    let Some(uvicorn) = Uvicorn::start_with(source, &options) else {
        return;
    };
    let url = uvicorn.url("/").replace("127.0.0.1", "localhost");
    wants(&probe(["--cacert", &ca, &url]), 0, &url, HEALTHY);
    wants(
        &probe(["--cacert", &ca, "--expect-body", "ok", &url]),
        0,
        &url,
        HEALTHY,
    );
    let wanted = "certificate's issuer \"Root\" is unknown; give its CA with --cacert FILE, or \
                  let the server send its intermediate certificate";
    wants(&probe([&url]), 0, &url, wanted);
    // uvicorn hangs up on who speaks no TLS.
    probe([url.replace("https://", "http://")]).unhealthy(["connection closed without an answer"]);
}

/// What every configuration begins with.
const CERTIFICATE: &str = "ssl_certificate FOLDER/cert.pem; ssl_certificate_key FOLDER/key.pem;";
