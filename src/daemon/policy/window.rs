//! The weekly window, in local time. Pure.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, TimeZone};
use waymark_model::{
    PolicySettings,
    policy::{DAYS, minutes},
};

/// When the policy may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From Monday on: whether it opens on that day.
    days: [bool; 7],
    /// Minutes after midnight.
    start: u32,
    end: u32,
}

impl Window {
    /// The window that was chosen; `None`: always open.
    #[must_use]
    pub fn of(settings: &PolicySettings) -> Option<Self> {
        if settings.window_days.is_empty() {
            return None;
        }
        let chosen = |day: &str| settings.window_days.iter().any(|one| one == day);
        Some(Self {
            days: DAYS.map(chosen),
            start: minutes(&settings.window_start)?,
            end: minutes(&settings.window_end)?,
        })
    }

    /// When it opens next, in seconds since 1970; `None` if it is open.
    #[must_use]
    pub fn opens<Tz: TimeZone>(&self, now: &DateTime<Tz>) -> Option<u64> {
        let local = now.naive_local();
        let today = local.date();
        if [today - Duration::days(1), today]
            .into_iter()
            .any(|day| self.holds(day, local))
        {
            return None;
        }
        (0..=7)
            .map(|ahead| today + Duration::days(ahead))
            .filter(|day| self.is_chosen(*day))
            .filter_map(|day| instant(&now.timezone(), at(day, self.start)))
            .find(|opening| *opening > now.timestamp())
            .and_then(|opening| u64::try_from(opening).ok())
    }

    fn is_chosen(&self, day: NaiveDate) -> bool {
        self.days[day.weekday().num_days_from_monday() as usize]
    }

    /// Whether a moment is in the window that opens on a day.
    fn holds(&self, day: NaiveDate, moment: NaiveDateTime) -> bool {
        let crosses = self.end <= self.start;
        let last = if crosses {
            day + Duration::days(1)
        } else {
            day
        };
        self.is_chosen(day) && (at(day, self.start)..at(last, self.end)).contains(&moment)
    }
}

fn at(day: NaiveDate, minutes: u32) -> NaiveDateTime {
    NaiveDateTime::from(day) + Duration::minutes(minutes.into())
}

/// A local time as an instant. One that the clocks skip is the first after it.
fn instant<Tz: TimeZone>(zone: &Tz, local: NaiveDateTime) -> Option<i64> {
    (0..4)
        .map(|half_hours| local + Duration::minutes(30 * half_hours))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map(|time| time.timestamp())
}

#[cfg(test)]
mod tests {
    use chrono::{FixedOffset, NaiveDate, TimeZone};

    use super::*;

    /// Two hours east of Greenwich.
    fn zone() -> FixedOffset {
        FixedOffset::east_opt(2 * 3600).unwrap()
    }

    /// A moment of the week that begins on Monday, 5 January 2026.
    fn moment(day: u32, hours: u32, minutes: u32) -> DateTime<FixedOffset> {
        let date = NaiveDate::from_ymd_opt(2026, 1, 5 + day).unwrap();
        let local = date.and_hms_opt(hours, minutes, 0).unwrap();
        zone().from_local_datetime(&local).unwrap()
    }

    fn window(days: &[&str], start: &str, end: &str) -> Window {
        Window::of(&PolicySettings {
            window_days: days.iter().map(|&day| day.to_owned()).collect(),
            window_start: start.into(),
            window_end: end.into(),
            ..PolicySettings::default()
        })
        .unwrap()
    }

    #[test]
    fn without_days_there_is_no_window() {
        assert_eq!(Window::of(&PolicySettings::default()), None);
    }

    #[test]
    fn it_is_open_from_its_start_to_before_its_end_and_over_midnight() {
        let day = window(&["tue"], "02:00", "05:00");
        let night = window(&["tue", "sun"], "22:00", "06:00");
        let whole = window(&["tue"], "00:00", "00:00");
        let next = |day, hours| Some(moment(day, hours, 0).timestamp().cast_unsigned());
        let cases = [
            (day, moment(1, 1, 59), next(1, 2)),
            (day, moment(1, 2, 0), None),
            (day, moment(1, 4, 59), None),
            (day, moment(1, 5, 0), next(8, 2)),
            (day, moment(0, 3, 0), next(1, 2)),
            (night, moment(1, 21, 59), next(1, 22)),
            (night, moment(1, 22, 0), None),
            (night, moment(2, 5, 59), None),
            (night, moment(2, 6, 0), next(6, 22)),
            // Sunday's goes on into Monday, whose own there is none.
            (night, moment(7, 3, 0), None),
            (night, moment(0, 3, 0), None),
            (night, moment(0, 7, 0), next(1, 22)),
            (whole, moment(1, 0, 0), None),
            (whole, moment(1, 23, 59), None),
            (whole, moment(2, 0, 0), next(8, 0)),
        ];
        for (window, now, opens) in cases {
            assert_eq!(window.opens(&now), opens, "{window:?} at {now}");
        }
    }
}
