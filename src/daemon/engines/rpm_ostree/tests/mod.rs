//! The wire against what a real rpm-ostreed said, and against one made here.

mod daemon;
mod errors;
mod properties;
mod recordings;
mod text;
mod traces;
mod transactions;
