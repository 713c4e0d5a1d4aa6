//! How far a pull is, from the counters that libostree keeps.

use std::cell::Cell;

use ostree::glib;

use crate::control::{Control, Event};

/// libostree's counters at one moment.
#[derive(Clone, Copy, Debug, Default)]
struct Counters {
    bytes: u64,
    fetched: u32,
    requested: u32,
    delta_bytes: u64,
    delta_bytes_total: u64,
}

impl Counters {
    fn read(progress: &ostree::AsyncProgress) -> Self {
        Self {
            bytes: progress.uint64("bytes-transferred"),
            fetched: progress.uint("fetched"),
            requested: progress.uint("requested"),
            delta_bytes: progress.uint64("fetched-delta-part-size"),
            delta_bytes_total: progress.uint64("total-delta-part-size"),
        }
    }

    /// Bytes that the pull will transfer in all; 0 if that is not known.
    fn total(&self, stated: u64) -> u64 {
        let total = if self.delta_bytes_total > 0 {
            // Parts that are here already are counted as fetched.
            let all = self.bytes.saturating_add(self.delta_bytes_total);
            all.saturating_sub(self.delta_bytes)
        } else {
            stated
        };
        if total == 0 { 0 } else { total.max(self.bytes) }
    }

    /// How far the pull is, 0 to 1.
    fn part(&self, stated: u64) -> f64 {
        let ratio = |done: f64, all: f64| if all > 0.0 { done / all } else { 0.0 };
        if self.delta_bytes_total > 0 {
            return ratio(self.delta_bytes as f64, self.delta_bytes_total as f64);
        }
        match self.total(stated) {
            // The number of objects grows while folders are read, so this rises
            // fast at first; whoever shows it never lets it fall.
            0 => ratio(f64::from(self.fetched), f64::from(self.requested)),
            total => ratio(self.bytes as f64, total as f64),
        }
    }
}

/// Tells the caller of a pull's progress. `stated` is how much the publisher's
/// list says is missing; `before` is what the operation transferred already.
pub(crate) fn follow(control: &Control, stated: u64, before: u64) -> ostree::AsyncProgress {
    let progress = ostree::AsyncProgress::new();
    let control = control.clone();
    let furthest = Cell::new(0.0_f64);
    progress.connect_changed(move |progress| {
        let counters = Counters::read(progress);
        let total = counters.total(stated);
        let total = if total == 0 {
            0
        } else {
            total.saturating_add(before)
        };
        control.say(Event::Bytes {
            done: before.saturating_add(counters.bytes),
            total,
        });
        furthest.set(furthest.get().max(counters.part(stated).min(1.0)));
        control.say(Event::Part(furthest.get()));
    });
    progress
}

/// What a pull transferred, once it is over.
pub(crate) fn transferred(progress: &ostree::AsyncProgress) -> u64 {
    let bytes = progress.uint64("bytes-transferred");
    progress.finish();
    // The last change is announced by the thread's main context.
    while glib::MainContext::ref_thread_default().iteration(false) {}
    bytes
}

/// libostree's counters, whatever they say.
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing {
    use super::Counters;

    /// Makes a bar of them: six numbers, of which the last is what was announced.
    pub fn progress(numbers: [u64; 6]) {
        let [
            bytes,
            fetched,
            requested,
            delta_bytes,
            delta_bytes_total,
            stated,
        ] = numbers;
        let counters = Counters {
            bytes,
            fetched: fetched as u32,
            requested: requested as u32,
            delta_bytes,
            delta_bytes_total,
        };
        let part = counters.part(stated);
        // Whoever tells it cuts it at 1: of a delta more may come than was announced.
        assert!(part >= 0.0 && part.is_finite(), "{part}");
        let total = counters.total(stated);
        assert!(total == 0 || total >= bytes, "{bytes} of {total}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_comes_from_the_best_that_is_known() {
        let objects = Counters {
            bytes: 10,
            fetched: 1,
            requested: 4,
            ..Counters::default()
        };
        assert!((objects.part(0) - 0.25).abs() < 1e-9);
        assert_eq!(objects.total(0), 0);
        assert!((objects.part(40) - 0.25).abs() < 1e-9);
        assert_eq!(objects.total(5), 10, "never less than what came");
        let delta = Counters {
            bytes: 60,
            delta_bytes: 50,
            delta_bytes_total: 100,
            ..objects
        };
        assert!((delta.part(1000) - 0.5).abs() < 1e-9);
        assert_eq!(delta.total(1000), 110);
        let absurd = Counters {
            bytes: u64::MAX,
            ..delta
        };
        assert_eq!(absurd.total(1000), u64::MAX);
    }
}
