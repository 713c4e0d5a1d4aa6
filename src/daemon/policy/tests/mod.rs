//! The rules one by one and together, and the policy at work on a system in memory.

mod bench;
mod case;
mod hidden;
mod rules;
mod times;
mod work;
