//! Durations as people write them: `3`, `2.5`, `1500ms`, `3s`, `1m`, `1m30s`, `25h`.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::time::Duration;

/// Parses a duration, to the microsecond; `None` when the text is not one.
///
/// Integers only: one `f64::from_str` would cost 12 kB.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    micros(text).map(Duration::from_micros)
}

/// Returns whole microseconds; std's are 128 bits long, whose division and printing cost 1 kB.
pub(crate) fn as_micros(duration: Duration) -> u64 {
    duration
        .as_secs()
        .saturating_mul(1_000_000)
        .saturating_add(duration.subsec_micros().into())
}

/// Returns a time in milliseconds with two decimals.
pub(crate) fn millis(time: Duration) -> &'static str {
    let micros = as_micros(time);
    format!("{}.{:02} ms", micros / 1000, micros % 1000 / 10).leak()
}

/// Parses a duration of any length, into microseconds.
fn micros(text: &str) -> Option<u64> {
    let (mut sum, mut rest) = (0_u64, text);
    loop {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let next = after.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let number = rest.strip_suffix(after)?;
        let unit = match after.strip_suffix(next)? {
            // Only a time of one part may do without.
            "" if number != text => return None,
            "" | "s" => 1_000_000,
            "m" => 60_000_000,
            "h" => 3_600_000_000,
            "ms" => 1_000,
            _ => return None,
        };
        sum = sum.checked_add(part(number, unit)?)?;
        if next.is_empty() {
            return Some(sum);
        }
        rest = next;
    }
}

/// Parses a number of units, into microseconds.
fn part(number: &str, unit: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    // curl takes `.5`, too.
    let whole = if whole.is_empty() && number.starts_with('.') {
        "0"
    } else {
        whole
    };
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let mut micros = whole.parse::<u64>().ok()?.checked_mul(unit)?;
    let mut place = unit;
    for digit in fraction.chars().filter_map(|c| c.to_digit(10)) {
        place /= 10;
        micros = micros.checked_add(place.checked_mul(digit.into())?)?;
    }
    Some(micros)
}

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
            ("25h", 90_000_000),
            ("0.5h", 1_800_000),
            ("0.001", 1),
            ("0", 0),
            ("1m30s", 90_000),
            ("1h0.5m1.5s250ms", 3_631_750),
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
            "1d",
            "1 s",
            "1m30",
            "1m-30s",
            "1m 30s",
            "30sm",
            "nan",
            "inf",
            "1e3",
            ".",
            "5.",
            "1.2.3",
            "99999999999999999999",
            "0x10",
            "٣",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    /// Microseconds around every border: of units, of the hour, of what 64 bits hold.
    fn edges() -> impl Iterator<Item = u64> {
        let borders = [
            0,
            1_000,
            1_000_000,
            60_000_000,
            3_600_000_000,
            u64::from(u32::MAX),
        ];
        let near = borders.into_iter().flat_map(|it: u64| {
            [
                it.saturating_sub(1_000),
                it.saturating_sub(1),
                it,
                it + 1,
                it + 1_000,
            ]
        });
        near.chain((0..64).map(|bit| 1 << bit))
            .chain([u64::MAX - 1, u64::MAX])
    }

    #[test]
    fn every_way_to_write_a_time_means_that_time() {
        for micros in edges() {
            let texts = [
                format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000),
                format!("{}.{:06}s", micros / 1_000_000, micros % 1_000_000),
                format!("{}.{:03}ms", micros / 1_000, micros % 1_000),
            ];
            let wanted = Some(Duration::from_micros(micros));
            for text in texts {
                assert_eq!(parse(&text), wanted, "{text}");
                // What is below a microsecond is dropped, however much of it there is.
                let finer = text.replacen(|c: char| c.is_ascii_alphabetic(), "9$", 1);
                let unit = text.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
                let finer = match finer.split_once('$') {
                    Some((digits, _)) => [digits, unit].concat(),
                    None => [text.as_str(), "9"].concat(),
                };
                assert_eq!(parse(&finer), wanted, "{finer}");
            }
        }
    }

    #[test]
    fn numbers_beyond_64_bits_are_no_durations() {
        let digits = "9".repeat(400);
        for text in [
            "18446744073709551616",
            "18446744073709551616ms",
            "18446744073709552",
            &digits,
        ] {
            let text = [text, "m"].concat();
            assert_eq!(parse(&text), None, "{text}");
        }
        let fine = ["0.", &digits].concat();
        assert_eq!(parse(&fine), Some(Duration::from_micros(999_999)));
    }
}
