//! Gives up what a started program still has, for good.

use rustix::{
    process::{
        DumpableBehavior, Resource, Rlimit, geteuid, getuid, set_dumpable_behavior, setrlimit,
        setsid,
    },
    thread::{CapabilitySet, CapabilitySets, set_capabilities, set_no_new_privs},
};

/// The most memory in bytes: many times what the largest honest answers take.
const MEMORY: u64 = 1 << 30;
/// The most open files.
const FILES: u64 = 128;

/// Refuses to run as root, then drops everything. To be called while there is but one
/// thread.
pub fn enter() -> Result<(), String> {
    if getuid().is_root() || geteuid().is_root() {
        return Err("it talks to the network, so it must not run as root; waymark-registry.socket has it started as another user".to_owned());
    }
    let failed = |what: &str, error: rustix::io::Errno| format!("cannot {what}: {error}");
    set_no_new_privs(true).map_err(|error| failed("forbid new privileges", error))?;
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    set_capabilities(None, none).map_err(|error| failed("drop capabilities", error))?;
    // A login may be in memory: no core files, no look inside by others of the same user.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .map_err(|error| failed("forbid core files", error))?;
    for (resource, most) in [
        (Resource::As, MEMORY),
        (Resource::Nofile, FILES),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ] {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit).map_err(|error| failed("set limits", error))?;
    }
    // Away from the terminal of whoever started the service by hand. It fails only for
    // one that leads a group already.
    let _ = setsid();
    Ok(())
}
