//! waymark-lab.
