//! waymarkd: the system service.

mod engine;
mod jobs;

fn main() {}
