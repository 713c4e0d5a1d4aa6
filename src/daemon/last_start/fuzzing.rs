//! What the journal and the kernel say, whatever it is.

pub use super::journal::fuzzing::journal;
