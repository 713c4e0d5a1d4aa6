//! waymarkctl.
fn main() {}
