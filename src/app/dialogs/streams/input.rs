//! Where the dialog is, and what it is told.

use waymark_model::Error;

/// What the dialog shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// The streams are asked for.
    Listing,
    /// One is to be chosen.
    Choosing,
    /// What the chosen one means is found out.
    Looking,
    /// It is known.
    Ready,
    /// These packages stand in the way.
    Blocked(Vec<String>, Error),
    /// It could not be found out.
    Failed(Error),
}

/// What the dialog is told.
#[derive(Debug)]
pub(crate) enum StreamsInput {
    /// The row at this place was chosen.
    Chosen(i32),
    /// What was entered is to be looked at.
    Entered,
    /// The entry changed.
    Typing,
    /// The list is to be shown again.
    Back,
    /// The same again.
    Again,
    /// Everything known of the failure is wanted.
    Details,
    /// The job that looks is to be stopped.
    Stop,
    /// It is to be followed.
    Go,
    /// The dialog was closed.
    Closed,
}
