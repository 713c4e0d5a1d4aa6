//! The window's pages. Each shows a [`World`](crate::view_state::World) and asks
//! for things by [`Request`](crate::view_state::Request).

pub(crate) mod packages;
pub(crate) mod updates;
pub(crate) mod version;
pub(crate) mod versions;
