//! Real servers: Debian's nginx, and FastAPI on uvicorn.

use std::fs;

use crate::support::{Nginx, Reply, Server, Uvicorn, has_tls, probe, scratch};

/// Answers each path with the status it names.
const STATUSES: &str = "
    location = /200 { return 200 'ok'; }
    location = /204 { return 204; }
    location = /301 { return 301 /200; }
    location = /301-to-500 { return 301 /500; }
    location = /302-away { return 302 http://other.example/; }
    location = /304 { return 304; }
    location = /404 { return 404; }
    location = /500 { return 500; }
    location = /503 { return 503; }
    location = /only-strangers { if ($http_x_token) { return 418; } return 200 'ok'; }
";

/// Path, exit status, and the status that the line names.
const ANSWERS: [(&str, i32, &str); 9] = [
    ("/200", 0, "200 OK"),
    ("/204", 0, "204 No Content"),
    ("/301", 0, "200 OK"),
    ("/301-to-500", 1, "500 Internal Server Error"),
    ("/302-away", 0, "http://other.example/"),
    ("/304", 0, "304 Not Modified"),
    ("/404", 1, "404 Not Found"),
    ("/500", 1, "500 Internal Server Error"),
    ("/503", 1, "503 Service"),
];

#[test]
fn nginx_is_judged_by_its_status() {
    let Some(nginx) = Nginx::start(STATUSES) else {
        return;
    };
    for (path, code, status) in ANSWERS {
        let url = nginx.url(path);
        let outcome = probe([&url]);
        outcome.exits(code).says([url.as_str(), status]);
        let verdict = if code == 0 {
            "healthy: "
        } else {
            "unhealthy: "
        };
        assert!(outcome.line().starts_with(verdict), "{outcome}");
    }
    let wanted = format!("healthy: {}: 200 OK in N ms", nginx.url("/200"));
    assert_eq!(probe([nginx.url("/200")]).untimed_line(), wanted);
    probe(["-I", &nginx.url("/200")]).healthy();
    let body = probe(["-o", "-", &nginx.url("/200")]);
    assert_eq!(body.stdout(), "ok", "{body}");
}

#[test]
fn nginx_with_a_private_ca_is_refused_until_insecure_is_asked_for() {
    if !has_tls() {
        probe(["-k", "https://127.0.0.1:1/"]).misuse(["TLS"]);
        return;
    }
    let folder = scratch();
    let authority = authority();
    let key = rcgen::KeyPair::generate().expect("a key can be made");
    let leaf = rcgen::CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])
        .and_then(|leaf| leaf.signed_by(&key, &authority))
        .expect("a certificate can be signed");
    fs::write(folder.path().join("leaf.pem"), leaf.pem()).expect("writes");
    fs::write(folder.path().join("key.pem"), key.serialize_pem()).expect("writes");
    let certificate = "ssl_certificate FOLDER/leaf.pem; ssl_certificate_key FOLDER/key.pem;";
    let block = format!("{certificate}{STATUSES}");
    let Some(nginx) = Nginx::start_in(folder, "ssl", &block) else {
        return;
    };
    for host in ["127.0.0.1", "localhost"] {
        let url = |path: &str| format!("https://{host}:{}{path}", nginx.port());
        probe([url("/200")]).unhealthy([url("/200").as_str(), "--cacert"]);
        for (path, code, status) in ANSWERS {
            probe(["-k", &url(path)])
                .exits(code)
                .says([url(path).as_str(), status]);
        }
    }
    // Another scheme is another origin: the redirect is followed, the secret stays behind.
    let place = format!("https://127.0.0.1:{}/only-strangers", nginx.port());
    let server = Server::start(Reply::redirect(301, &place));
    let options = ["-k", "-H", "X-Token: secret", &server.url("/")];
    probe(options).healthy().says(["200 OK"]);
    let plain = nginx.url("/200");
    probe([&plain]).unhealthy(["400"]);
}

#[test]
fn fastapi_on_uvicorn_is_judged_by_its_status() {
    let source = r#"
from fastapi import FastAPI, Response

app = FastAPI()

@app.get("/health")
def health():
    return {"status": "healthy"}

@app.get("/shut")
def shut(response: Response):
    response.status_code = 503
    return {"status": "degraded"}
"#;
    let Some(uvicorn) = Uvicorn::start(source) else {
        return;
    };
    let wanted = format!("healthy: {}: 200 OK in N ms", uvicorn.url("/health"));
    assert_eq!(probe([uvicorn.url("/health")]).untimed_line(), wanted);
    let shut = uvicorn.url("/shut");
    let wanted = format!(
        "unhealthy: {shut}: 503 Service Unavailable in N ms, wanted 200-399; it says {{\"status\":\"degraded\"}}"
    );
    assert_eq!(probe([&shut]).untimed_line(), wanted);
    // FastAPI answers HEAD with 405 unless it is told otherwise.
    probe(["-I", &uvicorn.url("/health")]).unhealthy(["405"]);
    probe(["--spider", &uvicorn.url("/health")]).healthy();
    let body = probe(["-qO-", &uvicorn.url("/health")]);
    assert_eq!(body.stdout(), r#"{"status":"healthy"}"#, "{body}");
    for (wanted, code) in [("status=healthy", 0), ("status=fine", 1)] {
        probe(["--expect-json", wanted, &uvicorn.url("/health")]).exits(code);
    }
}

/// A certificate authority of the test's own.
fn authority() -> rcgen::CertifiedIssuer<'static, rcgen::KeyPair> {
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().expect("a key can be made");
    rcgen::CertifiedIssuer::self_signed(params, key).expect("a certificate can be signed")
}
