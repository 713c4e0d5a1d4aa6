//! What the user chose, and what the window remembers: GSettings.
//!
//! Where the schema is not installed, as when the program is run from its build
//! folder, everything is as it comes and nothing is kept.

use adw::prelude::*;
use gtk::{gio, glib};
use waymark_model::names::APP_ID;

use crate::args::Page;

/// Whether updates are looked for when the window opens.
pub(crate) const CHECK_ON_OPEN: &str = "check-on-open";
/// How many earlier versions a clean-up keeps.
pub(crate) const KEEP: &str = "keep";
/// The fewest and the most that it can keep: the range in the schema.
pub(crate) const KEEP_RANGE: std::ops::RangeInclusive<u32> = 1..=20;
/// Whether notifications are posted while no window is open.
pub(crate) const BACKGROUND: &str = "background";
const TOLD: &str = "told";
const WELCOMED: &str = "welcomed";
const PAGE: &str = "page";
const PUT_AWAY: &str = "way-back-put-away";
const START_PUT_AWAY: &str = "start-put-away";
/// The window's properties that are kept.
const WINDOW: [(&str, &str); 3] = [
    ("window-width", "default-width"),
    ("window-height", "default-height"),
    ("window-maximized", "maximized"),
];

/// This user's settings. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Settings(Option<gio::Settings>);

impl Settings {
    /// Opens them.
    pub(crate) fn open() -> Self {
        let schema = gio::SettingsSchemaSource::default()
            .and_then(|source| source.lookup(APP_ID, true))
            .filter(is_whole);
        if schema.is_none() {
            tracing::warn!("the settings' schema is not installed: nothing is kept");
        }
        Self(
            schema.map(|schema| gio::Settings::new_full(&schema, gio::SettingsBackend::NONE, None)),
        )
    }

    /// Those that keep nothing.
    #[cfg(test)]
    pub(crate) fn none() -> Self {
        Self(None)
    }

    /// What a preference is bound to; `None` where nothing can be kept.
    pub(crate) fn store(&self) -> Option<&gio::Settings> {
        self.0.as_ref()
    }

    /// Whether updates are looked for when the window opens.
    pub(crate) fn checks_on_open(&self) -> bool {
        self.get(CHECK_ON_OPEN).unwrap_or(true)
    }

    /// How many earlier versions a clean-up keeps.
    pub(crate) fn keep(&self) -> u32 {
        self.get(KEEP).unwrap_or(1)
    }

    /// Whether the welcome is still to be shown. Without a memory it would come each time.
    pub(crate) fn is_first_run(&self) -> bool {
        !self.get(WELCOMED).unwrap_or(true)
    }

    /// The welcome was shown.
    pub(crate) fn welcomed(&self) {
        self.set(WELCOMED, true);
    }

    /// The page that was shown last.
    pub(crate) fn page(&self) -> Page {
        let name: Option<String> = self.get(PAGE);
        name.and_then(|name| Page::named(&name)).unwrap_or_default()
    }

    /// Another page is shown.
    pub(crate) fn turned(&self, page: Page) {
        self.set(PAGE, page.name());
    }

    /// The deployment for which the way back was put away, if there is one.
    pub(crate) fn way_back_put_away(&self) -> Option<String> {
        self.get(PUT_AWAY).filter(|id: &String| !id.is_empty())
    }

    /// The way back is not shown again for this deployment.
    pub(crate) fn put_way_back_away(&self, deployment: &str) {
        self.set(PUT_AWAY, deployment);
    }

    /// Keys of the notifications that were posted and are still so.
    pub(crate) fn told(&self) -> Vec<String> {
        self.get(TOLD).unwrap_or_default()
    }

    /// Others were posted. Nothing turns the main loop of who posts them, so they are
    /// written at once.
    pub(crate) fn tell(&self, keys: &[String]) {
        self.set(TOLD, keys);
        gio::Settings::sync();
    }

    /// The start of the computer whose card was put away, if there is one.
    pub(crate) fn start_put_away(&self) -> Option<String> {
        self.get(START_PUT_AWAY)
            .filter(|id: &String| !id.is_empty())
    }

    /// How this start came out is not told again.
    pub(crate) fn put_start_away(&self, start: &str) {
        self.set(START_PUT_AWAY, start);
    }

    /// Gives the window the size that it had, and remembers the one that it gets.
    pub(crate) fn remember_window(&self, window: &adw::ApplicationWindow) {
        let Some(settings) = &self.0 else {
            return;
        };
        for (key, property) in WINDOW {
            settings.bind(key, window, property).build();
        }
    }

    fn get<T: glib::variant::FromVariant>(&self, key: &str) -> Option<T> {
        self.0.as_ref()?.value(key).get()
    }

    fn set(&self, key: &str, value: impl Into<glib::Variant>) {
        if let Some(settings) = &self.0
            && let Err(error) = settings.set_value(key, &value.into())
        {
            tracing::warn!(key, %error, "a setting could not be kept");
        }
    }
}

/// Whether a schema has every key: asking for one that it lacks ends the program.
fn is_whole(schema: &gio::SettingsSchema) -> bool {
    [
        CHECK_ON_OPEN,
        KEEP,
        BACKGROUND,
        TOLD,
        WELCOMED,
        PAGE,
        PUT_AWAY,
        START_PUT_AWAY,
    ]
    .into_iter()
    .chain(WINDOW.map(|(key, _)| key))
    .all(|key| schema.has_key(key))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// The schema of the sources, compiled.
    fn schema(folder: &std::path::Path) -> gio::SettingsSchema {
        let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");
        let compiled = Command::new("glib-compile-schemas")
            .args(["--strict", "--targetdir"])
            .args([folder.as_os_str(), sources.as_ref()])
            .status()
            .unwrap();
        assert!(compiled.success());
        let source = gio::SettingsSchemaSource::from_directory(
            folder,
            None::<&gio::SettingsSchemaSource>,
            false,
        );
        source.unwrap().lookup(APP_ID, false).unwrap()
    }

    #[test]
    fn without_a_schema_everything_is_as_it_comes() {
        let folder = tempfile::tempdir().unwrap();
        let schema = schema(folder.path());
        assert!(is_whole(&schema));
        let backend = gio::memory_settings_backend_new();
        let kept = Settings(Some(gio::Settings::new_full(&schema, Some(&backend), None)));
        let none = Settings(None);
        assert_eq!(kept.checks_on_open(), none.checks_on_open());
        assert_eq!(kept.keep(), none.keep());
        assert_eq!(kept.page(), none.page());
        assert!(kept.is_first_run());
        assert!(!none.is_first_run(), "it would be shown each time");
        let range = schema.key(KEEP).range().child_value(1);
        let range = range.as_variant().unwrap();
        assert_eq!(
            (range.child_get::<u32>(0), range.child_get::<u32>(1)),
            (*KEEP_RANGE.start(), *KEEP_RANGE.end())
        );

        assert_eq!(kept.way_back_put_away(), none.way_back_put_away());

        kept.welcomed();
        kept.turned(Page::Versions);
        kept.put_way_back_away("sample-0a1b.0");
        assert_eq!(kept.start_put_away(), None);
        kept.put_start_away("5b7f");
        assert_eq!(kept.start_put_away().as_deref(), Some("5b7f"));
        assert!(!kept.is_first_run());
        assert_eq!(kept.way_back_put_away().as_deref(), Some("sample-0a1b.0"));
        assert_eq!(kept.page(), Page::Versions);
    }
}
