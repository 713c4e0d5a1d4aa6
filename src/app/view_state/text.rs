//! Values as people read them: versions, dates, ages, sizes, users.

use gtk::glib;
use waymark_model::Deployment;
pub(crate) use waymark_model::words::plain;

use crate::{
    i18n::{self, Moment},
    tr,
};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
/// The most characters of a name that are shown: nobody reads on, and what stands below
/// it must stay in sight.
const NAME_MAX: usize = 100;

const KILOBYTE: u64 = 1_000;
const MEGABYTE: u64 = 1_000 * KILOBYTE;
const GIGABYTE: u64 = 1_000 * MEGABYTE;
const TERABYTE: u64 = 1_000 * GIGABYTE;

/// Text from outside with at most so many characters; what is left out shows as “…”.
pub(crate) fn bounded(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// The name that someone else gave to something, as [`plain`] text of a bounded length.
pub(crate) fn name(text: &str) -> String {
    plain(&bounded(text, NAME_MAX))
}

/// A version by its name, or the beginning of its checksum.
pub(crate) fn version(version: Option<&str>, checksum: &str) -> String {
    match version {
        Some(version) if !version.trim().is_empty() => name(version),
        _ if checksum.is_empty() => tr!("unknown-version"),
        _ => plain(checksum).chars().take(12).collect(),
    }
}

/// The version, checksum or digest that something is held at.
pub(crate) fn held(at: &str) -> String {
    let hash = at.rsplit(':').next().unwrap_or(at);
    if hash.len() >= 40 && hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return plain(hash).chars().take(12).collect();
    }
    version(Some(at), at)
}

/// When a deployment's image was published: with layers on top, not when these were put there.
pub(crate) fn published(deployment: &Deployment) -> Option<u64> {
    deployment.base_timestamp.or(deployment.timestamp)
}

/// What a system follows, as people name it: of an image its reference, without how
/// it is fetched and verified.
pub(crate) fn stream(stream: &str) -> String {
    let mut rest = stream;
    for prefix in [
        "ostree-unverified-registry:",
        "ostree-unverified-image:",
        "ostree-image-signed:",
    ] {
        rest = rest.strip_prefix(prefix).unwrap_or(rest);
    }
    for prefix in ["ostree-remote-registry:", "ostree-remote-image:"] {
        // The name of the remote whose keys verify it stands before the image.
        let image = rest
            .strip_prefix(prefix)
            .and_then(|named| named.split_once(':'));
        rest = image.map_or(rest, |(_, image)| image);
    }
    for transport in ["docker://", "registry:"] {
        rest = rest.strip_prefix(transport).unwrap_or(rest);
    }
    plain(if rest.is_empty() { stream } else { rest })
}

/// A size in bytes, in the greatest unit that it fills.
#[allow(clippy::cast_precision_loss)] // one digit after the point is shown
pub(crate) fn size(bytes: u64) -> String {
    let in_units_of = |unit: u64| i18n::decimal(bytes as f64 / unit as f64, 1);
    match bytes {
        ..KILOBYTE => tr!("size-bytes", count = bytes),
        KILOBYTE..MEGABYTE => tr!("size-kilobytes", number = in_units_of(KILOBYTE)),
        MEGABYTE..GIGABYTE => tr!("size-megabytes", number = in_units_of(MEGABYTE)),
        GIGABYTE..TERABYTE => tr!("size-gigabytes", number = in_units_of(GIGABYTE)),
        _ => tr!("size-terabytes", number = in_units_of(TERABYTE)),
    }
}

/// A moment where the user lives.
pub(crate) fn local(timestamp: u64) -> Option<glib::DateTime> {
    glib::DateTime::from_unix_local(i64::try_from(timestamp).ok()?).ok()
}

/// A point in time where the user lives.
fn moment_of(timestamp: u64) -> Option<Moment> {
    let date = local(timestamp)?;
    Some(Moment {
        year: date.year(),
        month: date.month().try_into().ok()?,
        day: date.day_of_month().try_into().ok()?,
        hour: date.hour().try_into().ok()?,
        minute: date.minute().try_into().ok()?,
    })
}

fn formatted(timestamp: u64, form: impl Fn(Moment) -> String) -> String {
    moment_of(timestamp).map_or_else(String::new, form)
}

/// A date as in a list: without the year if it is this year's.
pub(crate) fn day(now: u64, timestamp: u64) -> String {
    let same_year = local(now).map(|d| d.year()) == local(timestamp).map(|d| d.year());
    if same_year {
        formatted(timestamp, |moment| i18n::formats().day(moment))
    } else {
        date(timestamp)
    }
}

/// A whole date.
pub(crate) fn date(timestamp: u64) -> String {
    formatted(timestamp, |moment| i18n::formats().date(moment))
}

/// The month of a date: without the year if it is this year's.
pub(crate) fn month(now: u64, timestamp: u64) -> String {
    let same_year = local(now).map(|d| d.year()) == local(timestamp).map(|d| d.year());
    formatted(timestamp, |moment| {
        if same_year {
            i18n::formats().month(moment)
        } else {
            i18n::formats().month_of_year(moment)
        }
    })
}

/// A date with its time of day.
pub(crate) fn moment(timestamp: u64) -> String {
    formatted(timestamp, |moment| i18n::formats().moment(moment))
}

/// A day of the week in short, 0 for Monday.
pub(crate) fn weekday(day: usize) -> String {
    // The first Monday of a year that began with one.
    let day = u8::try_from(day + 1).unwrap_or_default();
    i18n::formats().weekday(Moment {
        year: 2024,
        month: 1,
        day,
        hour: 12,
        minute: 0,
    })
}

/// A time of day, from `HH:MM`.
pub(crate) fn time_of_day(time: &str) -> String {
    let parts = time.split_once(':');
    let parts = parts.and_then(|(hour, minute)| Some((hour.parse().ok()?, minute.parse().ok()?)));
    parts.map_or_else(String::new, |(hour, minute)| {
        i18n::formats().time(hour, minute)
    })
}

/// How many midnights lie between two moments where the user lives.
pub(crate) fn days_between(earlier: u64, later: u64) -> u64 {
    let midnight = |moment| {
        let date = local(moment)?;
        let start =
            glib::DateTime::from_utc(date.year(), date.month(), date.day_of_month(), 0, 0, 0.0);
        u64::try_from(start.ok()?.to_unix() / 86_400).ok()
    };
    match (midnight(earlier), midnight(later)) {
        (Some(earlier), Some(later)) => later.saturating_sub(earlier),
        _ => later.saturating_sub(earlier) / 86_400,
    }
}

/// How long ago something was, as part of a sentence. What lies ahead is told by its date.
pub(crate) fn ago(now: u64, timestamp: u64) -> String {
    if timestamp > now + MINUTE {
        return tr!("ago-on", date = date(timestamp));
    }
    let seconds = now.saturating_sub(timestamp);
    let days = days_between(timestamp, now);
    let (minutes, hours) = (seconds / MINUTE, seconds / HOUR);
    let (weeks, months, years) = (days / 7, days / 30, days / 365);
    match (seconds, days) {
        (..MINUTE, _) => tr!("ago-now"),
        (..HOUR, _) => tr!("ago-minutes", count = minutes),
        (_, 0) => tr!("ago-hours", count = hours),
        (_, 1) if seconds < 6 * HOUR => tr!("ago-hours", count = hours),
        (_, 1) => tr!("ago-yesterday"),
        (_, ..14) => tr!("ago-days", count = days),
        (_, ..60) => tr!("ago-weeks", count = weeks),
        (_, ..730) => tr!("ago-months", count = months),
        _ => tr!("ago-years", count = years),
    }
}

/// How long something still takes; coarser the longer it is, so that it does not flicker.
pub(crate) fn time_left(seconds: u64) -> String {
    let whole = match seconds {
        0..20 => seconds.max(1),
        20..60 => seconds.next_multiple_of(5),
        60..5400 => seconds.div_ceil(MINUTE),
        _ => seconds.div_ceil(HOUR),
    };
    match seconds {
        ..60 => tr!("left-seconds", count = whole),
        60..5400 => tr!("left-minutes", count = whole),
        _ => tr!("left-hours", count = whole),
    }
}

/// How long something is, rounded up.
pub(crate) fn duration(seconds: u64) -> String {
    match seconds {
        ..60 => tr!("duration-seconds", count = seconds),
        60..5400 => tr!("duration-minutes", count = seconds.div_ceil(MINUTE)),
        _ => tr!("duration-hours", count = seconds.div_ceil(HOUR)),
    }
}

/// Several short facts in one line.
pub(crate) fn facts(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    i18n::joined(&parts, &tr!("separator"))
}

/// Things named one after the other, as part of a sentence.
pub(crate) fn list(parts: Vec<String>) -> String {
    i18n::formats().list(parts)
}

/// Things named one after the other, with nothing between the last two.
pub(crate) fn row(parts: &[String]) -> String {
    i18n::joined(parts, &tr!("list-separator"))
}

/// A user's login name.
pub(crate) fn user(uid: u32) -> String {
    nix::unistd::User::from_uid(uid.into())
        .ok()
        .flatten()
        .map_or_else(
            || tr!("job-user-id", uid = uid.to_string()),
            |user| plain(&user.name),
        )
}

/// The login names of those who administer this computer, but the user's own: whom to ask.
pub(crate) fn administrators() -> Vec<String> {
    let own = nix::unistd::User::from_uid(nix::unistd::getuid());
    let own = own.ok().flatten().map(|user| user.name);
    let mut names: Vec<String> = ["wheel", "sudo"]
        .into_iter()
        .filter_map(|group| nix::unistd::Group::from_name(group).ok().flatten())
        .flat_map(|group| group.mem)
        .filter(|name| name != "root" && Some(name) != own.as_ref())
        .map(|name| plain(&name))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Where two versions of a package begin to differ, so that only the rest stands
/// out. Cuts between the parts of a version, never inside a number.
pub(crate) fn changed_from(old: &str, new: &str) -> usize {
    let common: usize = old
        .chars()
        .zip(new.chars())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    new[..common]
        .char_indices()
        .rev()
        .find(|(_, c)| !c.is_ascii_alphanumeric())
        .map_or(0, |(at, c)| at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::bare;

    const NOON: u64 = 1_763_812_800; // 22 November 2025, 12:00 UTC

    #[test]
    fn what_a_remote_sends_cannot_turn_the_text_around() {
        assert_eq!(
            plain("44.1\u{202e}1.\u{2069}\n"),
            "44.1\u{fffd}1.\u{fffd}\u{fffd}"
        );
        assert_eq!(plain("<b>44</b> é 日本"), "<b>44</b> é 日本");
    }

    #[test]
    fn a_name_is_cut_where_nobody_reads_on() {
        let just = "é".repeat(NAME_MAX);
        assert_eq!(name(&just), just);
        assert_eq!(name(&format!("{just}x")), format!("{just}…"));
        let endless = version(Some(&"9".repeat(5000)), "");
        assert_eq!(endless.chars().count(), NAME_MAX + 1);
    }

    #[test]
    fn a_version_without_a_name_shows_its_checksum() {
        assert_eq!(version(Some("44.1"), "0a1b"), "44.1");
        assert_eq!(version(None, "0123456789abcdef"), "0123456789ab");
        assert_eq!(version(Some(" "), ""), "a version without a name");
    }

    #[test]
    fn ages_are_told_as_people_tell_them() {
        let day = 24 * HOUR;
        let cases = [
            (5, "just now"),
            (60, "a minute ago"),
            (5 * MINUTE, "5 minutes ago"),
            (3 * HOUR, "3 hours ago"),
            (day, "yesterday"),
            (8 * day, "8 days ago"),
            (15 * day, "2 weeks ago"),
            (100 * day, "3 months ago"),
            (800 * day, "2 years ago"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(bare(&ago(NOON, NOON - seconds)), expected);
        }
        assert!(bare(&ago(NOON, NOON + day)).starts_with("on "));
    }

    #[test]
    fn an_image_is_named_without_the_way_it_comes() {
        for followed in [
            "ostree-unverified-registry:quay.io/fedora/silverblue:44",
            "ostree-unverified-image:docker://quay.io/fedora/silverblue:44",
            "ostree-image-signed:registry:quay.io/fedora/silverblue:44",
            "ostree-remote-registry:fedora:quay.io/fedora/silverblue:44",
            "ostree-remote-image:fedora:docker://quay.io/fedora/silverblue:44",
            "docker://quay.io/fedora/silverblue:44",
        ] {
            assert_eq!(stream(followed), "quay.io/fedora/silverblue:44");
        }
        for other in ["fedora:fedora/44/x86_64/silverblue", "docker://", "stable"] {
            assert_eq!(stream(other), other);
        }
    }

    #[test]
    fn what_is_held_is_named_or_shortened() {
        assert_eq!(held("44.20251101"), "44.20251101");
        assert_eq!(
            held(&format!("sha256:{}", "0123456789abcdef".repeat(4))),
            "0123456789ab"
        );
    }

    #[test]
    fn sizes_are_told_in_the_unit_that_they_fill() {
        let cases = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0\u{a0}kB"),
            (212_049_000, "212.0\u{a0}MB"),
            (1_500_000_000, "1.5\u{a0}GB"),
            (2_000_000_000_000_000, "2,000.0\u{a0}TB"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(bare(&size(bytes)), expected);
        }
    }

    #[test]
    fn things_are_listed_as_in_a_sentence() {
        let said = |all: &[&str]| bare(&list(all.iter().map(ToString::to_string).collect()));
        assert_eq!(said(&[]), "");
        assert_eq!(said(&["a"]), "a");
        assert_eq!(said(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn time_left_is_coarse() {
        let left = |seconds| bare(&time_left(seconds));
        assert_eq!(left(0), "1 second left");
        assert_eq!(left(17), "17 seconds left");
        assert_eq!(left(42), "45 seconds left");
        assert_eq!(left(61), "2 minutes left");
        assert_eq!(left(6000), "2 hours left");
    }

    #[test]
    fn only_the_changed_part_of_a_version_stands_out() {
        let changed = |old, new: &'static str| &new[changed_from(old, new)..];
        assert_eq!(changed("26.1.3", "26.1.4"), "4");
        assert_eq!(changed("141.0-1", "142.0.1-1"), "142.0.1-1");
        assert_eq!(changed("1:1.19-2", "1:1.110-2"), "110-2");
        assert_eq!(changed("1.0", "1.0.1"), "0.1");
        assert_eq!(changed("", "1"), "1");
    }
}
