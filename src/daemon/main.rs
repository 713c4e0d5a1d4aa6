//! waymarkd.
fn main() {}
