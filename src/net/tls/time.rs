//! The moments that a certificate names, in seconds since 1970.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use super::der::{Element, GENERALIZED_TIME, UTC_TIME};

/// Reads UTCTime or GeneralizedTime; moments before 1970 count as 1970.
pub(super) fn time(element: Element<'_>) -> Option<u64> {
    let text = element.content.strip_suffix(b"Z")?;
    if !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |digits: &[u8]| {
        let digit = |&byte: &u8| u64::from(byte.saturating_sub(b'0'));
        let add = |sum: u64, digit: u64| sum.saturating_mul(10).saturating_add(digit);
        digits.iter().map(digit).fold(0, add)
    };
    let (year, rest) = match element.tag {
        UTC_TIME => {
            let (year, rest) = text.split_at_checked(2)?;
            let year = number(year);
            let century = if year < 50 { 2000 } else { 1900 };
            (year.saturating_add(century), rest)
        }
        GENERALIZED_TIME => {
            let (year, rest) = text.split_at_checked(4)?;
            (number(year), rest)
        }
        _ => return None,
    };
    let mut pairs = rest.chunks(2).map(number);
    let mut next = |most: u64| pairs.next().filter(|&it| it <= most);
    let (month, day) = (next(12)?.checked_sub(1)?, next(31)?.checked_sub(1)?);
    let (hour, minute) = (next(23)?, next(59)?);
    // OpenSSL's older certificates leave the seconds out.
    let second = if rest.len() == 8 { 0 } else { next(59)? };
    if !matches!(rest.len(), 8 | 10) {
        return None;
    }
    let days = days_before(year, month).checked_add(day)?;
    let since_1970 = days.saturating_sub(days_before(1970, 0));
    let minutes = since_1970
        .checked_mul(24)?
        .checked_add(hour)?
        .checked_mul(60)?;
    minutes
        .checked_add(minute)?
        .checked_mul(60)?
        .checked_add(second)
}

/// Returns the days from the year 0 to the first day of a month, which is counted from 0.
///
/// In the proleptic Gregorian calendar.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "every year has four digits, and every month is below 12"
)]
fn days_before(year: u64, month: u64) -> u64 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let leaps = year / 4 - year / 100 + year / 400 + u64::from(!is_leap && year > 0);
    let within = match month {
        0 => 0,
        1 => 31,
        // From March on, months of 31 and 30 days alternate but for August.
        month => 59 + (153 * (month - 2) + 2) / 5 + u64::from(is_leap),
    };
    year * 365 + leaps + within
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read() {
        for (tag, text, wanted) in [
            (UTC_TIME, "700101000000Z", Some(0)),
            (UTC_TIME, "7001010001Z", Some(60)),
            (UTC_TIME, "500101000000Z", Some(0)),
            (UTC_TIME, "491231235959Z", Some(2_524_607_999)),
            (GENERALIZED_TIME, "20000229000000Z", Some(951_782_400)),
            (GENERALIZED_TIME, "20000301000000Z", Some(951_868_800)),
            (GENERALIZED_TIME, "20240229120000Z", Some(1_709_208_000)),
            (GENERALIZED_TIME, "20261122000000Z", Some(1_795_305_600)),
            (GENERALIZED_TIME, "20261231235959Z", Some(1_798_761_599)),
            (GENERALIZED_TIME, "20270101000000Z", Some(1_798_761_600)),
            (GENERALIZED_TIME, "20280101000000Z", Some(1_830_297_600)),
            (GENERALIZED_TIME, "21000301000000Z", Some(4_107_542_400)),
            (GENERALIZED_TIME, "99991231235959Z", Some(253_402_300_799)),
            (GENERALIZED_TIME, "00000101000000Z", Some(0)),
            (UTC_TIME, "701301000000Z", None),
            (UTC_TIME, "700001000000Z", None),
            (UTC_TIME, "700100000000Z", None),
            (UTC_TIME, "700101240000Z", None),
            (UTC_TIME, "7001010000001Z", None),
            (UTC_TIME, "700101000000", None),
            (UTC_TIME, "700101000000+0000", None),
            (UTC_TIME, "7", None),
            (UTC_TIME, "Z", None),
            (4, "700101000000Z", None),
        ] {
            let element = Element {
                tag,
                content: text.as_bytes(),
                whole: &[],
            };
            assert_eq!(time(element), wanted, "{text}");
        }
    }
}
