//! Days, as certificates count them.

use crate::text::say;

/// Returns the day of a moment, in seconds since 1970, as `2026-11-22`, UTC.
///
/// The proleptic Gregorian calendar counted from 0000-03-01, so that the leap day comes last.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "every moment of a certificate is before the year 10000"
)]
pub(super) fn date(moment: u64) -> &'static str {
    let days = moment / 86_400 + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    say!("{:04}-{month:02}-{day:02}", year_of_era + era * 400 + carry)
}

/// Returns how long it is from one moment to a later one, in whole days.
pub(super) fn days(from: u64, to: u64) -> &'static str {
    match to.saturating_sub(from) / 86_400 {
        0 => "less than a day",
        1 => "1 day",
        days => say!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (seconds, wanted) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_795_305_600, "2026-11-22"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(date(seconds), wanted);
        }
    }
}
