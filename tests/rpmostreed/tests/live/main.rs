//! The double on sample systems, driven by an independent client over the real bus and
//! the real sockets; what it did is asked of `ostree`, `dpkg` and the sample system.

mod changes;
mod images;
mod protocol;
mod stage;
