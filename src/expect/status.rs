//! `--expect-status`: the set of accepted statuses.

use crate::text::{escape, number};

/// A set of statuses such as `200`, `2xx` or `200-204,401`.
#[derive(Debug)]
pub(crate) struct StatusSet {
    /// Inclusive ranges.
    ranges: Vec<(u16, u16)>,
    /// As written, escaped.
    text: &'static str,
}

impl Default for StatusSet {
    /// Returns the kubelet's set.
    fn default() -> Self {
        Self {
            ranges: vec![(200, 399)],
            text: "200-399",
        }
    }
}

impl StatusSet {
    /// Parses a set; `None` when the text is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let ranges = text.split(',').map(range).collect::<Option<Vec<_>>>()?;
        let text = escape(text);
        Some(Self { ranges, text })
    }

    /// Reports whether a status is in the set.
    pub(crate) fn accepts(&self, status: u16) -> bool {
        self.ranges
            .iter()
            .any(|&(from, to)| (from..=to).contains(&status))
    }

    /// Returns the set as it was written.
    pub(crate) fn text(&self) -> &'static str {
        self.text
    }
}

/// Parses one member of a set.
fn range(text: &str) -> Option<(u16, u16)> {
    let text = text.trim_ascii();
    let class = text.strip_suffix("xx").or_else(|| text.strip_suffix("XX"));
    let (from, to) = match (class, text.split_once('-')) {
        (Some(class), _) => {
            let class: u16 = number(class).filter(|_| class.len() == 1)?;
            let from = class.saturating_mul(100);
            (from, from.saturating_add(99))
        }
        (None, Some((from, to))) => (code(from)?, code(to)?),
        (None, None) => (code(text)?, code(text)?),
    };
    (from >= 100 && from <= to && to <= 999).then_some((from, to))
}

/// Parses one status.
fn code(text: &str) -> Option<u16> {
    let text = text.trim_ascii();
    number(text).filter(|_| text.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets() {
        for (text, yes, no) in [
            ("200", 200, 201),
            ("2xx", 299, 300),
            ("200-204,401", 401, 205),
            ("5XX, 200", 503, 404),
            ("999", 999, 998),
        ] {
            let set = StatusSet::parse(text).unwrap();
            assert!(set.accepts(yes) && !set.accepts(no), "{text}");
        }
        for text in [
            "", ",", "20", "2000", "0xx", "xx", "22xx", "300-200", "099", "-200", "200-", "a",
            "+20",
        ] {
            assert!(StatusSet::parse(text).is_none(), "{text}");
        }
    }
}
