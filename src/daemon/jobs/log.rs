//! What the tool behind a job says, line by line, for whoever started it.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::presentable;

/// How many lines are kept: the last ones.
const LINES: usize = 2000;
/// Longest line, in bytes.
const LINE_MAX: usize = 4096;

/// The lines of one job.
#[derive(Debug, Default)]
pub struct Log(Mutex<Lines>);

#[derive(Debug, Default)]
struct Lines {
    kept: VecDeque<String>,
    /// How many there were before the first one that is kept.
    dropped: usize,
}

impl Log {
    /// Adds what was said; a text of several lines is as many lines.
    pub fn add(&self, text: &str) {
        for line in text.lines() {
            let mut line = presentable(line);
            line.retain(|c| !c.is_control() || c == '\t');
            line.truncate(line.floor_char_boundary(LINE_MAX));
            let mut lines = self.lines();
            if lines.kept.len() == LINES {
                lines.kept.pop_front();
                lines.dropped += 1;
            }
            lines.kept.push_back(line);
        }
    }

    /// The lines from this number on, as far as they are kept. The job's first line is 0.
    #[must_use]
    pub fn from(&self, number: usize) -> Vec<String> {
        let lines = self.lines();
        let skipped = number.saturating_sub(lines.dropped);
        lines.kept.iter().skip(skipped).cloned().collect()
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_kept_short_and_without_secrets() {
        let log = Log::default();
        log.add("GET https://me:secret@host/\u{1b}[31mred\nsecond");
        log.add(&"ü".repeat(LINE_MAX));
        assert_eq!(log.from(0)[0], "GET https://host/[31mred");
        assert_eq!(log.from(1)[0], "second");
        assert_eq!(log.from(2)[0].len(), LINE_MAX);
        assert!(log.from(3).is_empty() && log.from(usize::MAX).is_empty());
        for number in 3..LINES + 10 {
            log.add(&number.to_string());
        }
        assert_eq!(log.from(0).len(), LINES);
        assert_eq!(log.from(0)[0], "10");
        assert_eq!(log.from(LINES + 9), [(LINES + 9).to_string()]);
    }
}
