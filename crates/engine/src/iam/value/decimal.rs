//! Decimal numbers, compared exactly.

/// A number in billionths: 18 digits before the point and 9 behind it fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Decimal(i128);

const FRACTION_DIGITS: usize = 9;
const WHOLE_DIGITS: usize = 27;
const SCALE: i128 = 1_000_000_000;

impl Decimal {
    /// Reads `-12.5`; none for anything that is no plain decimal number or is too long.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let fraction = fraction.trim_end_matches('0');
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) {
            return None;
        }
        if whole.len() > WHOLE_DIGITS || fraction.len() > FRACTION_DIGITS {
            return None;
        }
        let whole: i128 = whole.parse().ok()?;
        let fraction = billionths(fraction)?;
        Some(Self(sign * (whole.checked_mul(SCALE)?.checked_add(fraction)?)))
    }

    /// The number in thousandths, what is less cut off; none where those are too many.
    pub(crate) fn thousandths(self) -> Option<i64> {
        i64::try_from(self.0 / (SCALE / 1000)).ok()
    }
}

/// The digits behind a point, at most nine, as billionths.
pub(super) fn billionths(digits: &str) -> Option<i128> {
    if digits.is_empty() {
        return Some(0);
    }
    let missing = FRACTION_DIGITS.checked_sub(digits.len())?;
    let number: i128 = digits.parse().ok()?;
    Some(number * 10_i128.pow(u32::try_from(missing).ok()?))
}
