//! A double of rpm-ostreed: serves its bus interfaces over a real OSTree sysroot, with
//! real per-transaction sockets, and replays recordings of the real one.
//!
//! It is for tests and for the sample system, and shares no code with Waymark.

pub mod client;
pub mod dump;
pub mod knobs;
pub mod recording;
pub mod replay;
pub mod service;
pub mod signal;
mod socket;
pub mod system;
pub mod transaction;
pub mod wire;
