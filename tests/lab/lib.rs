//! The lab: makes "Waymark Sample OS", a real OSTree system on real parts, and
//! enters it without a machine. Runs as root in the development root.

mod base;
mod dice;
pub mod disk;
mod double;
pub mod doubles;
pub mod emulator;
pub mod gallery;
mod images;
mod install;
mod kept;
mod key;
mod lock;
pub mod machine;
pub mod packages;
mod publish;
mod registry;
mod repo;
pub mod sample;
pub mod sandbox;
pub mod server;
pub mod session;
mod sizes;
mod streams;
mod sysroot;
mod tool;
mod tree;
pub mod version;
pub mod window;

pub use disk::Disk;
pub use machine::{BootOptions, Machine};
pub use sample::{Options, Sample, System};
pub use server::Server;
pub use session::{Presence, Session};
pub use tree::{USERS, User};
