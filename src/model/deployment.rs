//! A bootable version on this disk.

use crate::{dictionary, packages::Layer, words};

dictionary! {
    /// A bootable version on this disk.
    pub struct Deployment: "Deployment" {
        /// Stable id.
        "id" id: String,
        /// Checksum of what it holds, layers and all.
        "checksum" checksum: String,
        /// Version string of the publisher.
        "version" version: Option<String>,
        /// When it was published.
        "timestamp" ["s since 1970"] timestamp: Option<u64>,
        /// The stateroot (OS name) that it belongs to.
        "stateroot" stateroot: Option<String>,
        /// What it follows.
        "origin" origin: Option<String>,
        /// Checksum of the published image, where layers are on top of it.
        "base-checksum" base_checksum: Option<String>,
        /// Version string of the published image, where layers are on top of it and it differs.
        "base-version" base_version: Option<String>,
        /// When the published image was made, where layers are on top of it.
        "base-timestamp" ["s since 1970"] base_timestamp: Option<u64>,
        /// Digest of the container image that it was made from.
        "digest" digest: Option<String>,
        /// How its publisher is verified: `unverified`, `signed`, `remote` (by the keys of its remote).
        "verification" verification: Option<String>,
        /// The version, checksum or digest that its origin stays at.
        "held" held: Option<String>,
        /// What the publisher says of the end of its stream.
        "end-of-life" end_of_life: Option<String>,
        /// The machine runs it now.
        "booted" booted: bool,
        /// The next start runs it.
        "next" next: bool,
        /// It is prepared and enters the boot list at shutdown.
        "staged" staged: bool,
        /// Never deleted by clean-up or by an update.
        "pinned" pinned: bool,
        /// It was made writable: `development`, `hotfix`, `transient`.
        "unlocked" unlocked: Option<String>,
        /// Names of what the user changed on top of the published image and has an effect.
        "layers" layers: Vec<String>,
        /// Names of what was asked for and has no effect.
        "inactive" inactive: Vec<String>,
        /// Room that deleting it makes, where that can be known. Only in GetDeployment.
        "frees" ["bytes"] frees: Option<u64>,
        /// Version of its kernel. Only in GetDeployment.
        "kernel" kernel: Option<String>,
        /// Kernel arguments of its boot entry. Only in GetDeployment.
        "kernel-arguments" kernel_arguments: Option<Vec<String>>,
        /// Signatures of what it holds. Only in GetDeployment.
        "signatures" signatures: Option<Vec<Signature>>,
        /// Number of packages in it, where it has a package database. Only in GetDeployment.
        "packages" packages: Option<u32>,
        /// Everything that the user changed on top. Only in GetDeployment.
        "layer-details" layer_details: Option<Vec<Layer>>,
        /// How the initial file system is made: `published`, `regenerated`. Only in GetDeployment.
        "initramfs" initramfs: Option<String>,
        /// Arguments with which it is regenerated. Only in GetDeployment.
        "initramfs-arguments" initramfs_arguments: Option<Vec<String>>,
        /// Files of /etc that are in it. Only in GetDeployment.
        "initramfs-files" initramfs_files: Option<Vec<String>>,
        /// Checksum of a version whose packages were put into the running system live. Only in GetDeployment.
        "live" live: Option<String>,
    }
}

impl Deployment {
    /// Whether it holds the version of this checksum or digest, with layers or without.
    #[must_use]
    pub fn holds(&self, version: &str) -> bool {
        self.checksum == version
            || self.base_checksum.as_deref() == Some(version)
            || self.digest.as_deref() == Some(version)
    }
}

/// Those that a clean-up removes which leaves `keep` earlier versions, of a system's
/// deployments in boot order: what is neither running, next, staged nor pinned and
/// belongs to the running stateroot.
pub fn beyond(deployments: &[Deployment], keep: u32) -> impl Iterator<Item = &Deployment> {
    let running = deployments.iter().find(|one| one.booted);
    deployments
        .iter()
        .filter(move |one| running.is_some_and(|running| one.stateroot == running.stateroot))
        .filter(|one| !(one.booted || one.next || one.staged || one.pinned))
        .skip(usize::try_from(keep).unwrap_or(usize::MAX))
}

words! {
    /// What a signature proves.
    pub enum SignatureState {
        /// Nothing.
        Bad = "bad",
        /// It is good.
        Good = "good",
        /// It was good, and has expired.
        Expired = "expired",
        /// Its key has expired.
        KeyExpired = "key-expired",
        /// Its key was revoked.
        KeyRevoked = "key-revoked",
        /// Its key is not known here.
        KeyMissing = "key-missing",
    }
}

dictionary! {
    /// A signature.
    pub struct Signature: "Signature" {
        /// Fingerprint of the key.
        "key" key: String,
        /// What it proves.
        "state" state: SignatureState,
        /// Whose key it is, as the key says.
        "signer" signer: Option<String>,
        /// When it was made.
        "timestamp" ["s since 1970"] timestamp: Option<u64>,
    }
}
