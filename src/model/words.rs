//! Words of others, as a sentence may hold them.

/// Text from outside without what could change how its surroundings are shown: control
/// characters and those that turn the direction of writing become U+FFFD.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| {
            let turns = matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if c.is_control() || turns { '\u{fffd}' } else { c }
        })
        .collect()
}
