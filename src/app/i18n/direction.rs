//! Which way the texts are written.

use gtk::pango::{self, Direction};
use i18n_embed::{LanguageLoader, unic_langid::CharacterDirection};

use super::LOADER;

const LEFT_TO_RIGHT_MARK: char = '\u{200e}';
const RIGHT_TO_LEFT_MARK: char = '\u{200f}';

/// Whether the chosen language is written from right to left.
pub(crate) fn is_right_to_left() -> bool {
    LOADER.current_language().character_direction() == CharacterDirection::RTL
}

/// A text of the chosen language that is laid out in the direction of that language.
///
/// Pango takes a line's direction from its first letter, which in "{version} is
/// ready" is not the text's own.
pub(crate) fn directed(text: String) -> String {
    towards(is_right_to_left(), text)
}

fn towards(right_to_left: bool, text: String) -> String {
    let (mark, other) = if right_to_left {
        (RIGHT_TO_LEFT_MARK, Direction::Ltr)
    } else {
        (LEFT_TO_RIGHT_MARK, Direction::Rtl)
    };
    // Without any letter, as in "1.0 → 1.1", it would have that of the line before.
    let found = pango::find_base_dir(&text);
    if found == other || (right_to_left && found == Direction::Neutral && !text.is_empty()) {
        format!("{mark}{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_led_by_its_language_and_not_by_what_stands_first() {
        let version = "\u{2068}44.fc44\u{2069}";
        assert_eq!(
            towards(true, format!("{version} جاهز")),
            format!("\u{200f}{version} جاهز")
        );
        assert_eq!(towards(true, "جاهز".into()), "جاهز");
        assert_eq!(towards(true, "1.0 ← 1.1".into()), "\u{200f}1.0 ← 1.1");
        assert_eq!(
            towards(false, format!("{version} is ready")),
            format!("{version} is ready")
        );
        assert_eq!(
            towards(false, "مريم is changing the system".into()),
            "\u{200e}مريم is changing the system"
        );
        assert_eq!(towards(false, "1.0 → 1.1".into()), "1.0 → 1.1");
    }
}
