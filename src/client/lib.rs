//! waymark-client.
