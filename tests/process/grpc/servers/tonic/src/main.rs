//! A health server on tonic. Prints its port, then serves until its standard input ends.
//!
//! Arguments: the address as server.py takes it, then `--no-health`, `--certificate FILE --key FILE`,
//! `--clients-of FILE`.

use std::error::Error;
use std::{env, fs, io};

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, UnixListener};
use tokio_stream::wrappers::{TcpListenerStream, UnixListenerStream};
use tonic::transport::{Certificate, Identity, Server, ServerTlsConfig};
use tonic_health::ServingStatus;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (reporter, service) = tonic_health::server::health_reporter();
    for (name, status) in [
        ("up", ServingStatus::Serving),
        ("down", ServingStatus::NotServing),
        ("unsaid", ServingStatus::Unknown),
    ] {
        reporter.set_service_status(name, status).await;
    }
    let without = arguments.iter().any(|it| it == "--no-health");
    let mut server = Server::builder();
    if let Some(certificate) = file(&arguments, "--certificate")? {
        let key = file(&arguments, "--key")?.unwrap_or_default();
        let mut tls = ServerTlsConfig::new().identity(Identity::from_pem(certificate, key));
        if let Some(authority) = file(&arguments, "--clients-of")? {
            tls = tls.client_ca_root(Certificate::from_pem(authority));
        }
        server = server.tls_config(tls)?;
    }
    let router = server.add_optional_service((!without).then_some(service));
    let ended = async {
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
    };
    match arguments[0].strip_prefix("unix:") {
        Some(path) => {
            let listener = UnixListener::bind(path)?;
            println!("0");
            let incoming = UnixListenerStream::new(listener);
            router.serve_with_incoming_shutdown(incoming, ended).await?;
        }
        None => {
            let listener = TcpListener::bind(&arguments[0]).await?;
            println!("{}", listener.local_addr()?.port());
            let incoming = TcpListenerStream::new(listener);
            router.serve_with_incoming_shutdown(incoming, ended).await?;
        }
    }
    Ok(())
}

/// Reads the file that follows a flag.
fn file(arguments: &[String], flag: &str) -> io::Result<Option<Vec<u8>>> {
    let mut rest = arguments.iter().skip_while(|it| *it != flag);
    rest.nth(1).map(fs::read).transpose()
}
