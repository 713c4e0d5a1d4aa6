//! Dates in local time, and how long ago they are.

use chrono::{Local, NaiveDateTime, TimeZone};

use super::units::count;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A clock and a time zone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dates {
    /// Now, in seconds since 1970.
    now: u64,
    local: fn(i64) -> Option<NaiveDateTime>,
}

impl Dates {
    /// The machine's own.
    pub(crate) fn system() -> Self {
        Self {
            now: u64::try_from(Local::now().timestamp()).unwrap_or_default(),
            local: |seconds| {
                let time = Local.timestamp_opt(seconds, 0).earliest()?;
                Some(time.naive_local())
            },
        }
    }

    /// A fixed one.
    #[cfg(test)]
    pub(crate) fn fixed(now: u64) -> Self {
        Self {
            now,
            local: |seconds| {
                chrono::DateTime::from_timestamp(seconds, 0).map(|time| time.naive_utc())
            },
        }
    }

    /// The day, and how long ago it is.
    pub(crate) fn day(&self, seconds: u64) -> String {
        self.format(seconds, "%-d %b %Y")
    }

    /// Day and time, and how long ago it is.
    pub(crate) fn time(&self, seconds: u64) -> String {
        self.format(seconds, "%-d %b %Y, %H:%M")
    }

    fn format(&self, seconds: u64, format: &str) -> String {
        let time = i64::try_from(seconds).ok().and_then(self.local);
        let Some(time) = time else {
            return String::from("at an unknown time");
        };
        let date = time.format(format);
        match self.age(seconds) {
            Some(age) => format!("{date} ({age})"),
            None => date.to_string(),
        }
    }

    /// How long ago it is; `None` for what is still to come, as a wrong clock has it.
    fn age(&self, seconds: u64) -> Option<String> {
        let age = self.now.checked_sub(seconds)?;
        let text = match age {
            0..MINUTE => return Some("just now".to_owned()),
            MINUTE..HOUR => count(age / MINUTE, "minute", "minutes"),
            HOUR..DAY => count(age / HOUR, "hour", "hours"),
            _ => match age / DAY {
                days @ 0..60 => count(days, "day", "days"),
                days @ 60..730 => count(days / 30, "month", "months"),
                days => count(days / 365, "year", "years"),
            },
        };
        Some(text + " ago")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_their_largest_unit() {
        let now = 1_795_000_000;
        let dates = Dates::fixed(now);
        let cases = [
            (0, "just now"),
            (59, "just now"),
            (60, "1 minute ago"),
            (3_599, "59 minutes ago"),
            (2 * HOUR, "2 hours ago"),
            (DAY, "1 day ago"),
            (59 * DAY, "59 days ago"),
            (61 * DAY, "2 months ago"),
            (800 * DAY, "2 years ago"),
        ];
        for (ago, text) in cases {
            assert_eq!(dates.age(now - ago).as_deref(), Some(text));
        }
        assert_eq!(dates.age(now + 1), None);
    }

    #[test]
    fn dates_are_written_for_people() {
        let dates = Dates::fixed(1_795_000_000);
        assert_eq!(dates.day(1_794_900_000), "17 Nov 2026 (1 day ago)");
        assert_eq!(
            dates.time(1_794_999_940),
            "18 Nov 2026, 11:05 (1 minute ago)"
        );
        assert_eq!(dates.day(u64::MAX), "at an unknown time");
    }
}
