//! The worker without a port, whose heartbeat is a file.

use std::fs;
use std::time::{Duration, Instant};

use crate::compose::replaced;
use crate::dockerfiles::example;
use crate::engine::{engine, static_program};
use crate::image::Image;
use crate::start::Start;
use crate::support::scratch;

#[test]
fn a_worker_from_scratch_is_unhealthy_soon_after_its_heartbeat_stops() {
    let Some(engine) = engine() else { return };
    let folder = scratch();
    let worker = static_program("examples/worker.rs");
    fs::copy(worker, folder.path().join("worker")).expect("it can be copied");
    let text = fs::read_to_string(example("worker.Dockerfile")).expect("it is there");
    // The pace of a test.
    let text = replaced(&text, "\"60s\"", "\"3s\"");
    let dockerfile = folder.path().join("Dockerfile");
    fs::write(&dockerfile, text).expect("a file can be written");
    let image = Image::of_folder(engine, "worker", folder.path(), &dockerfile);

    let start = Start::new(engine, &image).options(&["--tmpfs=/tmp"]);
    let container = start.run();
    container.await_line("healthy: file:/tmp/heartbeat: ");
    container.freeze();
    let stopped = Instant::now();
    container.await_line("unhealthy: file:/tmp/heartbeat: ");
    let took = stopped.elapsed();
    // The age, an interval of 1 s, and what an engine on a busy machine takes for a check.
    assert!(took < Duration::from_secs(3 + 1 + 4), "took {took:?}");
    container.thaw();
    container.await_line("healthy: file:/tmp/heartbeat: ");
}
