//! Ways in for `tests/fuzz`: each hands words of others to what reads them, and panics if
//! something does not hold that must hold of any words. Not part of any program.

pub use crate::{
    bus::fuzzing::arguments,
    engines::fuzzing::{dictionaries, errors, files, progress},
    jobs::fuzzing::log,
    last_start::fuzzing::journal,
    package_files::fuzzing::{key, package},
    store::fuzzing::memory,
};
