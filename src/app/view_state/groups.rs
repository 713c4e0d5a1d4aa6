//! Headings that divide a timeline by date, where that helps.

use gtk::glib;

use super::text;
use crate::tr;

/// Up to so many rows are seen at once and need no headings.
const FEW: usize = 5;

/// The span of time that a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Ahead,
    Today,
    Week,
    /// Year and month.
    Month(i32, i32),
    Unknown,
}

/// For each row of a timeline, newest first, the heading that stands above it, if one
/// does. There are none where they would chop the timeline up rather than divide it.
pub(crate) fn headings(now: u64, dates: &[Option<u64>]) -> Vec<Option<String>> {
    let none = vec![None; dates.len()];
    if dates.len() <= FEW {
        return none;
    }
    let mut before = None;
    let mut groups = 0;
    let headings: Vec<Option<String>> = dates
        .iter()
        .map(|date| {
            let span = date.map_or(Span::Unknown, |date| span(now, date));
            if before == Some(span) {
                return None;
            }
            before = Some(span);
            groups += 1;
            Some(heading(now, span, *date))
        })
        .collect();
    // A heading for nearly every row says no more than the dates on the rows do.
    if groups < 2 || groups * 2 > dates.len() {
        return none;
    }
    headings
}

fn span(now: u64, date: u64) -> Span {
    let (Some(today), Some(day)) = (text::local(now), text::local(date)) else {
        return Span::Unknown;
    };
    let week = |day: &glib::DateTime| (day.week_numbering_year(), day.week_of_year());
    if day.ymd() == today.ymd() {
        Span::Today
    } else if date > now {
        Span::Ahead
    } else if week(&day) == week(&today) {
        Span::Week
    } else {
        Span::Month(day.year(), day.month())
    }
}

fn heading(now: u64, span: Span, date: Option<u64>) -> String {
    match span {
        Span::Ahead => tr!("group-ahead"),
        Span::Today => tr!("group-today"),
        Span::Week => tr!("group-week"),
        Span::Unknown => tr!("group-unknown"),
        Span::Month(..) => text::month(now, date.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::testing::NOW; // Saturday, 22 November 2025

    const DAY: u64 = 86_400;

    fn told(days_ago: &[u64]) -> Vec<String> {
        let dates: Vec<_> = days_ago.iter().map(|days| Some(NOW - days * DAY)).collect();
        let rows = headings(NOW, &dates).into_iter();
        rows.map(Option::unwrap_or_default).collect()
    }

    #[test]
    fn a_long_timeline_is_divided_by_date() {
        let rows = told(&[0, 2, 3, 9, 12, 30, 40, 400, 401, 402]);
        assert_eq!(
            rows,
            [
                "Today",
                "This Week",
                "",
                "November",
                "",
                "October",
                "",
                "October 2024",
                "",
                ""
            ]
        );
    }

    #[test]
    fn a_short_or_scattered_one_is_not_chopped_up() {
        assert!(told(&[0, 9, 40, 80, 400]).iter().all(String::is_empty));
        let scattered = told(&[0, 9, 40, 80, 120, 160, 200]);
        assert!(scattered.iter().all(String::is_empty), "{scattered:?}");
        let of_one_month = told(&[8, 9, 10, 11, 12, 13]);
        assert!(of_one_month.iter().all(String::is_empty));
    }

    #[test]
    fn what_has_no_date_stands_apart() {
        let mut dates = vec![Some(NOW); 4];
        dates.extend([None, None]);
        let rows = headings(NOW, &dates);
        assert_eq!(rows[0].as_deref(), Some("Today"));
        assert_eq!(rows[4].as_deref(), Some("Without a Date"));
    }
}
