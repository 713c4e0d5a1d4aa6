//! The user that the asking program runs as.

use nix::unistd::{Uid, User};

/// A user and its group, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nobody {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// What the kernel itself calls nobody, where no file names one.
const OVERFLOW: u32 = 65534;

/// Whom to become: `waymark` if there is such a user, else `nobody`. `None` where this
/// process is not root: then it has no rights to drop, and cannot become another.
pub(crate) fn unprivileged() -> Option<Nobody> {
    if !Uid::effective().is_root() {
        return None;
    }
    let named = ["waymark", "nobody"].into_iter().find_map(|name| {
        let user = User::from_name(name).ok().flatten()?;
        // Whatever the files say, it must not be root again.
        (!user.uid.is_root() && user.gid.as_raw() != 0).then_some(Nobody {
            uid: user.uid.as_raw(),
            gid: user.gid.as_raw(),
        })
    });
    Some(named.unwrap_or(Nobody {
        uid: OVERFLOW,
        gid: OVERFLOW,
    }))
}
