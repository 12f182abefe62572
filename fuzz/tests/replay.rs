//! Replays every input of the corpus; needs neither cargo-fuzz nor a nightly compiler.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::time::Instant;

use probelet_fuzz::TARGETS;

#[test]
fn what_must_hold_holds_for_every_input_of_the_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let folders = fs::read_dir(&corpus).expect("there is a corpus").count();
    assert_eq!(folders, TARGETS.len(), "a folder a target, and no other");
    let (mut replayed, mut failed) = (0, Vec::new());
    for (name, target) in TARGETS {
        let start = Instant::now();
        let entries = fs::read_dir(corpus.join(name)).expect("every target has a folder");
        let mut files: Vec<_> = entries
            .map(|entry| entry.expect("an entry").path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "no input for {name}");
        replayed += files.len();
        let count = files.len();
        for file in files {
            let input = fs::read(&file).expect("an input can be read");
            if catch_unwind(|| target(&input)).is_err() {
                failed.push(file);
            }
        }
        eprintln!(
            "{name}: {} inputs in {} ms",
            count,
            start.elapsed().as_millis()
        );
    }
    eprintln!("replayed: {replayed} inputs");
    assert!(failed.is_empty(), "it does not hold for {failed:#?}");
}
