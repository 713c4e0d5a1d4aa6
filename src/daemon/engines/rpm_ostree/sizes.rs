//! Sizes and counts in rpm-ostree's sentences.

/// Reads a size as GLib and libostree write it: `3.0 MB` (with U+00A0), `230 bytes`, `812 KiB`.
/// The daemon writes in the language of the system, so the point may be a comma and
/// the unit French. Such numbers are rounded. In bytes.
pub(super) fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))?;
    let number: f64 = text[..end].replace(',', ".").parse().ok()?;
    let unit = text[end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let unit: String = unit.chars().take_while(char::is_ascii_alphabetic).collect();
    let factor = match unit.as_str() {
        "B" | "byte" | "bytes" | "octet" | "octets" => 1.0,
        "kB" | "KB" | "ko" => 1e3,
        "MB" | "Mo" => 1e6,
        "GB" | "Go" => 1e9,
        "TB" | "To" => 1e12,
        "KiB" => 1024.0,
        "MiB" => 1024.0 * 1024.0,
        "GiB" => 1024.0 * 1024.0 * 1024.0,
        "TiB" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    // Rounded sizes stay far below what a u64 holds; a negative one was not matched.
    Some((number * factor).round() as u64)
}

/// The size in the last pair of brackets.
pub(super) fn bracketed(text: &str) -> Option<u64> {
    let (_, tail) = text.rsplit_once('(')?;
    size(tail.strip_suffix(')')?)
}

/// `(2/6)` at the end of a text.
pub(super) fn counted(text: &str) -> Option<(u32, u32)> {
    let (_, tail) = text.rsplit_once('(')?;
    pair(tail.strip_suffix(')')?)
}

/// `[2/6] ` at the start of a text, and what follows it.
pub(super) fn numbered(text: &str) -> Option<((u32, u32), &str)> {
    let (head, rest) = text.strip_prefix('[')?.split_once("] ")?;
    Some((pair(head)?, rest))
}

fn pair(text: &str) -> Option<(u32, u32)> {
    let (at, of) = text.split_once('/')?;
    Some((at.parse().ok()?, of.parse().ok()?)).filter(|(_, of)| *of > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_glib_and_libostree_write_them() {
        let cases = [
            ("3.0\u{a0}MB", Some(3_000_000)),
            ("230 bytes", Some(230)),
            ("1 byte", Some(1)),
            ("4.1\u{a0}kB requested: Processing", Some(4_100)),
            ("812 KiB", Some(831_488)),
            ("671 B", Some(671)),
            ("1.2\u{a0}GB", Some(1_200_000_000)),
            ("4,1\u{a0}kB", Some(4_100)),
            ("42,0\u{a0}Mo", Some(42_000_000)),
            ("1,2,3 MB", None),
            ("104857600MB would", Some(104_857_600_000_000)),
            ("many", None),
            ("7", None),
            ("7 parsecs", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(size(text), expected, "{text}");
        }
    }

    #[test]
    fn counts_are_read_where_they_stand() {
        assert_eq!(counted("Importing packages (1/2)"), Some((1, 2)));
        assert_eq!(counted("Importing packages"), None);
        assert_eq!(counted("Importing packages (1/0)"), None);
        assert_eq!(
            numbered("[2/9] Fetching layer a (3 bytes)"),
            Some(((2, 9), "Fetching layer a (3 bytes)"))
        );
        assert_eq!(numbered("Fetching"), None);
        assert_eq!(
            bracketed("custom layers needed: 2 (42.0\u{a0}MB)"),
            Some(42_000_000)
        );
        assert_eq!(bracketed("custom layers already present: 2"), None);
    }
}
