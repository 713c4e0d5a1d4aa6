//! The wire against what a real rpm-ostreed said, and against one made here.

mod attaching;
mod daemon;
mod error_fields;
mod errors;
mod offers;
mod progress;
mod properties;
mod recordings;
mod text;
mod told;
mod traces;
mod transactions;
mod work;
