//! What `journalctl` prints, whatever it is.

use super::{super::presentable, entry};
use crate::last_start::boot;

/// Reads it as entries, and finds in them all that is looked for.
pub fn journal(json: &[u8]) {
    let entries = entry::entries(json);
    assert!(entries.len() <= json.split(|byte| *byte == b'\n').count());
    let _ = entry::finalization(&entries);
    let _ = entry::failed_before(&entries);
    let _ = entries.iter().any(entry::Entry::tells_of_a_fallback);
    let failed = entry::failed_units(&entries);
    assert!(failed.len() <= entries.len());
    let told = presentable(failed);
    assert!(told.len() <= 64 && told.iter().all(|unit| unit.len() <= 255));
    if let Ok(text) = std::str::from_utf8(json)
        && let Some(id) = boot::normal(text)
    {
        assert_eq!(id.len(), 32);
        assert_eq!(boot::normal(&id), Some(id));
    }
}
