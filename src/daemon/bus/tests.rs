//! The service over a peer-to-peer connection.
