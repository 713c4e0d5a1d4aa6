//! The one place with unsafe code: what the safe bindings cannot do.

#![allow(unsafe_code, reason = "each use says why it is sound")]

use std::{os::fd::BorrowedFd, ptr};

use ostree::{
    ffi,
    gio::{self, prelude::*},
    glib::{
        self,
        translate::{ToGlibPtr, from_glib_full},
    },
};
use rustix::{fd::OwnedFd, io::fcntl_dupfd_cloexec};

/// A duplicate of the descriptor that this process has under a number, if any.
pub(crate) fn duplicate(number: i32) -> Option<OwnedFd> {
    // SAFETY: The number is only handed to the kernel, which duplicates whatever
    // file is behind it or fails. If it was given to another file since the caller
    // looked, the caller gets a duplicate of that one, and looks at it anew.
    let found = unsafe { BorrowedFd::borrow_raw(number) };
    fcntl_dupfd_cloexec(found, 0).ok()
}

/// What a key file holds, in any encoding. The binding takes all of it for UTF-8, which
/// GLib demands of single values alone.
pub(crate) fn key_file_data(file: &glib::KeyFile) -> glib::Bytes {
    let mut length = 0;
    // SAFETY: The key file lives as long as the call, which cannot fail: it hands over as
    // many bytes as it says, which the other call takes over.
    unsafe {
        let data =
            glib::ffi::g_key_file_to_data(file.to_glib_none().0, &raw mut length, ptr::null_mut());
        from_glib_full(glib::ffi::g_bytes_new_take(data.cast(), length))
    }
}

/// The summary of a remote, verified as its configuration asks; `None` if it has
/// none. The binding of the `ostree` crate takes a missing summary, and a missing
/// signature of one, for an impossibility.
pub(crate) fn remote_summary(
    repo: &ostree::Repo,
    remote: &str,
    options: &glib::Variant,
    cancellable: &gio::Cancellable,
) -> Result<Option<glib::Bytes>, glib::Error> {
    let mut summary = ptr::null_mut();
    let mut error = ptr::null_mut();
    // SAFETY: The arguments live as long as the call. libostree leaves `summary`
    // null or hands over one reference, and sets `error` if and only if it fails; a
    // null place for signatures says that they are not wanted.
    unsafe {
        ffi::ostree_repo_remote_fetch_summary_with_options(
            repo.to_glib_none().0,
            remote.to_glib_none().0,
            options.to_glib_none().0,
            &raw mut summary,
            ptr::null_mut(),
            cancellable
                .upcast_ref::<gio::Cancellable>()
                .to_glib_none()
                .0,
            &raw mut error,
        );
        if !error.is_null() {
            return Err(from_glib_full(error));
        }
        Ok((!summary.is_null()).then(|| from_glib_full(summary)))
    }
}
