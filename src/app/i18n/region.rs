//! Which region's forms of dates and numbers are wanted, beside the language.
//!
//! A desktop lets people choose the two apart, as with `LANG=en_US.UTF-8` and
//! `LC_TIME=en_GB.UTF-8`. The words are always those of the texts' language, so that
//! no sentence is in two languages; the region says how they are put together.

use std::sync::OnceLock;

use i18n_embed::unic_langid::LanguageIdentifier;
use icu_locale_core::{Locale, locale, subtags::Region};

static REGION: OnceLock<Option<Region>> = OnceLock::new();

/// Takes the region from the environment that `variable` reads.
pub(super) fn take(variable: impl Fn(&str) -> Option<String>) {
    let _ = REGION.set(wanted(variable));
}

/// The locale whose forms go with texts of `language`.
pub(super) fn locale(language: &LanguageIdentifier) -> Locale {
    with_region(language, REGION.get().copied().flatten())
}

fn wanted(variable: impl Fn(&str) -> Option<String>) -> Option<Region> {
    let name = ["LC_ALL", "LC_TIME", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()))?;
    // As in `sr_RS.UTF-8@latin`.
    let name = name.split(['.', '@']).next()?;
    name.split_once('_')?.1.parse().ok()
}

fn with_region(language: &LanguageIdentifier, region: Option<Region>) -> Locale {
    let Ok(mut locale) = language.to_string().parse::<Locale>() else {
        return locale!("en-001");
    };
    if region.is_some() {
        locale.id.region = region;
    } else if locale.id == locale!("en").id {
        // English of no country: the world's, where the day stands before the month.
        return locale!("en-001");
    }
    locale
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted_of(variables: &[(&str, &str)]) -> Option<String> {
        let value = |name: &str| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some((*value).to_owned())
        };
        Some(wanted(value)?.to_string())
    }

    #[test]
    fn the_region_is_that_of_the_formats() {
        let of = |variables| wanted_of(variables).unwrap_or_default();
        assert_eq!(of(&[("LANG", "de_AT.UTF-8")]), "AT");
        assert_eq!(
            of(&[("LANG", "en_US.UTF-8"), ("LC_TIME", "en_GB.UTF-8")]),
            "GB"
        );
        assert_eq!(of(&[("LC_ALL", "ar_EG"), ("LC_TIME", "en_GB")]), "EG");
        assert_eq!(of(&[("LC_ALL", ""), ("LANG", "de_DE@euro")]), "DE");
        assert_eq!(of(&[("LANG", "C.UTF-8")]), "");
        assert_eq!(of(&[]), "");
    }

    #[test]
    fn the_words_stay_those_of_the_texts() {
        let of = |language: &str, region: &str| {
            with_region(&language.parse().unwrap(), region.parse().ok()).to_string()
        };
        assert_eq!(of("en", "DE"), "en-DE");
        assert_eq!(of("en", "US"), "en-US");
        assert_eq!(of("en", ""), "en-001");
        assert_eq!(of("de", ""), "de");
        assert_eq!(of("ar", "EG"), "ar-EG");
    }
}
