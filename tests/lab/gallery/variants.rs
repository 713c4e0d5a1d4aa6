//! In what looks, sizes and languages the window is shown.

use crate::session::Look;

/// A way in which one and the same window is shown.
pub(super) struct Variant {
    /// Its name.
    pub(super) name: &'static str,
    /// What the desktop's settings say.
    pub(super) look: Look,
    /// Width and height of the window.
    pub(super) size: (i32, i32),
}

/// A language, in a window of its own.
pub struct Language {
    /// Its name.
    pub name: &'static str,
    /// As in `LANGUAGE`.
    pub code: &'static str,
}

const USUAL: (i32, i32) = (900, 680);

const PLAIN: Look = Look {
    dark: false,
    contrast: false,
    text: 100,
};

/// In which the window in English is shown, the usual one first.
pub(super) const VARIANTS: &[Variant] = &[
    Variant {
        name: "light",
        look: PLAIN,
        size: USUAL,
    },
    Variant {
        name: "dark",
        look: Look {
            dark: true,
            ..PLAIN
        },
        size: USUAL,
    },
    Variant {
        name: "contrast",
        look: Look {
            contrast: true,
            ..PLAIN
        },
        size: USUAL,
    },
    Variant {
        name: "large-text",
        look: Look { text: 200, ..PLAIN },
        size: USUAL,
    },
    Variant {
        name: "narrow",
        look: PLAIN,
        size: (360, 680),
    },
    Variant {
        name: "small",
        look: PLAIN,
        size: (360, 294),
    },
];

/// In which each other language is shown.
pub(super) const ABROAD: &[Variant] = &[
    Variant {
        name: "wide",
        look: PLAIN,
        size: USUAL,
    },
    Variant {
        name: "narrow",
        look: PLAIN,
        size: (360, 680),
    },
];

/// Languages besides English.
pub(super) const LANGUAGES: &[Language] = &[
    Language {
        name: "arabic",
        code: "ar",
    },
    Language {
        name: "pseudo",
        code: "en_XA",
    },
];
