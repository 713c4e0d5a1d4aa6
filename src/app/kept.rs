//! What this user's windows remember of each other: one short file.

use std::{fs, io, path::PathBuf};

use gtk::glib;

fn file() -> PathBuf {
    glib::user_state_dir()
        .join("waymark")
        .join("way-back-put-away")
}

/// The deployment for which the way back was put away, if there is one.
pub(crate) fn way_back_put_away() -> Option<String> {
    let kept = fs::read_to_string(file()).ok()?;
    Some(kept.trim().to_owned()).filter(|kept| !kept.is_empty())
}

/// Puts the way back away for this deployment, for good.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn put_way_back_away(deployment: &str) -> io::Result<()> {
    let file = file();
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, deployment)
}
