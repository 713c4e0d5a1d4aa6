//! waymark-tests.
