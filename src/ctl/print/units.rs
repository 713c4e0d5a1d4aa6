//! Numbers with their units.

/// A number of bytes, in powers of ten as downloads are told.
pub(crate) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return count(bytes, "byte", "bytes");
    }
    let mut tenths = bytes.saturating_add(50) / 100;
    let mut unit = 0;
    // Ten is as far as one decimal says anything, so rounding may reach the next unit.
    while tenths >= 9_995 && unit + 1 < UNITS.len() {
        tenths = (tenths + 500) / 1000;
        unit += 1;
    }
    let (whole, rest) = (tenths / 10, tenths % 10);
    let unit = UNITS[unit];
    match (whole, rest) {
        (0..10, 1..) => format!("{whole}.{rest} {unit}"),
        _ => format!("{} {unit}", (tenths + 5) / 10),
    }
}

/// A length of time in its largest unit.
pub(crate) fn duration(seconds: u64) -> String {
    match seconds {
        0..90 => count(seconds, "second", "seconds"),
        90..5_400 => count((seconds + 30) / 60, "minute", "minutes"),
        _ => count((seconds + 1_800) / 3_600, "hour", "hours"),
    }
}

/// A number of things.
pub(crate) fn count(number: impl Into<u64>, one: &str, many: &str) -> String {
    match number.into() {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_told_as_exactly_as_helps() {
        let cases = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1 kB"),
            (1_249, "1.2 kB"),
            (9_960, "10 kB"),
            (10_400, "10 kB"),
            (999_400, "999 kB"),
            (999_600, "1 MB"),
            (6_100_000, "6.1 MB"),
            (212_000_000, "212 MB"),
            (1_500_000_000, "1.5 GB"),
            (5_000_000_000_000_000, "5000 TB"),
        ];
        for (number, text) in cases {
            assert_eq!(bytes(number), text, "{number}");
        }
        assert!(bytes(u64::MAX).ends_with("TB"));
    }

    #[test]
    fn durations_have_one_unit() {
        let cases = [
            (0, "0 seconds"),
            (1, "1 second"),
            (89, "89 seconds"),
            (90, "2 minutes"),
            (3_600, "60 minutes"),
            (7_200, "2 hours"),
        ];
        for (seconds, text) in cases {
            assert_eq!(duration(seconds), text, "{seconds}");
        }
    }
}
