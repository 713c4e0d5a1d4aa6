//! The engine of Fedora's atomic systems: rpm-ostreed on the bus.
//!
//! From the wire up: [`values`] reads dictionaries; [`events`] what a transaction
//! says; [`progress`] makes one bar of it; [`errors`] puts failures into Waymark's
//! words; [`transaction`] runs one and [`foreign`] follows another program's.
//! [`watch`] hears what changes. [`deployments`], [`cached_update`], [`rpm_diff`] and
//! [`listings`] are what the daemon tells of the system, read whole; [`plan`] is what a
//! dry run tells, [`config`] what its files tell.

mod cached_update;
mod call;
mod config;
mod deployments;
mod depsolve;
mod error_rules;
mod errors;
mod events;
mod foreign;
mod gvariant;
mod listings;
mod names;
mod peer;
mod plan;
mod progress;
mod proxy;
mod remote_rules;
mod report;
mod rpm_diff;
mod signatures;
mod sizes;
mod transaction;
mod values;
mod watch;

#[cfg(test)]
mod tests;
