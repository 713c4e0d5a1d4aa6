//! waymark-model.
