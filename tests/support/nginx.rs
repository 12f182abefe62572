//! A real nginx with a configuration of the test's own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::port::free_port;
use super::tool::{need, scratch};

/// Runs until dropped.
#[derive(Debug)]
pub(crate) struct Nginx {
    /// The process.
    child: Child,
    /// Its configuration and files.
    folder: TempDir,
    /// Where it listens.
    port: u16,
}

impl Nginx {
    /// Starts nginx with this `server` block on 127.0.0.1, in which `listen` stands without TLS.
    ///
    /// `None` when nginx is not installed.
    pub(crate) fn start(block: &str) -> Option<Self> {
        Self::start_with("", block)
    }

    /// As [`Self::start`], with words behind the port in the `listen` line, such as `ssl`.
    ///
    /// `FOLDER` in the block stands for nginx's own folder.
    pub(crate) fn start_with(listen: &str, block: &str) -> Option<Self> {
        Self::start_in(scratch(), listen, block)
    }

    /// As [`Self::start_with`], in a folder that holds the block's files already.
    pub(crate) fn start_in(folder: TempDir, listen: &str, block: &str) -> Option<Self> {
        let nginx = need("nginx")?;
        for _ in 0..10 {
            let port = free_port();
            let config = config(folder.path(), port, listen, block);
            let file = folder.path().join("nginx.conf");
            fs::write(&file, config).expect("the configuration can be written");
            let mut child = Command::new(&nginx)
                .arg("-p")
                .arg(folder.path())
                .arg("-c")
                .arg(&file)
                .args(["-e", "stderr"])
                .stderr(Stdio::piped())
                .spawn()
                .expect("nginx can be started");
            if is_listening(&mut child) {
                return Some(Self {
                    child,
                    folder,
                    port,
                });
            }
            let _ = child.wait();
        }
        panic!("nginx does not start");
    }

    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Its own folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `http://127.0.0.1:PORT` and the path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The whole configuration: one process in the foreground that writes nowhere else.
fn config(folder: &Path, port: u16, listen: &str, block: &str) -> String {
    let folder = folder.display().to_string();
    let block = block.replace("FOLDER", &folder);
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {folder}/{kind};\n"))
        .collect();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nerror_log stderr notice;\n\
         events {{}}\n\
         http {{\naccess_log off;\nabsolute_redirect off;\n{temporary}\
         server {{\nlisten 127.0.0.1:{port} {listen};\n{block}\n}}\n}}\n"
    )
}

/// Reads nginx's log up to the line that follows its `listen` calls; false when it ends before.
fn is_listening(child: &mut Child) -> bool {
    let stream = child.stderr.take().expect("stderr was asked for");
    let mut log = BufReader::new(stream);
    let mut line = String::new();
    while log.read_line(&mut line).is_ok_and(|length| length > 0) {
        if line.contains("event method") {
            // Read on, so that a full pipe never stops nginx.
            std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
            return true;
        }
        line.clear();
    }
    false
}
