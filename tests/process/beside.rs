//! Servers of every kind, judged beside `curl -f` and by the kubelet's rules in Go.
//!
//! Every difference has its reason in `beside/differences.txt`, and every reason there is needed.

#[path = "beside/behaviour.rs"]
mod behaviour;
#[path = "beside/difference.rs"]
mod difference;
#[path = "beside/framing.rs"]
mod framing;
#[path = "beside/heads.rs"]
mod heads;
#[path = "beside/mutation.rs"]
mod mutation;
#[path = "beside/others.rs"]
mod others;
#[path = "beside/redirects.rs"]
mod redirects;

use std::collections::BTreeSet;
use std::env;
use std::io::{self, Write};
use std::sync::Mutex;
use std::thread;

use self::behaviour::Behaviour;
use self::difference::reasons;
use self::mutation::Random;
use self::others::{Others, Said};
use crate::support::{Probe, Reply, Server};

/// The limit of every run.
const LIMIT: &str = "1s";

/// How many servers are judged at a time.
const BATCH: usize = 40;

/// How many batches run at a time.
const WORKERS: usize = 3;

/// How many random changes there are.
const MUTATIONS: usize = 1000;

/// A run on a busy machine may miss its limit; so often it is made again.
const TRIES: usize = 3;

#[test]
fn every_difference_from_curl_and_the_kubelet_has_a_reason() {
    let Some(others) = Others::find() else {
        return;
    };
    let scripted = behaviour::all();
    assert!(scripted.len() >= 200, "only {} servers", scripted.len());
    let seed = env::var("BESIDE_SEED").ok().and_then(|it| it.parse().ok());
    let seed = seed.unwrap_or(20_261_126);
    note(&format!("BESIDE_SEED={seed}"));
    let mut random = Random::new(seed);
    let mutations = (0..MUTATIONS).map(|number| random.mutation(number, &scripted));
    let mutations: Vec<_> = mutations.collect();
    let reasons = reasons();
    let (mut used, mut unknown) = (BTreeSet::new(), Vec::new());
    let mut compared = 0;
    for (all, is_scripted) in [(&scripted, true), (&mutations, false)] {
        for case in judge_all(all, &others) {
            compared += 1;
            for difference in case.differences() {
                match reasons.iter().find(|it| it.fits(&difference)) {
                    Some(reason) if is_scripted => drop(used.insert(reason.line)),
                    Some(_) => {}
                    None => unknown.push(difference.to_string()),
                }
            }
        }
    }
    note(&format!("{compared} servers beside curl and Go"));
    let rest = unknown.len();
    assert!(
        unknown.is_empty(),
        "{rest} differences without a reason:\n{}",
        unknown.join("\n")
    );
    let unused = reasons.iter().filter(|it| !used.contains(it.line));
    let unused: Vec<_> = unused.collect();
    assert!(
        unused.is_empty(),
        "no difference has the reason {unused:#?}"
    );
}

/// Prints a line for whoever reads the log.
fn note(text: &str) {
    writeln!(io::stderr(), "{text}").expect("stderr takes it");
}

/// What became of one server.
struct Case {
    /// Its name.
    name: String,
    /// What probelet says of it.
    ours: Said,
    /// What the others say of it.
    theirs: [(&'static str, Said); 2],
}

impl Case {
    /// Returns where the others decide otherwise.
    fn differences(&self) -> impl Iterator<Item = difference::Difference<'_>> {
        let other = self
            .theirs
            .iter()
            .filter(|(_, it)| it.healthy != self.ours.healthy);
        other.map(|(who, theirs)| difference::Difference {
            name: &self.name,
            who,
            ours: &self.ours,
            theirs,
        })
    }
}

/// Judges servers, some at a time.
fn judge_all(all: &[Behaviour], others: &Others) -> Vec<Case> {
    let queue = Mutex::new(all.chunks(BATCH));
    let next = || queue.lock().expect("no worker fails in it").next();
    thread::scope(|scope| {
        let work = || {
            let mut cases = Vec::new();
            while let Some(batch) = next() {
                cases.extend(judge(batch, others));
            }
            cases
        };
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        let joined = workers
            .into_iter()
            .map(|it| it.join().expect("a worker ends"));
        joined.flatten().collect()
    })
}

/// Judges some servers, all of which are paths of one.
fn judge(batch: &[Behaviour], others: &Others) -> Vec<Case> {
    let scripts = batch.to_vec();
    let server = Server::start(Reply::choose(move |request| {
        let path = request.path();
        let number = path.split('/').nth(1).and_then(|it| it.parse().ok());
        let number: usize = number.unwrap_or(usize::MAX);
        match scripts.get(number) {
            Some(script) => script.reply(number, &path),
            None => Reply::status(404),
        }
    }));
    let urls: Vec<_> = (0..batch.len())
        .map(|at| server.url(&format!("/{at}")))
        .collect();
    let go = others.kubelet(&urls);
    let cases = batch.iter().zip(urls).zip(go);
    cases
        .map(|((behaviour, url), go)| {
            let mut case = Case {
                name: behaviour.name.clone(),
                ours: ours(&url),
                theirs: [("curl", others.curl(&url)), ("kubelet", go)],
            };
            for _ in 1..TRIES {
                if case.differences().next().is_none() {
                    break;
                }
                let go = others.kubelet(std::slice::from_ref(&url));
                case.ours = ours(&url);
                case.theirs = [("curl", others.curl(&url)), ("kubelet", go[0].clone())];
            }
            case
        })
        .collect()
}

/// Asks probelet.
fn ours(url: &str) -> Said {
    let outcome = Probe::new().args(["-m", LIMIT, url]).run();
    Said {
        healthy: match outcome.code {
            Some(0) => true,
            Some(1) => false,
            _ => panic!("{outcome}"),
        },
        words: outcome.line().to_owned(),
    }
}
