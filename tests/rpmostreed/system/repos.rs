//! The repositories of packages: files in `/etc/yum.repos.d`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use ostree::glib::{KeyFile, KeyFileFlags, Variant};

use super::{Fields, array};

const FOLDER: &str = "/etc/yum.repos.d";

/// A repository's entry in a file.
struct Entry {
    id: String,
    file: PathBuf,
    keys: KeyFile,
}

fn entries() -> Result<Vec<Entry>> {
    let mut found = Vec::new();
    let Ok(folder) = fs::read_dir(FOLDER) else {
        return Ok(found);
    };
    for file in folder {
        let file = file?.path();
        if file.extension().is_none_or(|it| it != "repo") {
            continue;
        }
        let text = fs::read_to_string(&file)?;
        let keys = KeyFile::new();
        keys.load_from_data(&text, KeyFileFlags::KEEP_COMMENTS)
            .with_context(|| file.display().to_string())?;
        for id in keys.groups() {
            let keys = KeyFile::new();
            keys.load_from_data(&text, KeyFileFlags::KEEP_COMMENTS)?;
            found.push(Entry {
                id: id.to_string(),
                file: file.clone(),
                keys,
            });
        }
    }
    found.sort_by(|left, right| left.id.cmp(&right.id));
    Ok(found)
}

/// `ListRepos`, `aa{sv}`.
///
/// # Errors
/// If a file is not understood.
pub fn list() -> Result<Variant> {
    let all = entries()?.into_iter().map(|entry| {
        let text = |key| entry.keys.string(&entry.id, key).ok().map(String::from);
        let mut fields = Fields::new();
        fields.set("id", entry.id.as_str());
        fields.set("description", text("name").unwrap_or_default());
        fields.set("is-devel", entry.id.ends_with("-debuginfo"));
        fields.set("is-source", entry.id.ends_with("-source"));
        fields.set("is-enabled", text("enabled").as_deref() != Some("0"));
        fields.end()
    });
    Ok(array("a{sv}", all.collect::<Vec<_>>()))
}

/// The ids of those that are used.
///
/// # Errors
/// If a file is not understood.
pub fn enabled() -> Result<Vec<String>> {
    Ok(entries()?
        .into_iter()
        .filter(|entry| {
            entry
                .keys
                .string(&entry.id, "enabled")
                .map_or(true, |it| it != "0")
        })
        .map(|entry| entry.id)
        .collect())
}

/// Changes settings of one.
///
/// # Errors
/// If there is no such repository, or a setting may not be changed.
pub fn modify(id: &str, settings: &[(String, String)]) -> Result<()> {
    let entry = entries()?.into_iter().find(|entry| entry.id == id);
    let Some(entry) = entry else {
        bail!("Yum repo '{id}' not found");
    };
    for (key, value) in settings {
        if key != "enabled" {
            bail!("Changing '{key}' not allowed in yum .repo files");
        }
        entry.keys.set_string(id, key, value);
    }
    Ok(fs::write(&entry.file, entry.keys.to_data().as_bytes())?)
}
