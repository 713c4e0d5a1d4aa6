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

/// Texts one after the other in the direction of the chosen language, whichever way
/// each of them is written.
pub(crate) fn joined(parts: &[String], separator: &str) -> String {
    joined_towards(is_right_to_left(), parts, separator)
}

fn towards(right_to_left: bool, text: String) -> String {
    let found = pango::find_base_dir(&text);
    // Without any letter, as in "1.0 → 1.1", it would have that of the line before.
    let none = right_to_left && found == Direction::Neutral && !text.is_empty();
    if none || found == other_than(right_to_left) {
        let mark = if right_to_left {
            RIGHT_TO_LEFT_MARK
        } else {
            LEFT_TO_RIGHT_MARK
        };
        format!("{mark}{text}")
    } else {
        text
    }
}

fn joined_towards(right_to_left: bool, parts: &[String], separator: &str) -> String {
    let other = other_than(right_to_left);
    let part = |part: &String| {
        if parts.len() > 1 && pango::find_base_dir(part) == other {
            format!("\u{2068}{part}\u{2069}")
        } else {
            part.clone()
        }
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    towards(right_to_left, parts.join(separator))
}

fn other_than(right_to_left: bool) -> Direction {
    if right_to_left {
        Direction::Ltr
    } else {
        Direction::Rtl
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

    #[test]
    fn what_is_joined_stays_in_order() {
        let joined = |right_to_left, parts: &[&str]| {
            let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            joined_towards(right_to_left, &parts, " · ")
        };
        assert_eq!(joined(false, &["44.1", "fedora/44"]), "44.1 · fedora/44");
        assert_eq!(
            joined(true, &["44.fc1", "fedora", "طبقتان"]),
            "\u{200f}\u{2068}44.fc1\u{2069} · \u{2068}fedora\u{2069} · طبقتان"
        );
        assert_eq!(
            joined(false, &["مريم", "44.1"]),
            "\u{200e}\u{2068}مريم\u{2069} · 44.1"
        );
        assert_eq!(joined(true, &[]), "");
    }
}
