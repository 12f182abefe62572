//! TLS as a script for the scripted server.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring::default_provider;
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{RootCertStore, ServerConfig, ServerConnection, Stream, SupportedProtocolVersion};

use super::certificate::{Authority, Identity};
use super::conversation::Conversation;
use super::reply::Reply;
use super::request::Request;

/// A TLS server that is yet to be told what to answer.
#[derive(Clone, Debug)]
pub(crate) struct Tls {
    /// Who it says it is.
    identity: Identity,
    /// Who must have signed the client's certificate, if one is wanted.
    clients: Option<RootCertStore>,
    /// How its bytes leave.
    manner: Manner,
    /// Whether it says that it is done before it closes.
    notify: bool,
    /// Whether it answers without a question, in whatever protocol, HTTP/2 among them.
    unasked: bool,
    /// What it offers.
    versions: Vec<&'static SupportedProtocolVersion>,
}

/// How the bytes of a TLS server leave.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Manner {
    /// Only the first so many of each connection.
    Cut(usize),
    /// One by one with this pause after each.
    Drip(Duration),
    /// At once, but for the last byte of the answer, which is changed on its way.
    Garbled,
    /// At once.
    Whole,
}

impl Tls {
    /// A server with this certificate that offers TLS 1.2 and 1.3.
    pub(crate) fn new(identity: &Identity) -> Self {
        Self {
            identity: identity.clone(),
            clients: None,
            manner: Manner::Whole,
            notify: true,
            unasked: false,
            versions: rustls::ALL_VERSIONS.to_vec(),
        }
    }

    /// Requires a client certificate that this authority signed.
    pub(crate) fn clients_of(mut self, authority: &Authority) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(authority.der()).expect("a CA can be trusted");
        self.clients = Some(roots);
        self
    }

    /// Requires this very client certificate.
    pub(crate) fn clients_who_are(mut self, client: &Identity) -> Self {
        let mut roots = RootCertStore::empty();
        roots
            .add(client.chain[0].clone())
            .expect("a certificate can be trusted");
        self.clients = Some(roots);
        self
    }

    /// Sends its bytes otherwise.
    pub(crate) fn manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }

    /// Closes without `close_notify`.
    pub(crate) fn silent_close(mut self) -> Self {
        self.notify = false;
        self
    }

    /// Answers without a question, in whatever protocol, HTTP/2 among them.
    pub(crate) fn unasked(mut self) -> Self {
        self.unasked = true;
        self
    }

    /// Offers this version only.
    pub(crate) fn version(mut self, version: &'static SupportedProtocolVersion) -> Self {
        self.versions = vec![version];
        self
    }

    /// Answers every request with an empty `200 OK`.
    pub(crate) fn ok(self) -> Reply {
        self.answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    }

    /// Answers every request with these bytes.
    pub(crate) fn answers(self, bytes: impl AsRef<[u8]>) -> Reply {
        let config = Arc::new(self.config());
        let bytes = bytes.as_ref().to_vec();
        Reply::custom(move |talk| {
            // A client that refuses the certificate ends the talk, which is no fault of ours.
            let _ = self.serve(&config, &bytes, talk);
            talk.socket().shutdown(Shutdown::Write);
            let _ = io::copy(&mut talk.socket(), &mut io::sink());
        })
    }

    /// Makes rustls's configuration.
    fn config(&self) -> ServerConfig {
        let provider = Arc::new(default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&self.versions)
            .expect("the versions are known");
        let builder = match &self.clients {
            None => builder.with_no_client_auth(),
            Some(roots) => {
                let roots = Arc::new(roots.clone());
                let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
                builder.with_client_cert_verifier(verifier.build().expect("a CA is there"))
            }
        };
        let secret = default_provider()
            .key_provider
            .load_private_key(self.identity.secret())
            .expect("the key is of a known kind");
        // Unlike `with_single_cert` this lets a thief show what it has no key for.
        let own = CertifiedKey::new(self.identity.chain.clone(), secret);
        let mut config = builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(own)));
        if self.unasked {
            config.alpn_protocols = vec![b"h2".to_vec()];
        }
        config
    }

    /// Reads one request and answers it.
    fn serve(
        &self,
        config: &Arc<ServerConfig>,
        answer: &[u8],
        talk: &mut Conversation,
    ) -> io::Result<()> {
        let mut connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
        let mut wire = Wire {
            talk,
            manner: match self.manner {
                Manner::Garbled => Manner::Whole,
                other => other,
            },
        };
        let mut request = Request::default();
        let mut buffer = [0; 4096];
        while !self.unasked && !request.is_complete() {
            let length = Stream::new(&mut connection, &mut wire).read(&mut buffer)?;
            if length == 0 {
                return Ok(());
            }
            request.push(&buffer[..length]);
        }
        wire.talk.record(request);
        if matches!(self.manner, Manner::Garbled) {
            wire.manner = Manner::Garbled;
        }
        Stream::new(&mut connection, &mut wire).write_all(answer)?;
        if self.notify {
            connection.send_close_notify();
        }
        while connection.wants_write() {
            connection.write_tls(&mut wire)?;
        }
        Ok(())
    }
}

/// A connection whose bytes leave in some manner.
struct Wire<'a> {
    /// The connection.
    talk: &'a mut Conversation,
    /// How its bytes leave.
    manner: Manner,
}

impl Read for Wire<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.talk.socket().read(buffer)
    }
}

impl Write for Wire<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.manner {
            Manner::Cut(left) => {
                let length = bytes.len().min(*left);
                *left -= length;
                self.talk.send(&bytes[..length])?;
                if length < bytes.len() {
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
            }
            Manner::Drip(every) => {
                let every = *every;
                for byte in bytes {
                    self.talk.send(&[*byte])?;
                    if self.talk.pause(every) {
                        return Err(io::ErrorKind::BrokenPipe.into());
                    }
                }
            }
            Manner::Garbled => {
                let mut bytes = bytes.to_vec();
                *bytes.last_mut().expect("there is one") ^= 1;
                self.talk.send(&bytes)?;
            }
            Manner::Whole => self.talk.send(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
