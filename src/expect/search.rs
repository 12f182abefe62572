//! Looks for a text in bytes that may still be arriving.

use super::MAX_CONTENT;

/// The search for one text: each byte is looked at once, in whatever pieces they come.
#[derive(Debug)]
pub(super) struct Search {
    /// What is looked for.
    text: &'static [u8],
    /// For each length of a prefix of `text`, the longest shorter prefix that is its suffix
    /// (Knuth, Morris and Pratt). Empty for a text that is longer than all that is judged.
    shorter: Vec<u16>,
    /// How much of the text the last bytes match.
    matched: usize,
}

impl Search {
    /// Prepares the search for a text.
    pub(super) fn new(text: &'static str) -> Self {
        let mut search = Self {
            text: text.as_bytes(),
            shorter: Vec::new(),
            matched: 0,
        };
        if text.len() > MAX_CONTENT {
            return search;
        }
        search.shorter.reserve_exact(text.len());
        search.shorter.push(0);
        // The table is the search for the text in itself, and is complete as far as it goes.
        for &byte in search.text.iter().skip(1) {
            search.step(byte);
            search.shorter.extend(u16::try_from(search.matched));
        }
        search.matched = 0;
        search
    }

    /// Takes the next bytes; reports whether the text has been found so far.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> bool {
        for &byte in bytes {
            if self.is_found() {
                break;
            }
            self.step(byte);
        }
        self.is_found()
    }

    /// Reports whether the text has been found.
    fn is_found(&self) -> bool {
        self.matched == self.text.len()
    }

    /// Takes the next byte.
    fn step(&mut self, byte: u8) {
        while self.text.get(self.matched) != Some(&byte) {
            let Some(last) = self.matched.checked_sub(1) else {
                return;
            };
            self.matched = self.shorter.get(last).map_or(0, |&shorter| shorter.into());
        }
        self.matched = self.matched.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_wherever_it_stands_and_however_it_comes() {
        let bytes = b"aabaabaaabaabab";
        for from in 0..bytes.len() {
            for to in from + 1..=bytes.len() {
                for text in [&bytes[from..to], &[&bytes[from..to], b"b"].concat()] {
                    let text: &'static str = String::from_utf8(text.to_vec()).unwrap().leak();
                    let wanted = str::from_utf8(bytes).unwrap().contains(text);
                    for piece in 1..=bytes.len() {
                        let mut search = Search::new(text);
                        let mut pieces = bytes.chunks(piece);
                        let found = pieces.any(|piece| search.feed(piece));
                        assert_eq!(found, wanted, "{text} in pieces of {piece}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_long_text_costs_no_more_than_a_short_one() {
        // Looked for from every byte again, these would take two billion steps.
        let text: &'static str = ("a".repeat(60_000) + "b").leak();
        let mut search = Search::new(text);
        for piece in "a".repeat(65_536).as_bytes().chunks(7) {
            assert!(!search.feed(piece));
        }
        assert!(search.feed(b"b"));
    }
}
