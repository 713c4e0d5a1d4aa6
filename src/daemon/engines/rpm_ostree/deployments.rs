//! A deployment as rpm-ostreed tells it: one `a{sv}`, read whole.

use std::collections::BTreeMap;

use serde::Serialize;
use waymark_model::Dict;
use zbus::Variant;

use super::{
    names::Nevra,
    signatures::Signature,
    values::{Read, Reader, entry, fields, inner},
};

/// Where an image comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawImage {
    /// The reference with the prefix that says how it is verified, as it was given.
    pub(crate) reference: String,
    /// Digest of its manifest: `sha256:…`.
    pub(crate) digest: Option<String>,
    /// Address and description of who pinned the image by hand.
    pub(crate) custom_origin: Option<(String, String)>,
}

/// A commit of the followed ref that is on this disk and not in use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawPending {
    /// Its checksum.
    pub(crate) checksum: String,
    /// Its version string.
    pub(crate) version: Option<String>,
    /// When it was published, in seconds since 1970.
    pub(crate) timestamp: Option<u64>,
}

/// What is known of the base below layered packages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawBase {
    /// Its checksum.
    pub(crate) checksum: String,
    /// Its version string; images have none here.
    pub(crate) version: Option<String>,
    /// When it was published, in seconds since 1970.
    pub(crate) timestamp: Option<u64>,
}

/// A package of the base that another one stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawReplacement {
    /// What is there now.
    pub(crate) new: Nevra,
    /// What the base has.
    pub(crate) old: Nevra,
}

impl Read for RawReplacement {
    fn read(value: &Variant<'_>) -> Option<Self> {
        let pair = fields(value, 2)?;
        Some(Self {
            new: Nevra::read(&pair[0])?,
            old: Nevra::read(&pair[1])?,
        })
    }
}

/// One deployment. What rpm-ostreed did not say is empty, false or absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RawDeployment {
    /// `osname-checksum.serial`.
    pub(crate) id: String,
    /// The stateroot.
    pub(crate) osname: String,
    /// Tells deployments of one checksum apart.
    pub(crate) serial: i32,
    /// The commit that is deployed: the local one where packages are layered or an
    /// image was merged.
    pub(crate) checksum: String,
    /// Version string.
    pub(crate) version: Option<String>,
    /// When the deployed commit was made, in seconds since 1970.
    pub(crate) timestamp: Option<u64>,
    /// `remote:ref` that it follows; absent with images.
    pub(crate) origin: Option<String>,
    /// The image that it follows.
    pub(crate) image: Option<RawImage>,
    /// The machine runs it.
    pub(crate) booted: bool,
    /// It enters the boot list at shutdown.
    pub(crate) staged: bool,
    /// It is never removed by itself.
    pub(crate) pinned: bool,
    /// How it was made writable; absent if it was not.
    pub(crate) unlocked: Option<String>,
    /// Whether the remote demands GPG signatures; absent with images.
    pub(crate) gpg_enabled: Option<bool>,
    /// Signatures of the base.
    pub(crate) signatures: Vec<Signature>,
    /// The base, where packages are layered.
    pub(crate) base: Option<RawBase>,
    /// The newest commit of the ref on this disk, if it is not the base.
    pub(crate) pending: Option<RawPending>,
    /// Requests that are put on top.
    pub(crate) packages: Vec<String>,
    /// All requests for packages; those not in `packages` are inactive.
    pub(crate) requested: Vec<String>,
    /// Packages from files, in full.
    pub(crate) requested_local: Vec<String>,
    /// The same, allowed to replace files of the base.
    pub(crate) requested_local_fileoverride: Vec<String>,
    /// Names of base packages that shall be gone.
    pub(crate) requested_removals: Vec<String>,
    /// Packages from files that shall replace those of the base, in full.
    pub(crate) requested_replacements: Vec<String>,
    /// The same from repositories: `repo=ID` and names.
    pub(crate) requested_remote_replacements: Vec<(String, Vec<String>)>,
    /// Base packages that are gone.
    pub(crate) removals: Vec<Nevra>,
    /// Base packages that files replace.
    pub(crate) replacements: Vec<RawReplacement>,
    /// Base packages that repositories' replace, by `repo=ID`.
    pub(crate) remote_replacements: BTreeMap<String, Vec<RawReplacement>>,
    /// An initramfs is made on this machine.
    pub(crate) regenerate_initramfs: bool,
    /// Arguments for making it.
    pub(crate) initramfs_args: Vec<String>,
    /// Files of /etc that are added to the initramfs.
    pub(crate) initramfs_etc: Vec<String>,
    /// The commit whose files were applied to the running system.
    pub(crate) live_replaced: Option<String>,
    /// The commit whose files are being applied, or were when something broke off.
    pub(crate) live_in_progress: Option<String>,
    /// What the publisher says about the end of the stream.
    pub(crate) end_of_life: Option<String>,
    /// The stream that the publisher names as its successor.
    pub(crate) end_of_life_rebase: Option<String>,
    /// Why the remote's configuration cannot be read.
    pub(crate) remote_error: Option<String>,
    /// It is staged and not to be finalized yet.
    pub(crate) finalization_locked: bool,
    /// Version of the kernel in the base.
    pub(crate) kernel: Option<String>,
}

impl RawDeployment {
    /// Reads one; `None` for the empty dictionary, which stands for no deployment.
    pub(crate) fn read(dict: &Dict) -> Option<Self> {
        if dict.is_empty() {
            return None;
        }
        let from = Reader::new("deployment", dict);
        let meta = |key| meta(from.raw("base-commit-meta")?, key);
        Some(Self {
            id: from.or_default("id"),
            osname: from.or_default("osname"),
            serial: from.or_default("serial"),
            checksum: from.or_default("checksum"),
            version: from.text("version"),
            timestamp: time(from, "timestamp"),
            origin: from.text("origin"),
            image: image(from),
            booted: from.or_default("booted"),
            staged: from.or_default("staged"),
            pinned: from.or_default("pinned"),
            unlocked: from.text("unlocked").filter(|how| how != "none"),
            gpg_enabled: from.get("gpg-enabled"),
            signatures: from.or_default("signatures"),
            base: from.text("base-checksum").map(|checksum| RawBase {
                checksum,
                version: from.text("base-version"),
                timestamp: time(from, "base-timestamp"),
            }),
            pending: from
                .text("pending-base-checksum")
                .map(|checksum| RawPending {
                    checksum,
                    version: from.text("pending-base-version"),
                    timestamp: time(from, "pending-base-timestamp"),
                }),
            packages: from.or_default("packages"),
            requested: from.or_default("requested-packages"),
            requested_local: from.or_default("requested-local-packages"),
            requested_local_fileoverride: from.or_default("requested-local-fileoverride-packages"),
            requested_removals: from.or_default("requested-base-removals"),
            requested_replacements: from.or_default("requested-base-local-replacements"),
            requested_remote_replacements: from.or_default("requested-base-remote-replacements"),
            removals: from.or_default("base-removals"),
            replacements: from.or_default("base-local-replacements"),
            remote_replacements: from.or_default("base-remote-replacements"),
            regenerate_initramfs: from.or_default("regenerate-initramfs"),
            initramfs_args: from.or_default("initramfs-args"),
            initramfs_etc: from.or_default("initramfs-etc"),
            live_replaced: from.text("live-replaced"),
            live_in_progress: from.text("live-inprogress"),
            end_of_life: from.text("endoflife").or_else(|| meta("ostree.endoflife")),
            end_of_life_rebase: meta("ostree.endoflife-rebase"),
            remote_error: from.text("remote-error"),
            finalization_locked: from.or_default("finalization-locked"),
            kernel: meta("ostree.linux"),
        })
    }

    /// Reads a list, in the order of the boot list.
    pub(crate) fn read_all(dicts: &[Dict]) -> Vec<Self> {
        dicts.iter().filter_map(Self::read).collect()
    }

    /// Whether the system differs from the published image.
    pub(crate) fn is_layered(&self) -> bool {
        self.base.is_some()
    }
}

fn image(from: Reader<'_>) -> Option<RawImage> {
    Some(RawImage {
        reference: from.text("container-image-reference")?,
        digest: from.text("container-image-reference-digest"),
        custom_origin: from.get("custom-origin"),
    })
}

/// A time; 0 is none.
fn time(from: Reader<'_>, key: &str) -> Option<u64> {
    from.get(key).filter(|&time| time > 0)
}

fn meta(dict: &Variant<'_>, key: &str) -> Option<String> {
    match inner(entry(dict, key)?) {
        Variant::Str(text) => Some(text.as_str().to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zbus::OwnedVariant;

    fn dict(entries: Vec<(&str, Variant<'static>)>) -> Dict {
        let owned = |value: Variant<'static>| OwnedVariant::try_from(value).unwrap();
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), owned(value)))
            .collect()
    }

    #[test]
    fn missing_odd_and_unknown_keys_break_nothing() {
        assert_eq!(RawDeployment::read(&dict(vec![])), None);
        let read = RawDeployment::read(&dict(vec![
            ("id", "os-abc.0".into()),
            ("checksum", 7_u32.into()),
            ("booted", "yes".into()),
            ("packages", vec![1_u32].into()),
            ("timestamp", 0_u64.into()),
            ("unlocked", "none".into()),
            ("signatures", "many".into()),
            ("base-commit-meta", true.into()),
            ("something-of-tomorrow", vec!["x"].into()),
        ]));
        let expected = RawDeployment {
            id: "os-abc.0".to_owned(),
            ..RawDeployment::default()
        };
        assert_eq!(read, Some(expected));
    }
}
