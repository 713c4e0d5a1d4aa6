//! What was told, so that nothing is told twice.

use crate::{args::Page, settings::Settings, view_state::notes::Note};

/// The notifications that were posted, and those of earlier sessions.
#[derive(Debug)]
pub(super) struct Posted {
    settings: Settings,
    /// Keys of everything that was told and is still so.
    keys: Vec<String>,
    /// What this process posted.
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    key: String,
    id: String,
    page: Page,
}

impl Posted {
    /// With the memory of earlier sessions.
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            keys: settings.told(),
            settings,
            open: Vec::new(),
        }
    }

    /// Those that were not told yet.
    pub(super) fn news<'a>(&self, notes: &'a [Note]) -> Vec<&'a Note> {
        notes
            .iter()
            .filter(|note| !self.keys.contains(&note.key))
            .collect()
    }

    /// Forgets what is so no more; ids of the notifications about it.
    pub(super) fn outdated(&mut self, notes: &[Note]) -> Vec<String> {
        let before = self.keys.len();
        let holds = |key: &String| notes.iter().any(|note| note.key == *key);
        self.keys.retain(holds);
        if self.keys.len() != before {
            self.settings.tell(&self.keys);
        }
        let (kept, gone) = std::mem::take(&mut self.open)
            .into_iter()
            .partition(|open: &Open| holds(&open.key));
        self.open = kept;
        gone.into_iter().map(|open: Open| open.id).collect()
    }

    /// A note was told: by a notification of this id, or by the window.
    pub(super) fn told(&mut self, note: &Note, id: Option<String>) {
        self.keys.push(note.key.clone());
        self.settings.tell(&self.keys);
        self.open.extend(id.map(|id| Open {
            key: note.key.clone(),
            id,
            page: note.page,
        }));
    }

    /// The page that a notification of this process opens.
    pub(super) fn page(&self, id: &str) -> Option<Page> {
        let open = self.open.iter().find(|open| open.id == id)?;
        Some(open.page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(key: &str) -> Note {
        Note {
            key: key.into(),
            title: String::new(),
            body: String::new(),
            button: String::new(),
            page: Page::Versions,
            urgent: false,
        }
    }

    #[test]
    fn nothing_is_told_twice_and_what_comes_again_is_told_again() {
        let mut posted = Posted::new(Settings::none());
        let notes = [note("a"), note("b")];
        assert_eq!(posted.news(&notes).len(), 2);
        posted.told(&notes[0], Some("7".into()));
        posted.told(&notes[1], None);
        assert!(posted.news(&notes).is_empty());
        assert_eq!(posted.page("7"), Some(Page::Versions));
        assert_eq!(posted.page("8"), None, "another program's");

        assert_eq!(posted.outdated(&notes[1..]), ["7"]);
        assert_eq!(posted.page("7"), None);
        assert_eq!(posted.news(&notes), [&notes[0]]);
    }
}
