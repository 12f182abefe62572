//! `--min-cert-days`.

use super::{HEALTHY, asked, file, lacks_tls, shown};
use crate::support::{Authority, Identity, Reply, Server, Tls, dated, probe, scratch};

#[test]
fn a_certificate_must_last_for_the_days_that_are_asked() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let rows = [
        (20, "0", HEALTHY),
        (20, "20", HEALTHY),
        (
            20,
            "21",
            "certificate expires on END, in 20 days, wanted at least 21",
        ),
        (
            1,
            "30",
            "certificate expires on END, in 1 day, wanted at least 30",
        ),
        (
            0,
            "1",
            "certificate expires on END, in less than a day, wanted at least 1",
        ),
        (0, "0", HEALTHY),
        (-2, "30", "certificate expired on END, 2 days ago"),
        (-2, "0", "certificate expired on END, 2 days ago"),
    ];
    for (end, days, wanted) in rows {
        let mut date = String::new();
        let identity = root.issue_with(["localhost"], |it| [_, date] = dated(it, -90, end));
        let wanted = wanted.replace("END", &date);
        let pin = file(folder.path(), "pin.pem", identity.pem());
        for trust in [&["--cacert", &ca][..], &["--cacert", &pin], &["-k"]] {
            let options = [trust, &["--min-cert-days", days]].concat();
            shown(&identity, "localhost", &options, &wanted);
        }
    }
}

#[test]
fn a_pinned_certificate_must_last_too() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let mut date = String::new();
    let identity = Identity::self_signed(["localhost"], |it| [_, date] = dated(it, -90, 20));
    let pin = file(folder.path(), "pin.pem", identity.pem());
    let wanted = format!("certificate expires on {date}, in 20 days, wanted at least 30");
    shown(
        &identity,
        "localhost",
        &["--cacert", &pin, "--min-cert-days", "30"],
        &wanted,
    );
    shown(
        &identity,
        "localhost",
        &["--cacert", &pin, "--min-cert-days", "10"],
        HEALTHY,
    );
}

#[test]
fn only_the_leaf_has_to_last() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let middle = root.intermediate_with("Middle", |it| {
        dated(it, -90, 10);
    });
    let server = Tls::new(&middle.issue(["localhost"]));
    asked(
        server.ok(),
        "localhost",
        &["--cacert", &ca, "--min-cert-days", "30"],
        HEALTHY,
    );
}

#[test]
fn a_name_that_is_wrong_stays_wrong() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let identity = root.issue_with(["*.example"], |it| {
        dated(it, -90, 20);
    });
    let wanted = "certificate is for \"*.example\", not \"localhost\"";
    shown(
        &identity,
        "localhost",
        &["--cacert", &ca, "--min-cert-days", "30"],
        wanted,
    );
}

#[test]
fn where_no_certificate_is_seen_none_can_last() {
    if lacks_tls() {
        return;
    }
    let folder = scratch();
    let root = Authority::root("Test Root");
    let ca = file(folder.path(), "ca.pem", root.pem());
    let plain = Server::start(Reply::ok());
    let secure = Server::start(Tls::new(&root.issue(["localhost"])).ok());
    let insists = Server::start(Reply::redirect(
        302,
        &format!("https://localhost:{}/", secure.port()),
    ));
    let open = Server::start(Reply::CloseAtAccept);
    let urls = [
        format!("https://localhost:{}/", secure.port()),
        format!("http://localhost:{}/", insists.port()),
        format!("http://localhost:{}/", plain.port()),
        format!("tcp://localhost:{}", open.port()),
    ];
    let options = ["--cacert", &ca, "--min-cert-days", "1"];
    let outcome = probe(options.into_iter().chain(urls.iter().map(String::as_str)));
    outcome.exits(1);
    let lines: Vec<_> = outcome.stdout().lines().collect();
    assert_eq!(lines.len(), 4, "{outcome}");
    let wanted = [true, true, false, false];
    for (line, healthy) in lines.into_iter().zip(wanted) {
        let unseen = line.contains("no certificate was seen, so --min-cert-days fails");
        assert_eq!(line.starts_with("healthy"), healthy, "{outcome}");
        assert_eq!(unseen, !healthy, "{outcome}");
    }
}
