//! The window's words, from `po/<language>/waymark.ftl`.
//!
//! The catalogues are part of the binary. [`tr!`](crate::tr) checks ids and
//! arguments at compile time.

use std::sync::LazyLock;

use i18n_embed::{
    DesktopLanguageRequester, LanguageLoader,
    fluent::{FluentLanguageLoader, fluent_language_loader},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../po"]
#[include = "*.ftl"]
struct Catalogues;

/// Every text of the window. English until [`select`] was called.
pub(crate) static LOADER: LazyLock<FluentLanguageLoader> = LazyLock::new(|| {
    let loader = fluent_language_loader!();
    if let Err(error) = loader.load_fallback_language(&Catalogues) {
        tracing::error!(%error, "the window's words could not be read");
    }
    loader
});

/// Takes the languages that the user asked for.
pub(crate) fn select() {
    let wanted = DesktopLanguageRequester::requested_languages();
    if let Err(error) = i18n_embed::select(&*LOADER, &Catalogues, &wanted) {
        tracing::warn!(%error, "the user's language could not be taken");
    }
}

/// The text with this id in the user's language.
#[macro_export]
macro_rules! tr {
    ($id:literal) => { i18n_embed_fl::fl!($crate::i18n::LOADER, $id) };
    ($id:literal, $($argument:ident = $value:expr),+ $(,)?) => {
        i18n_embed_fl::fl!($crate::i18n::LOADER, $id, $($argument = $value),+)
    };
}
