//! A status set accepts what its text says.

use crate::expect::StatusSet;
use crate::text::escape;

/// The text of a set.
pub fn status_set(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let Some(set) = StatusSet::parse(text) else {
        assert!(
            members(text).is_none_or(|all| all.iter().any(|(from, to)| from > to)),
            "{text}"
        );
        return;
    };
    assert_eq!(set.text(), escape(text));
    let members = members(text).expect("a set has members");
    for status in 0..=1000_u16 {
        let wanted = members
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&status));
        assert_eq!(set.accepts(status), wanted, "{status} in {text}");
    }
    assert!(!set.accepts(99) && !set.accepts(1000));
}

/// The same by another way: each member as its first and its last status, in text.
fn members(text: &str) -> Option<Vec<(u16, u16)>> {
    let digits = |text: &str| text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
    let number = |text: &str| Some(text).filter(|text| digits(text))?.parse().ok();
    text.split(',')
        .map(|member| {
            let (from, to) = match member.trim().split_once('-') {
                Some((from, to)) => (from.trim().to_owned(), to.trim().to_owned()),
                None => {
                    let member = member.trim();
                    let class = if member.ends_with("xx") { "xx" } else { "XX" };
                    match member.strip_suffix(class) {
                        Some(class) => (format!("{class}00"), format!("{class}99")),
                        None => (member.to_owned(), member.to_owned()),
                    }
                }
            };
            let (from, to) = (number(&from)?, number(&to)?);
            (from >= 100).then_some((from, to))
        })
        .collect()
}
