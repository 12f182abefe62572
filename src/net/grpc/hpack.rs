//! Header blocks (RFC 7541) between peers that use no dynamic table. Pure.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::huffman;
use super::table::entry;

/// One header field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// In lower case, as HTTP/2 demands.
    pub(crate) name: Vec<u8>,
    /// The value.
    pub(crate) value: Vec<u8>,
}

impl Field {
    /// Returns the size as HTTP/2 counts it.
    pub(super) fn size(&self) -> usize {
        let text = self.name.len().saturating_add(self.value.len());
        text.saturating_add(32)
    }
}

/// Reads the fields of a block one after the other.
pub(super) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// Begins with the first field.
    pub(super) fn new(block: &'a [u8]) -> Self {
        Self(block)
    }

    /// Reads a field. The inner `None` is the end, the outer one a malformed block.
    pub(super) fn read(&mut self) -> Option<Option<Field>> {
        loop {
            let Some(&first) = self.0.first() else {
                return Some(None);
            };
            let prefix = match first {
                0x80.. => return Some(Some(self.indexed()?)),
                // Added to the dynamic table, whose size is 0: nothing is kept.
                0x40.. => 6,
                // A new size of the dynamic table: whatever it is, we allowed none.
                0x20.. => {
                    self.integer(5)?;
                    continue;
                }
                _ => 4,
            };
            let name = match self.integer(prefix)? {
                0 => self.string()?,
                index => entry(index)?.0.to_vec(),
            };
            let value = self.string()?;
            return Some(Some(Field { name, value }));
        }
    }

    /// Reads a field of the static table.
    fn indexed(&mut self) -> Option<Field> {
        let (name, value) = entry(self.integer(7)?)?;
        Some(Field {
            name: name.to_vec(),
            value: value.to_vec(),
        })
    }

    /// Reads an integer that begins in the low bits of a byte, as many as `prefix` says.
    fn integer(&mut self, prefix: u32) -> Option<usize> {
        let most = 0xff_u8.checked_shr(8_u32.checked_sub(prefix)?)?;
        let first = self.byte()? & most;
        let mut value = usize::from(first);
        if first < most {
            return Some(value);
        }
        // Three more bytes go up to 2 MiB, which is above every bound here.
        for shift in [0, 7, 14] {
            let byte = self.byte()?;
            value = value.checked_add(usize::from(byte & 0x7f).checked_shl(shift)?)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// Reads a string, in the Huffman code or plain.
    fn string(&mut self) -> Option<Vec<u8>> {
        let is_huffman = self.0.first()? & 0x80 != 0;
        let length = self.integer(7)?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        if is_huffman {
            huffman::decode(bytes)
        } else {
            Some(bytes.to_vec())
        }
    }

    /// Reads a byte.
    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }
}

/// Appends a field as a literal that no proxy may keep, for it may be a secret.
pub(super) fn append(block: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    block.push(0x10);
    for text in [name, value] {
        let mut rest = text.len();
        if rest < 0x7f {
            block.extend(u8::try_from(rest));
        } else {
            block.push(0x7f);
            rest = rest.saturating_sub(0x7f);
            while rest >= 0x80 {
                block.extend(u8::try_from(rest & 0x7f | 0x80));
                rest >>= 7;
            }
            block.extend(u8::try_from(rest));
        }
        block.extend_from_slice(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decodes a whole block as `name: value` lines.
    fn decode(block: &[u8]) -> Option<String> {
        let mut fields = Fields::new(block);
        let mut out = String::new();
        while let Some(field) = fields.read()? {
            let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
            out += &format!("{}: {}\n", text(&field.name), text(&field.value));
        }
        Some(out)
    }

    #[test]
    fn every_form_is_read() {
        for (block, wanted) in [
            (&b""[..], ""),
            (b"\x88", ":status: 200\n"),
            // A size update first, as grpcio sends it; a value by index.
            (b"\x20\x88", ":status: 200\n"),
            // Without indexing, with indexing, never indexed; new names and static ones.
            (b"\x00\x01a\x01b", "a: b\n"),
            (b"\x40\x01a\x01b", "a: b\n"),
            (b"\x10\x01a\x00", "a: \n"),
            (b"\x5f\x01x", "content-type: x\n"),
            (b"\x0f\x10\x01x", "content-type: x\n"),
            (b"\x48\x03201", ":status: 201\n"),
            // Huffman, from RFC 7541, C.4.1 and C.6.1.
            (b"\x48\x82\x64\x02", ":status: 302\n"),
            (
                b"\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff",
                ":authority: www.example.com\n",
            ),
        ] {
            assert_eq!(decode(block).as_deref(), Some(wanted), "{block:?}");
        }
    }

    #[test]
    fn malformed_blocks_are_refused() {
        for block in [
            &b"\x80"[..],
            // The dynamic table.
            b"\xbe",
            b"\x7e\x01x",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
            b"\x00",
            b"\x00\x05a",
            b"\x00\x01a",
            b"\x00\x01a\x7f",
            b"\x00\x01a\x7f\xff\xff\xff\x01",
            b"\x00\x01a\x81\x00",
            b"\x3f\xff\xff\xff\x01",
        ] {
            assert_eq!(decode(block), None, "{block:?}");
        }
    }

    #[test]
    fn what_is_appended_is_read_back() {
        for length in [0, 1, 126, 127, 128, 254, 255, 1000, 16_510, 16_511, 100_000] {
            let mut block = Vec::new();
            let field = Field {
                name: b"a".to_vec(),
                value: vec![b'v'; length],
            };
            append(&mut block, &field.name, &field.value);
            let mut fields = Fields::new(&block);
            assert_eq!(fields.read(), Some(Some(field)), "{length}");
            assert_eq!(fields.read(), Some(None), "{length}");
        }
    }
}
