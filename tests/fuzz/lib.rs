//! Every reader of words of others, each as a function of bytes. A function returns
//! whatever the bytes are; it panics where something does not hold that must always hold.
//!
//! `tests/corpus.rs` and the program of this crate run them over `corpus/` and over
//! mutations of it; `fuzz/` has libFuzzer look for more (`dev/fuzz`).

mod bus;
mod engine;
mod mutate;
mod registry;
mod system;

use std::path::{Path, PathBuf};

pub use mutate::Mutations;

/// A target: what it is called, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All of them, by name.
pub const TARGETS: &[Target] = &[
    ("arguments", bus::arguments),
    ("boot_entry", system::boot_entry),
    ("bus", bus::dictionaries),
    ("commit", system::commit),
    ("dpkg", system::dpkg),
    ("etc", system::etc),
    ("folder", system::folder),
    ("journal", engine::journal),
    ("log", engine::log),
    ("order", system::order),
    ("origin", system::origin),
    ("package_file", engine::package_file),
    ("policy", bus::policy),
    ("progress_ostree", system::progress),
    ("progress_rpm_ostree", engine::progress),
    ("properties", bus::properties),
    ("refs", bus::refs),
    ("registry_files", registry::files),
    ("registry_headers", registry::headers),
    ("registry_lines", registry::lines),
    ("registry_manifest", registry::manifest),
    ("registry_reference", registry::reference),
    ("registry_tags", registry::tags),
    ("rpm_ostree", engine::dictionaries),
    ("rpm_ostree_errors", engine::errors),
    ("rpm_ostree_files", engine::files),
    ("state", engine::state),
    ("summary", system::summary),
    ("words", system::words),
];

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<fn(&[u8])> {
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    found.map(|(_, run)| *run)
}

/// Gives an input to the target of this name.
///
/// # Panics
/// If there is no such target, or the input breaks it.
pub fn run(name: &str, data: &[u8]) {
    target(name).expect("the name of a target")(data);
}

/// The folder with a folder of inputs for each target.
#[must_use]
pub fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The bytes as text; nothing where they are none, since no reader gets them then.
fn text(data: &[u8], read: impl FnOnce(&str)) {
    if let Ok(text) = std::str::from_utf8(data) {
        read(text);
    }
}

/// Two inputs: what is before the first zero byte, and what is behind it.
fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|byte| *byte == 0) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[]),
    }
}

/// Numbers, eight bytes each; those that are missing are 0.
fn numbers<const COUNT: usize>(data: &[u8]) -> [u64; COUNT] {
    let mut chunks = data.chunks(8);
    std::array::from_fn(|_| {
        let chunk = chunks.next().unwrap_or_default();
        let byte = |at: usize| chunk.get(at).copied().unwrap_or_default();
        u64::from_le_bytes(std::array::from_fn(byte))
    })
}
