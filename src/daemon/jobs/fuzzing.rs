//! What tools say, whatever it is.

use super::{log::Log, presentable};

/// Keeps the last lines: short, and each of them one line.
pub fn log(text: &str) {
    let log = Log::default();
    log.add(text);
    let kept = log.from(0);
    assert!(kept.len() <= text.lines().count());
    for line in &kept {
        assert!(line.len() <= 4096 && !line.contains(['\n', '\r', '\u{1b}', '\0']));
        assert!(line.len() <= text.len());
    }
    assert!(log.from(usize::MAX).is_empty());
    assert!(presentable(text).len() <= text.len());
}
