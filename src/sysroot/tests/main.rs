//! What the crate does, tried on real libostree: real archive repositories behind
//! a real HTTP server, real sysroots, and a "booted" system in a mount namespace.
//! Needs root, `ostree`, `gpg`, `dpkg-query` and `unshare`.

mod boot_list;
mod check;
mod choose;
mod clean_up;
mod compare;
mod errors;
mod etc;
mod history;
mod hostile;
mod kernel_arguments;
mod streams;
mod system;
mod update;
mod watch;
