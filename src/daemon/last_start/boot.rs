//! Which start of the machine this is.

use std::{fs, path::Path};

use crate::clock;

const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";
const UPTIME: &str = "/proc/uptime";

/// The kernel's id of this boot, as the journal spells it; `None` if there is none.
#[must_use]
pub fn current() -> Option<String> {
    let text = fs::read_to_string(Path::new(BOOT_ID)).ok()?;
    normal(&text)
}

/// 32 hexadecimal digits, or nothing.
pub(super) fn normal(text: &str) -> Option<String> {
    let digits: String = text.trim().chars().filter(|c| *c != '-').collect();
    let is_id = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_id.then(|| digits.to_ascii_lowercase())
}

/// When the machine started, in seconds since 1970.
#[must_use]
pub fn started() -> Option<u64> {
    let text = fs::read_to_string(UPTIME).ok()?;
    let seconds = text.split(['.', ' ']).next()?.parse::<u64>().ok()?;
    clock::seconds().checked_sub(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boot_has_an_id_and_a_beginning() {
        let id = current().unwrap();
        assert_eq!(id.len(), 32);
        assert!(started().unwrap() <= clock::seconds());
        assert_eq!(
            normal("5B7F4a1c-0000-4000-8000-0123456789ab\n").as_deref(),
            Some("5b7f4a1c0000400080000123456789ab")
        );
        for wrong in [
            "",
            "5b7f",
            "--boot=5b7f4a1c00004000800001234567",
            "0".repeat(33).as_str(),
        ] {
            assert_eq!(normal(wrong), None, "{wrong}");
        }
    }
}
