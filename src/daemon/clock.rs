//! The wall clock, as the bus tells it.

#[cfg(debug_assertions)]
use std::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Local};

/// Seconds since 1970.
#[must_use]
pub fn seconds() -> u64 {
    millis() / 1000
}

/// Milliseconds since 1970.
#[must_use]
pub fn millis() -> u64 {
    now().duration_since(UNIX_EPOCH).map_or(0, |passed| {
        u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)
    })
}

/// The local time.
#[must_use]
pub fn local() -> DateTime<Local> {
    now().into()
}

#[cfg(not(debug_assertions))]
fn now() -> SystemTime {
    SystemTime::now()
}

/// In a debug build a file of root's says how far the clock goes ahead, in seconds, or how
/// far back if they are less than none: the tests of the whole make days pass with it, and
/// set the clock wrong. What is installed knows no such file.
#[cfg(debug_assertions)]
fn now() -> SystemTime {
    let ahead = std::fs::read_to_string("/run/waymark-clock-ahead").ok();
    let ahead: i64 = ahead.map_or(0, |text| text.trim().parse().unwrap_or(0));
    let (now, by) = (SystemTime::now(), Duration::from_secs(ahead.unsigned_abs()));
    if ahead < 0 { now - by } else { now + by }
}
