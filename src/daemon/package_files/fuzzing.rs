//! Package files, whatever is in them.

use super::{header, in_words, limits, signature};

/// Reads the headers at the start of a file.
pub fn package(file: &[u8]) {
    let Ok(headers) = limits::headers(file) else {
        return;
    };
    assert!(headers.len() <= file.len());
    if let Ok(package) = header::parse(&headers) {
        let words = in_words(&package);
        assert!(words.is_ascii() && words.len() < 512, "{words}");
    }
}

/// Reads whose key made a signature.
pub fn key(packet: &[u8]) {
    if let Some(key) = signature::key(packet) {
        assert_eq!(key.len(), 16);
    }
}
