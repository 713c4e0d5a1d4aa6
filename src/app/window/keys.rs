//! What keys do: the one table that gives the actions their keys and that the list
//! of shortcuts shows.

use relm4::gtk::prelude::*;

use crate::tr;

/// Keys that do the same.
#[derive(Debug)]
pub(crate) struct Shortcut {
    /// The action with its target; `None` where the toolkit does it.
    action: Option<&'static str>,
    /// The keys, any of which does it, as GTK writes them.
    pub(crate) keys: &'static [&'static str],
    /// What they do.
    pub(crate) title: String,
}

/// Shortcuts that belong together.
#[derive(Debug)]
pub(crate) struct Group {
    /// Its heading.
    pub(crate) title: String,
    /// Its shortcuts.
    pub(crate) shortcuts: Vec<Shortcut>,
}

fn shortcut(
    action: impl Into<Option<&'static str>>,
    keys: &'static [&'static str],
    title: String,
) -> Shortcut {
    Shortcut {
        action: action.into(),
        keys,
        title,
    }
}

/// Every shortcut of the window.
pub(crate) fn groups() -> Vec<Group> {
    vec![
        Group {
            title: tr!("keys-system"),
            shortcuts: vec![shortcut(
                "win.check",
                &["<Control>r", "F5"],
                tr!("keys-check"),
            )],
        },
        Group {
            title: tr!("keys-pages"),
            shortcuts: vec![
                shortcut("app.page::updates", &["<Control>1"], tr!("page-updates")),
                shortcut("app.page::versions", &["<Control>2"], tr!("page-versions")),
                shortcut("app.page::packages", &["<Control>3"], tr!("page-packages")),
                shortcut(None, &["<Alt>Left", "Escape"], tr!("keys-back")),
            ],
        },
        Group {
            title: tr!("keys-window"),
            shortcuts: vec![
                shortcut(None, &["F10"], tr!("menu-main")),
                shortcut("win.preferences", &["<Control>comma"], tr!("preferences")),
                shortcut("win.shortcuts", &["<Control>question"], tr!("keys-title")),
                shortcut("window.close", &["<Control>w"], tr!("keys-close")),
                shortcut("app.quit", &["<Control>q"], tr!("keys-quit")),
            ],
        },
    ]
}

/// Gives the actions their keys.
pub(super) fn install(app: &impl IsA<relm4::gtk::Application>) {
    for shortcut in groups().iter().flat_map(|group| &group.shortcuts) {
        if let Some(action) = shortcut.action {
            app.set_accels_for_action(action, shortcut.keys);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_key_does_one_thing_and_each_page_has_one() {
        let groups = groups();
        let all: Vec<&Shortcut> = groups.iter().flat_map(|group| &group.shortcuts).collect();
        let keys: Vec<&str> = all.iter().flat_map(|one| one.keys).copied().collect();
        let different: BTreeSet<&str> = keys.iter().copied().collect();
        assert_eq!(different.len(), keys.len(), "{keys:?}");
        for page in crate::args::Page::ALL {
            let action = format!("app.page::{}", page.name());
            assert!(all.iter().any(|one| one.action == Some(action.as_str())));
        }
    }
}
