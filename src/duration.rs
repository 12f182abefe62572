//! Durations as people write them: `3`, `2.5`, `1500ms`, `3s`, `1m`.

use std::time::Duration;

/// Reads a duration, to the microsecond; `None` when it is not one or is over an hour.
///
/// Integers only: one `f64::from_str` would cost 12 kB.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    micros(text)
        .filter(|&micros| micros <= LONGEST)
        .map(Duration::from_micros)
}

/// Tells a duration that is only too long.
pub(crate) fn is_long(text: &str) -> bool {
    micros(text).is_some_and(|micros| micros > LONGEST)
}

/// Counts whole microseconds; std does so in 128 bits, whose division and printing cost 1 kB.
pub(crate) fn as_micros(duration: Duration) -> u64 {
    duration
        .as_secs()
        .saturating_mul(1_000_000)
        .saturating_add(duration.subsec_micros().into())
}

/// Reads any duration.
fn micros(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match text.get(digits.len()..)? {
        "" | "s" => 1_000_000,
        "m" => 60_000_000,
        "ms" => 1_000,
        _ => return None,
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    // curl takes `.5`, too.
    let whole = if whole.is_empty() && digits.starts_with('.') {
        "0"
    } else {
        whole
    };
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let mut micros = whole.parse::<u64>().ok()?.checked_mul(unit)?;
    let mut place = unit;
    for digit in fraction.bytes() {
        place /= 10;
        micros = micros.checked_add(place.checked_mul(u64::from(digit - b'0'))?)?;
    }
    Some(micros)
}

/// One hour, in microseconds: no probe waits longer.
const LONGEST: u64 = 3_600_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_durations() {
        for (text, millis) in [
            ("3", 3000),
            ("2.5", 2500),
            ("1500ms", 1500),
            ("3s", 3000),
            ("1m", 60_000),
            ("0.5m", 30_000),
            ("60m", 3_600_000),
            ("0.001", 1),
            ("0", 0),
            ("1.9999999999999", 1999),
            (".5", 500),
        ] {
            assert_eq!(parse(text).map(|d| d.as_millis()), Some(millis), "{text}");
        }
    }

    #[test]
    fn bad_durations() {
        for text in [
            "",
            "s",
            "-1",
            "+1",
            "1h",
            "1 s",
            "nan",
            "inf",
            "1e3",
            ".",
            "5.",
            "1.2.3",
            "3601",
            "61m",
            "99999999999999999999",
            "0x10",
            "٣",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
