//! Ways in for `tests/fuzz`: each hands words of others to what reads them, and panics if
//! something does not hold that must hold of any words. Not part of any program.

use std::cmp::Ordering;

use ostree::glib::{self, Variant, VariantTy};

use crate::{
    commit::Commit,
    dpkg, errors, kernel, kernel_arguments, object_tree, origin, read, rpm, sizes,
    streams::{newer, refs},
};
pub use crate::{etc::fuzzing::difference, progress::fuzzing::progress};

/// A commit: metadata, parent, related, subject, body, time, tree, metadata of the root.
const COMMIT: &str = "(a{sv}aya(say)sstayay)";

/// Reads two `status` files of dpkg, alone and beside each other.
pub fn dpkg(old: &[u8], new: &[u8]) {
    let read = |status: &[u8]| dpkg::parse(dpkg::text(status)?);
    let (Ok(before), Ok(after)) = (read(old), read(new)) else {
        return;
    };
    for package in before.iter().chain(&after) {
        assert!(package.name.len() <= old.len().max(new.len()));
    }
    if let Ok([only_old, only_new]) = dpkg::parse_differing(old, new) {
        assert!(only_old.len() <= before.len() && only_new.len() <= after.len());
        for (some, all) in [(only_old, before), (only_new, after)] {
            assert!(some.iter().all(|package| all.contains(package)));
        }
    }
}

/// Puts two versions in order, as dpkg and as RPM do. An order holds in both directions.
pub fn order(one: &str, other: &str) {
    assert_eq!(rpm::compare_versions(one, one), Ordering::Equal);
    let rpm = rpm::compare_versions(one, other);
    assert_eq!(rpm::compare_versions(other, one), rpm.reverse());
    if let Some(debian) = dpkg::compare_versions(one, other) {
        assert_eq!(
            dpkg::compare_versions(other, one),
            Some(debian.reverse()),
            "{one} {other}"
        );
    }
}

/// Reads a commit: what it says of itself, its packages and the sizes of its objects.
pub fn commit(bytes: &[u8]) {
    let commit = Commit {
        checksum: String::new(),
        complete: false,
        object: variant(COMMIT, bytes),
    };
    // libostree takes no commit into a repository that has another form.
    if !commit.object.is_normal_form() {
        return;
    }
    for text in [commit.version(), commit.end_of_life()]
        .into_iter()
        .flatten()
    {
        assert!(text.chars().count() <= 1001);
    }
    if let Some(version) = commit.kernel() {
        assert!(!kernel::folder(&version).contains(".."), "{version}");
    }
    let _ = (commit.timestamp(), commit.parent(), commit.bound_refs());
    let _ = object_tree::root(&commit);
    let _ = sizes::of_files(&commit);
    if let Some(packages) = rpm::packages(&commit) {
        assert!(packages.len() <= bytes.len());
    }
}

/// Reads the description of a folder.
pub fn folder(bytes: &[u8]) {
    let object = variant("(a(say)a(sayay))", bytes);
    if let Ok(folder) = object_tree::Folder::parse(&object) {
        let checksums = folder.files.values().chain(folder.folders.values());
        for checksum in checksums {
            assert_eq!(checksum.len(), 64);
        }
    }
}

/// Reads the summary of a remote.
pub fn summary(bytes: &[u8]) {
    let refs = refs(&glib::Bytes::from(bytes));
    assert!(refs.len() <= bytes.len());
    let names = || refs.iter().map(|(name, _)| name.as_str());
    for followed in names().take(16) {
        let newer = newer(followed, names());
        assert_ne!(newer, Some(followed));
    }
}

/// Reads the origin of a deployment, and writes the copy that another one gets.
pub fn origin(bytes: &[u8]) {
    let file = glib::KeyFile::new();
    let bytes = glib::Bytes::from(bytes);
    if file
        .load_from_bytes(&bytes, glib::KeyFileFlags::NONE)
        .is_err()
    {
        return;
    }
    let deployment = deployment();
    deployment.set_origin(Some(&file));
    let follows = origin::refspec(&deployment);
    let _ = (origin::image(&deployment), origin::held(&deployment));
    if let Some(refspec) = &follows {
        let _ = ostree::parse_refspec(refspec);
    }
    if let Ok(Some(copy)) = origin::following(&deployment, "remote:another") {
        deployment.set_origin(Some(&copy));
        let follows = origin::refspec(&deployment);
        assert_eq!(follows.as_deref(), Some("remote:another"));
    }
}

/// Reads a boot entry as libostree does, and the kernel arguments in it. No argument is
/// lost or made up.
pub fn boot_entry(file: &std::path::Path) {
    let entry = ostree::BootconfigParser::new();
    let file = ostree::gio::File::for_path(file);
    if entry.parse(&file, ostree::gio::Cancellable::NONE).is_err() {
        return;
    }
    let line = entry.get("options").unwrap_or_default();
    let deployment = deployment();
    deployment.set_bootconfig(Some(&entry));
    let arguments = read::kernel_arguments(&deployment);
    for argument in &arguments {
        assert!(line.contains(argument.as_str()), "{argument}");
    }
    // libostree parts at spaces alone, the kernel at other blanks too.
    let is_plain = !line.contains(|c: char| c.is_ascii_whitespace() && c != ' ');
    if is_plain && kernel_arguments::require_whole(&[deployment]).is_ok() {
        let own = ostree::KernelArgs::from_string(&line).to_strv();
        let own: Vec<String> = own.into_iter().map(String::from).collect();
        let kept = |one: &&String| !(one.is_empty() || one.starts_with("ostree="));
        assert!(own.iter().filter(kept).eq(&arguments), "{line:?}: {own:?}");
    }
}

/// Reads a text as libostree's error, which has no zero byte, and as an os-release.
pub fn words(text: &str) {
    let text = text.split('\0').next().unwrap_or_default();
    let error = glib::Error::new(ostree::gio::IOErrorEnum::Failed, text);
    let _ = errors::translate("it failed")(error);
    if let Some(name) = read::name_in(text) {
        assert!(text.contains(&name));
    }
}

fn variant(shape: &str, bytes: &[u8]) -> Variant {
    let shape = VariantTy::new(shape).expect("the shape is right");
    Variant::from_bytes_with_type(&glib::Bytes::from(bytes), shape)
}

fn deployment() -> ostree::Deployment {
    let checksum = "0".repeat(64);
    ostree::Deployment::new(0, "sample", &checksum, 0, Some(&checksum), 0)
}
