//! Random changes of answers, the same for the same seed.

use super::behaviour::{Behaviour, End};

/// A generator of numbers (xorshift64*), which need not be good.
pub(super) struct Random(u64);

impl Random {
    /// Starts with a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// Returns a number below a bound.
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).expect("31 bits") % bound.max(1)
    }

    /// Returns a behaviour with one to three changes in its first answer.
    pub(super) fn mutation(&mut self, number: usize, all: &[Behaviour]) -> Behaviour {
        let fits = |it: &&Behaviour| it.end == End::Close && it.answers[0].len() < 1000;
        let all: Vec<_> = all.iter().filter(fits).collect();
        let mut behaviour = all[self.below(all.len())].clone();
        let other = &all[self.below(all.len())].answers[0];
        for _ in 0..=self.below(3) {
            let answer = &mut behaviour.answers[0];
            let at = self.below(answer.len());
            let end = (at + 1 + self.below(8)).min(answer.len());
            match self.below(7) {
                0 if !answer.is_empty() => answer[at] ^= 1 << self.below(8),
                1 => answer.insert(at, u8::try_from(self.below(256)).expect("a byte")),
                2 if at < end => drop(answer.drain(at..end)),
                3 if at < end => {
                    let copy = answer[at..end].to_vec();
                    answer.splice(at..at, copy);
                }
                4 => answer.truncate(at),
                5 => {
                    let word = WORDS[self.below(WORDS.len())];
                    answer.splice(at..at, word.bytes());
                }
                _ => {
                    let from = self.below(other.len());
                    answer.truncate(at);
                    answer.extend_from_slice(&other[from..]);
                }
            }
        }
        let change = String::from_utf8_lossy(&behaviour.answers[0]).into_owned();
        behaviour.name = format!("mutation {number} of {:?}: {change:?}", behaviour.name);
        behaviour
    }
}

/// Words that mean something in an answer.
const WORDS: &[&str] = &[
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    "\0",
    "\r\n\r\n",
    "\r\n ",
    "HTTP/1.1 ",
    "HTTP/1.0 ",
    "200",
    "204",
    "302",
    "404",
    "503",
    "100",
    "Content-Length: ",
    "Transfer-Encoding: chunked\r\n",
    "Location: {next}\r\n",
    "0",
    "1",
    "-",
    "+",
    ",",
    ";",
    "\u{fc}",
    "A: b\r\n",
];
