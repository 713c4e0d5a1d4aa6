//! waymark.
fn main() {}
