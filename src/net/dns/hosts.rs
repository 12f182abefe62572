//! What `/etc/hosts` says. Pure.

use std::net::IpAddr;

use super::record::MAX_ADDRESSES;
use crate::net::address::Family;

/// Finds the addresses of a name in a hosts file, which comes in pieces of any size.
pub(super) struct Hosts<'a> {
    /// The name, in any case.
    name: &'a str,
    /// The addresses that count.
    family: Family,
    /// The address at the start of the line, if it counts.
    address: Option<IpAddr>,
    /// How many words of the line are read.
    words: usize,
    /// The word that is being read; a longer one is cut.
    word: Vec<u8>,
    /// Whether the rest of the line is a comment.
    is_comment: bool,
    /// The addresses that were found.
    found: Vec<IpAddr>,
}

impl<'a> Hosts<'a> {
    /// Starts at the start of the file.
    pub(super) fn new(name: &'a str, family: Family) -> Self {
        Self {
            name,
            family,
            address: None,
            words: 0,
            word: Vec::new(),
            is_comment: false,
            found: Vec::new(),
        }
    }

    /// Reads the next piece of the file.
    pub(super) fn read(&mut self, piece: &[u8]) {
        for &byte in piece {
            match byte {
                b'\n' => {
                    self.end_word();
                    self.words = 0;
                    self.is_comment = false;
                }
                _ if self.is_comment => {}
                b'#' => {
                    self.end_word();
                    self.is_comment = true;
                }
                _ if byte.is_ascii_whitespace() => self.end_word(),
                _ if self.word.len() <= MAX_WORD => self.word.push(byte),
                _ => {}
            }
        }
    }

    /// Returns what was found in the whole file.
    pub(super) fn found(mut self) -> Vec<IpAddr> {
        self.end_word();
        self.found
    }

    /// Takes the word that was read: an address at the start of a line, names behind it.
    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if word.is_empty() {
            return;
        }
        if self.words == 0 {
            let address = str::from_utf8(&word).ok().and_then(|ip| ip.parse().ok());
            self.address = address.filter(|ip| self.family.has(*ip));
        } else if let Some(ip) = self.address
            && word.eq_ignore_ascii_case(self.name.as_bytes())
            && self.found.len() < MAX_ADDRESSES
            && !self.found.contains(&ip)
        {
            self.found.push(ip);
        }
        self.words = self.words.saturating_add(1);
    }
}

/// No address and no name is longer.
const MAX_WORD: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hosts_file() {
        let text =
            "127.0.0.1 localhost\n# 10.0.0.9 app\n::2 App.local APP # x\n10.0.0.2\tapp\nbad app\n";
        let found = |name, family, size| {
            let mut hosts = Hosts::new(name, family);
            text.as_bytes().chunks(size).for_each(|it| hosts.read(it));
            let found = hosts.found();
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        for size in [1, 7, 1000] {
            assert_eq!(found("app", Family::Any, size), ["::2", "10.0.0.2"]);
            assert_eq!(found("APP.LOCAL", Family::Any, size), ["::2"]);
            assert_eq!(found("app", Family::V4, size), ["10.0.0.2"]);
            assert!(found("x", Family::Any, size).is_empty());
        }
    }

    #[test]
    fn a_line_may_be_long_and_the_last_one_open() {
        let text = format!("10.0.0.1 {} app x", "a".repeat(100_000));
        let mut hosts = Hosts::new("x", Family::Any);
        hosts.read(text.as_bytes());
        assert_eq!(hosts.word.len(), 1);
        assert_eq!(hosts.found().len(), 1);
    }
}
