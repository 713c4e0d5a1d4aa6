//! How fast bytes arrive, smoothed so that a number on the screen stays readable.

use std::time::Duration;

/// The older a speed is, the less it counts; after this time about a third of it is left.
const MEMORY: Duration = Duration::from_secs(3);

/// A smoothed rate of a count that only rises.
#[derive(Debug, Default)]
pub struct Rate {
    last: Option<u64>,
    per_second: f64,
}

impl Rate {
    /// Takes note that `count` was reached `passed` after the last note; gives the rate in 1/s.
    pub fn note(&mut self, count: u64, passed: Duration) -> u64 {
        let Some(last) = self.last.replace(count) else {
            return 0;
        };
        let passed = passed.as_secs_f64();
        if passed > 0.0 {
            // Counts stay far below 2^52, where they would lose their last digit.
            #[expect(clippy::cast_precision_loss)]
            let speed = count.saturating_sub(last) as f64 / passed;
            let keep = (-passed / MEMORY.as_secs_f64()).exp();
            self.per_second = if self.per_second == 0.0 {
                speed
            } else {
                keep * self.per_second + (1.0 - keep) * speed
            };
        }
        if self.per_second < 1.0 {
            self.per_second = 0.0;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let rounded = self.per_second.round() as u64;
        rounded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: Duration = Duration::from_millis(200);

    #[test]
    fn a_steady_speed_is_told_as_it_is() {
        let mut rate = Rate::default();
        assert_eq!(rate.note(0, TICK), 0);
        let told: Vec<_> = (1..50).map(|tick| rate.note(tick * 200, TICK)).collect();
        assert!(
            told.iter().all(|rate| (999..=1001).contains(rate)),
            "{told:?}"
        );
    }

    #[test]
    fn a_burst_is_smoothed_and_a_stall_fades_to_nothing() {
        let mut rate = Rate::default();
        rate.note(0, TICK);
        for tick in 1..50 {
            rate.note(tick * 200, TICK);
        }
        let burst = rate.note(49 * 200 + 2000, TICK);
        assert!((1001..2500).contains(&burst), "{burst}");
        let mut last = burst;
        for _ in 0..300 {
            let now = rate.note(49 * 200 + 2000, TICK);
            assert!(now <= last);
            last = now;
        }
        assert_eq!(last, 0);
    }
}
