//! Windows as an assistive technology has them: what has no name or action for
//! a screen reader cannot be reached from here, and so a test that gets through
//! a window shows that its users do.
//!
//! [`Accessibility`] is the session's accessibility bus; [`Window`] one
//! application on it, which blocks its caller until what is asked for is there
//! or a deadline is over; [`Query`] says which control is meant; [`Tree`] is all
//! of a window as it was at one moment, printed in every failure.
//!
//! What is true of GTK 4.18 and libadwaita 1.7 and shaped this:
//! - The application's name on the bus is its program name. It finds the bus by
//!   asking `org.a11y.Bus` on its session bus, which dbus-daemon activates
//!   (at-spi-bus-launcher needs no more), and never with `GTK_A11Y=none`.
//! - Widgets that are not visible (another page of a stack, a banner that is
//!   not revealed) are not in the tree. A stack lists its visible page twice.
//! - Role and name: a page of `AdwViewSwitcher` is a page tab, its state
//!   selected; a row of a list box a list item named by its title; a switch row a
//!   check box; an alert dialog an alert named by its heading; a toast an alert
//!   with no name; a search entry an entry, named only if the application does so
//!   (its placeholder is no name); a row of a `GtkListView` a list item, named only
//!   by its accessible label; an item of a menu has no name at all.
//! - Actions: a button and a page tab have `click`, a switch `toggle`, the rows of
//!   lists none. Labels have many, none of which does anything.
//! - `GrabFocus` is not supported; the focus is moved with keys, which the
//!   registry presses on the session's display. Where no window manager runs, the
//!   window must be given the keyboard first. Extents are relative to the window.
//! - A progress bar announces each value that it takes.
//! - Names are announced rarely when they change, so conditions are looked at
//!   again a few times a second besides upon events.

mod app;
mod bus;
mod display;
mod explore;
pub mod keys;
mod open;
mod query;
mod record;
mod tree;

pub use atspi::{Role, State};

pub use app::{SOON, Window};
pub use bus::Accessibility;
pub(crate) use bus::block_on;
pub use display::{Display, Picture};
pub use explore::{Place, Pulse};
pub use query::Query;
pub use record::Recorder;
pub use tree::{Node, Tree};
