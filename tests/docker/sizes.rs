//! What an image weighs with the health check it had and with probelet.
//!
//! Every run leaves its figures in `target/tmp/images`; `scripts/images-report.sh` writes
//! them into the page, and every run fails when the page is outdated.

use std::fs;
use std::path::Path;

use crate::engine::{Engine, project};
use crate::image::{Image, size};

/// What four of the five health checks needed.
pub(crate) const CURL: &str = "curl, ca-certificates";

/// Fails unless the image has become smaller, by what bench/results/images.csv says.
#[track_caller]
pub(crate) fn assert_smaller(engine: &Engine, app: &str, had: &str, before: &Image, after: &Image) {
    let base = size(&engine.base);
    let [before, after] = [before, after].map(|image| image.size() - base);
    assert!(
        after < before,
        "{app}: {before} bytes before, {after} after"
    );
    // The page shows the flavour with TLS; an image with the other one is smaller still.
    if engine.tls {
        let figures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("images");
        fs::create_dir_all(&figures).expect("target/tmp can be written");
        let row = format!("{app},\"{had}\",{before},{after}\n");
        fs::write(figures.join(app), row).expect("target/tmp can be written");
        assert_documented(app, [before, after]);
    }
}

/// Fails when the figures in bench/results/images.csv are far from these.
#[track_caller]
fn assert_documented(app: &str, measured: [u64; 2]) {
    let figures = fs::read_to_string(project("bench/results/images.csv")).unwrap_or_default();
    let line = figures.lines().find(|line| line.starts_with(app));
    let columns: Vec<_> = line.unwrap_or_default().split(',').collect();
    let documented = columns[columns.len().saturating_sub(2)..].iter();
    let documented: Vec<u64> = documented.filter_map(|it| it.parse().ok()).collect();
    let near =
        |(documented, measured): (&u64, u64)| documented.abs_diff(measured) * TOLERANCE <= measured;
    assert!(
        documented.len() == 2 && documented.iter().zip(measured).all(near),
        "bench/results/images.csv says {line:?}, measured {measured:?}: run scripts/images-report.sh"
    );
}

/// Debian's packages change between two runs; a tenth is far more than they do.
const TOLERANCE: u64 = 10;
