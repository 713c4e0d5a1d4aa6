//! The sample system as a machine of its own, with a kernel and systemd, in an emulator:
//! what no namespace can try, such as a power cut.

pub mod boot_entry;
pub mod cut;
pub mod guest;
pub mod image;
pub(crate) mod initramfs;
pub mod qemu;
pub(crate) mod tree;
pub mod trial;

pub use cut::Cut;
pub use image::Disks;
pub use qemu::Emulator;
pub use trial::Trial;

/// What decides by chance: `WAYMARK_LAB_SEED`, or a new seed.
///
/// # Errors
/// If that is no number.
pub fn seed() -> anyhow::Result<u64> {
    crate::dice::Dice::seed()
}
