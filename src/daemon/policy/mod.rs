//! What the service does by itself.
//!
//! ```text
//! timer ─ ApplyPolicy ─ Automatic ─┬─ Keeper ─ decide (pure) ◀ conditions, others, world
//!                                  └─ Runner: ordinary jobs, as root
//! ```
//!
//! [`decide`] and [`window`], [`choice`] and [`retention`] are pure. The service keeps no
//! timer of its own: systemd's wakes it, so that an idle machine runs nothing.

mod automatic;
mod choice;
mod conditions;
mod decide;
mod keeper;
mod others;
mod quiet;
mod retention;
mod state;
mod surroundings;
#[cfg(test)]
mod tests;
mod window;

pub use automatic::Automatic;
pub use choice::{Choice, Withheld};
pub use keeper::Keeper;
pub use state::PolicyMemory;
pub use surroundings::SystemBus;

pub(crate) use choice::tell;
#[cfg(test)]
pub(crate) use surroundings::{Around, Surroundings};
