//! waymark-sysroot.
