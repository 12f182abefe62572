//! HPACK's Huffman code (RFC 7541, Appendix B). Pure.
//!
//! The code is canonical: codes of one length are consecutive, and the first of each length follows
//! from the last of the length before. So the symbols in order of their codes and the number of
//! codes of each length take the place of the table.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

/// Decodes a string; `None` when it is malformed.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut prefix = Prefix::default();
    for byte in bytes {
        for shift in (0..8).rev() {
            if let Some(rank) = prefix.push(byte >> shift & 1)? {
                // The last code of all is the end of string, which must not be written.
                out.push(*SYMBOLS.get(rank)?);
                prefix = Prefix::default();
            }
        }
    }
    // Less than a byte is left, and it is the start of the end of string: only ones.
    let ones = (1_u32 << prefix.length).wrapping_sub(1);
    (prefix.length < 8 && prefix.code == ones).then_some(out)
}

/// The bits of a code that have been read.
#[derive(Default)]
struct Prefix {
    /// The bits.
    code: u32,
    /// How many there are.
    length: usize,
    /// The first code of this length.
    first: u32,
    /// How many codes are shorter.
    shorter: u32,
}

impl Prefix {
    /// Appends a bit; returns the rank of the code that it completes, if any, and `None` when no
    /// code starts like this.
    fn push(&mut self, bit: u8) -> Option<Option<usize>> {
        let count = u32::from(*COUNTS.get(self.length)?);
        self.code = self.code << 1 | u32::from(bit);
        self.length = self.length.wrapping_add(1);
        let offset = self.code.wrapping_sub(self.first);
        if offset < count {
            return Some(usize::try_from(self.shorter.wrapping_add(offset)).ok());
        }
        self.shorter = self.shorter.wrapping_add(count);
        self.first = self.first.wrapping_add(count) << 1;
        Some(None)
    }
}

/// How many codes there are of 1, 2, 3 bits and so on; the end of string is one of the last.
const COUNTS: [u8; 30] = [
    0, 0, 0, 0, 10, 26, 32, 6, 0, 5, 3, 2, 6, 2, 3, 0, 0, 0, 3, 8, 13, 26, 29, 12, 4, 15, 19, 29,
    0, 4,
];

/// Every byte, in the order of their codes.
const SYMBOLS: &[u8; 256] = b"012aceiost %-./3456789=A_bdfghlmnpru:BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz\
&*,;XZ!\"()?'+|#>\0$@[]~^}<`{\\\xc3\xd0\x80\x82\x83\xa2\xb8\xc2\xe0\xe2\x99\xa1\xa7\xac\xb0\xb1\
\xb3\xd1\xd8\xd9\xe3\xe5\xe6\x81\x84\x85\x86\x88\x92\x9a\x9c\xa0\xa3\xa4\xa9\xaa\xad\xb2\xb5\xb9\
\xba\xbb\xbd\xbe\xc4\xc6\xe4\xe8\xe9\x01\x87\x89\x8a\x8b\x8c\x8d\x8f\x93\x95\x96\x97\x98\x9b\x9d\
\x9e\xa5\xa6\xa8\xae\xaf\xb4\xb6\xb7\xbc\xbf\xc5\xe7\xef\t\x8e\x90\x91\x94\x9f\xab\xce\xd7\xe1\
\xec\xed\xc7\xcf\xea\xeb\xc0\xc1\xc8\xc9\xca\xcd\xd2\xd5\xda\xdb\xee\xf0\xf2\xf3\xff\xcb\xcc\xd3\
\xd4\xd6\xdd\xde\xdf\xf1\xf4\xf5\xf6\xf7\xf8\xfa\xfb\xfc\xfd\xfe\x02\x03\x04\x05\x06\x07\x08\x0b\
\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f\xdc\xf9\n\r\x16";

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the code of every symbol as the RFC lists it, the end of string last.
    fn table() -> Vec<&'static str> {
        let text = include_str!("../../../tests/data/huffman.txt");
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let codes: Vec<_> = lines.map(|line| line.split_once(' ').unwrap().1).collect();
        assert_eq!(codes.len(), 257);
        codes
    }

    /// Packs bits into bytes, with ones up to the end of the last one.
    fn pack(bits: &str) -> Vec<u8> {
        let mut bits = bits.to_owned();
        while !bits.len().is_multiple_of(8) {
            bits.push('1');
        }
        let byte = |bits: &[u8]| u8::from_str_radix(str::from_utf8(bits).unwrap(), 2).unwrap();
        bits.as_bytes().chunks(8).map(byte).collect()
    }

    #[test]
    fn every_pair_of_symbols_is_decoded() {
        let table = table();
        for (first, code) in (0..=255).zip(&table) {
            for (second, other) in (0..=255).zip(&table) {
                let bytes = pack(&[*code, *other].concat());
                assert_eq!(decode(&bytes), Some(vec![first, second]));
            }
        }
    }

    #[test]
    fn examples_of_the_rfc() {
        for (hex, text) in [
            ("f1e3c2e5f23a6ba0ab90f4ff", "www.example.com"),
            ("a8eb10649cbf", "no-cache"),
            ("6402", "302"),
            ("aec3771a4b", "private"),
            ("", ""),
        ] {
            let bytes: Vec<u8> = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect();
            assert_eq!(decode(&bytes).as_deref(), Some(text.as_bytes()), "{hex}");
        }
    }

    #[test]
    fn bad_padding_and_the_end_of_string_are_refused() {
        let table = table();
        for code in &table[..256] {
            let bytes = pack(code);
            if !code.len().is_multiple_of(8) {
                let mut bytes = bytes.clone();
                *bytes.last_mut().unwrap() ^= 1;
                assert_eq!(decode(&bytes), None, "{code}");
            }
            // A whole byte of padding.
            assert_eq!(decode(&[bytes, vec![0xff]].concat()), None, "{code}");
        }
        assert_eq!(decode(&pack(table[256])), None);
        assert_eq!(decode(&[0xff; 64]), None);
    }
}
