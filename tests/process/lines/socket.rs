//! Unix sockets that do not work.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::{Path, PathBuf};

use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, listen};

use super::situation::{Situation, unhealthy};

/// Where the probe looks.
const APP: &[&str] = &["unix:/run/app.sock:/health"];

/// The situations.
pub(super) fn situations() -> Vec<Situation> {
    vec![
        unhealthy("no such path, and nothing listens", APP, || ()),
        unhealthy("the app has another path", APP, || {
            listening("/run/gunicorn.sock")
        }),
        unhealthy("the path is a file's", APP, || {
            File::create("/run/app.sock").expect("a file can be made");
            Removed("/run/app.sock".into())
        }),
        unhealthy("the socket was left behind", APP, || {
            // The file stays when its listener is closed.
            listening("/run/app.sock").1
        }),
        unhealthy("the socket takes datagrams", APP, || {
            let socket = UnixDatagram::bind("/run/app.sock").expect("the path is free");
            (socket, Removed("/run/app.sock".into()))
        }),
        unhealthy("the socket is somebody else's", APP, || {
            let held = listening("/run/app.sock");
            allow("/run/app.sock", 0o600);
            held
        })
        .by_nobody(),
        unhealthy(
            "the folder is somebody else's",
            &["unix:/run/app/app.sock:/health"],
            || {
                fs::create_dir_all("/run/app").expect("a folder can be made");
                let held = listening("/run/app/app.sock");
                allow("/run/app", 0o700);
                held
            },
        )
        .by_nobody(),
        unhealthy(
            "the app accepts nothing on its socket",
            &["-m", "200ms", "unix:/run/app.sock:/health"],
            full,
        ),
        unhealthy(
            "nobody has that abstract name",
            &["unix:@app:/health"],
            || listening("/run/app.sock"),
        ),
    ]
}

/// A file that is removed when dropped.
pub(super) struct Removed(pub(super) PathBuf);

impl Drop for Removed {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Listens on a path.
pub(super) fn listening(path: &str) -> (UnixListener, Removed) {
    let listener = UnixListener::bind(path).expect("the path is free");
    (listener, Removed(path.into()))
}

/// Sets permissions.
pub(super) fn allow(path: &str, mode: u32) {
    fs::set_permissions(Path::new(path), Permissions::from_mode(mode)).expect("it is ours");
}

/// A listener whose queue is full.
fn full() -> impl Sized {
    let (listener, removed) = listening("/run/app.sock");
    listen(&listener, 0).expect("a queue can be shortened");
    let address = SocketAddrUnix::new("/run/app.sock").expect("a short path");
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let mut held = Vec::new();
    loop {
        let family = AddressFamily::UNIX;
        let socket = rustix::net::socket_with(family, SocketType::STREAM, flags, None);
        let socket = socket.expect("a socket can be made");
        match connect(&socket, &address) {
            Ok(()) => held.push(socket),
            Err(Errno::AGAIN) => return (listener, removed, held),
            Err(error) => panic!("cannot fill the queue: {error}"),
        }
    }
}
