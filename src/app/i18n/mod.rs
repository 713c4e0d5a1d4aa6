//! The window's words, from `po/<language>/waymark.ftl`, and the forms of the
//! user's language and region for what stands in them.
//!
//! The catalogues are part of the binary. [`tr!`](crate::tr) checks ids and
//! arguments at compile time.

mod direction;
mod formats;
mod numbers;
#[cfg(debug_assertions)]
mod pseudo;
mod region;
#[cfg(test)]
mod tests;

use std::sync::{LazyLock, OnceLock};

use i18n_embed::{
    DesktopLanguageRequester, LanguageLoader,
    fluent::{FluentLanguageLoader, fluent_language_loader},
};
use rust_embed::RustEmbed;

pub(crate) use self::{
    direction::{directed, is_right_to_left, joined},
    formats::{Formats, Moment},
    numbers::decimal,
};

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
    numbers::install(&loader);
    loader
});

/// Takes the languages that the user asked for, and the region whose forms they
/// want. To be called before the first text is taken.
pub(crate) fn select() {
    let wanted = DesktopLanguageRequester::requested_languages();
    region::take(|name| std::env::var(name).ok());
    #[cfg(debug_assertions)]
    if pseudo::take(&wanted) {
        return;
    }
    match i18n_embed::select(&*LOADER, &Catalogues, &wanted) {
        Ok(_) => numbers::install(&LOADER),
        Err(error) => tracing::warn!(%error, "the user's language could not be taken"),
    }
}

/// The forms of dates and lists that go with the texts.
pub(crate) fn formats() -> &'static Formats {
    static FORMATS: OnceLock<Formats> = OnceLock::new();
    FORMATS.get_or_init(|| Formats::new(region::locale(&LOADER.current_language())))
}

/// The text with this id in the user's language.
#[macro_export]
macro_rules! tr {
    ($id:literal) => {
        $crate::i18n::directed(i18n_embed_fl::fl!($crate::i18n::LOADER, $id))
    };
    ($id:literal, $($argument:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::directed(i18n_embed_fl::fl!($crate::i18n::LOADER, $id, $($argument = $value),+))
    };
}
