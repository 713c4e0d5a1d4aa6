//! Dates and lists, as the user's language and region write them.

use std::sync::OnceLock;

use icu_calendar::Gregorian;
use icu_datetime::{
    DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter, NoCalendarFormatter,
    fieldsets::{E, M, MD, T, YM, YMD, YMDT},
    input::{Date, DateTime, Time},
};
use icu_list::{
    ListFormatter,
    options::{ListFormatterOptions, ListLength},
};
use icu_locale_core::Locale;

type Form<Fields> = OnceLock<Option<FixedCalendarDateTimeFormatter<Gregorian, Fields>>>;

/// The forms of one locale; each is made when it is first used.
#[derive(Debug)]
pub(crate) struct Formats {
    locale: Locale,
    day: Form<MD>,
    date: Form<YMD>,
    month: Form<M>,
    month_of_year: Form<YM>,
    moment: Form<YMDT>,
    weekday: Form<E>,
    time: OnceLock<Option<NoCalendarFormatter<T>>>,
    list: OnceLock<Option<ListFormatter>>,
}

/// A point in time on the user's clock and calendar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) year: i32,
    pub(crate) month: u8,
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
}

impl Moment {
    fn date(self) -> Option<Date<Gregorian>> {
        Date::try_new_gregorian(self.year, self.month, self.day).ok()
    }
}

impl Formats {
    /// Those of this locale.
    pub(super) fn new(locale: Locale) -> Self {
        Self {
            locale,
            day: OnceLock::new(),
            date: OnceLock::new(),
            month: OnceLock::new(),
            month_of_year: OnceLock::new(),
            moment: OnceLock::new(),
            weekday: OnceLock::new(),
            time: OnceLock::new(),
            list: OnceLock::new(),
        }
    }

    fn preferences(&self) -> DateTimeFormatterPreferences {
        (&self.locale).into()
    }

    /// A day of this year. Empty if there is no such day.
    pub(crate) fn day(&self, moment: Moment) -> String {
        let make = || FixedCalendarDateTimeFormatter::try_new(self.preferences(), MD::long()).ok();
        let form = self.day.get_or_init(make).as_ref();
        form.zip(moment.date())
            .map_or_else(String::new, |(form, date)| form.format(&date).to_string())
    }

    /// A date with its year. Empty if there is no such day.
    pub(crate) fn date(&self, moment: Moment) -> String {
        let make = || FixedCalendarDateTimeFormatter::try_new(self.preferences(), YMD::long()).ok();
        let form = self.date.get_or_init(make).as_ref();
        form.zip(moment.date())
            .map_or_else(String::new, |(form, date)| form.format(&date).to_string())
    }

    /// The month alone. Empty if there is no such day.
    pub(crate) fn month(&self, moment: Moment) -> String {
        let make = || FixedCalendarDateTimeFormatter::try_new(self.preferences(), M::long()).ok();
        let form = self.month.get_or_init(make).as_ref();
        form.zip(moment.date())
            .map_or_else(String::new, |(form, date)| form.format(&date).to_string())
    }

    /// The month with its year. Empty if there is no such day.
    pub(crate) fn month_of_year(&self, moment: Moment) -> String {
        let make = || FixedCalendarDateTimeFormatter::try_new(self.preferences(), YM::long()).ok();
        let form = self.month_of_year.get_or_init(make).as_ref();
        form.zip(moment.date())
            .map_or_else(String::new, |(form, date)| form.format(&date).to_string())
    }

    /// A date with its time of day. Empty if there is no such moment.
    pub(crate) fn moment(&self, moment: Moment) -> String {
        let make = || {
            let fields = YMD::long().with_time_hm();
            FixedCalendarDateTimeFormatter::try_new(self.preferences(), fields).ok()
        };
        let form = self.moment.get_or_init(make).as_ref();
        let time = Time::try_new(moment.hour, moment.minute, 0, 0).ok();
        form.zip(moment.date().zip(time))
            .map_or_else(String::new, |(form, (date, time))| {
                form.format(&DateTime { date, time }).to_string()
            })
    }

    /// The day of the week, in short. Empty if there is no such day.
    pub(crate) fn weekday(&self, moment: Moment) -> String {
        let make = || FixedCalendarDateTimeFormatter::try_new(self.preferences(), E::medium()).ok();
        let form = self.weekday.get_or_init(make).as_ref();
        form.zip(moment.date())
            .map_or_else(String::new, |(form, date)| form.format(&date).to_string())
    }

    /// A time of day. Empty if there is no such time.
    pub(crate) fn time(&self, hour: u8, minute: u8) -> String {
        let make = || NoCalendarFormatter::try_new(self.preferences(), T::hm()).ok();
        let form = self.time.get_or_init(make).as_ref();
        form.zip(Time::try_new(hour, minute, 0, 0).ok())
            .map_or_else(String::new, |(form, time)| form.format(&time).to_string())
    }

    /// Things named one after the other. None turns the direction of the others.
    pub(crate) fn list(&self, things: Vec<String>) -> String {
        let form = self.list.get_or_init(|| {
            let options = ListFormatterOptions::default().with_length(ListLength::Wide);
            ListFormatter::try_new_and((&self.locale).into(), options).ok()
        });
        let things = things
            .into_iter()
            .map(|thing| format!("\u{2068}{thing}\u{2069}"));
        match form {
            Some(form) => form.format_to_string(things),
            None => things.collect::<Vec<_>>().join(", "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::bare;

    const NOON: Moment = Moment {
        year: 2025,
        month: 11,
        day: 22,
        hour: 12,
        minute: 5,
    };

    fn formats(locale: &str) -> Formats {
        Formats::new(locale.parse().unwrap())
    }

    #[test]
    fn dates_have_the_form_of_their_language_and_region() {
        assert_eq!(formats("fr").month(NOON), "novembre");
        assert_eq!(formats("de").month_of_year(NOON), "November 2025");
        for (locale, day, date) in [
            ("en-001", "22 November", "22 November 2025"),
            ("en-US", "November 22", "November 22, 2025"),
            ("de", "22. November", "22. November 2025"),
            ("fr", "22 novembre", "22 novembre 2025"),
            ("es", "22 de noviembre", "22 de noviembre de 2025"),
            ("ja", "11月22日", "2025年11月22日"),
            ("ar", "22 نوفمبر", "22 نوفمبر 2025"),
            ("ar-EG", "٢٢ نوفمبر", "٢٢ نوفمبر ٢٠٢٥"),
        ] {
            let formats = formats(locale);
            assert_eq!(formats.day(NOON), day, "{locale}");
            assert_eq!(formats.date(NOON), date, "{locale}");
        }
    }

    #[test]
    fn times_have_the_form_of_their_language_and_region() {
        let said = |locale| formats(locale).moment(NOON);
        assert_eq!(said("de"), "22. November 2025 um 12:05");
        assert_eq!(said("en-US"), "November 22, 2025 at 12:05\u{202f}PM");
        assert_eq!(said("ja"), "2025年11月22日 12:05");
        assert_eq!(formats("de").time(18, 5), "18:05");
        assert_eq!(formats("en-US").time(18, 5), "6:05\u{202f}PM");
        assert_eq!(formats("de").weekday(NOON), "Sa");
        assert_eq!(formats("ja").weekday(NOON), "土");
    }

    #[test]
    fn a_day_that_is_none_is_not_told() {
        let none = Moment { month: 13, ..NOON };
        assert_eq!(formats("de").date(none), "");
    }

    #[test]
    fn lists_have_the_form_of_their_language() {
        let said = |locale, all: &[&str]| {
            let all = all.iter().map(ToString::to_string).collect();
            bare(&formats(locale).list(all))
        };
        assert_eq!(said("en-001", &["a", "b", "c"]), "a, b and c");
        assert_eq!(said("en-US", &["a", "b", "c"]), "a, b, and c");
        assert_eq!(said("de", &["a", "b", "c"]), "a, b und c");
        assert_eq!(said("ja", &["a", "b", "c"]), "a、b、c");
        assert_eq!(said("ar", &["a", "b"]), "a وb");
        assert_eq!(said("de", &[]), "");
    }
}
