//! rpm-ostreed-double.
fn main() {}
