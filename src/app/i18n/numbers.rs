//! Numbers in texts, with the digits and separators of the user's language and region.

use fluent_bundle::{
    FluentValue,
    types::{FluentNumber, FluentNumberOptions},
};
use i18n_embed::{fluent::FluentLanguageLoader, unic_langid::LanguageIdentifier};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_provider::DataError;
use intl_memoizer::{Memoizable, concurrent::IntlLangMemoizer};

use super::region;

/// Lets the texts that are loaded now show their numbers so.
pub(super) fn install(loader: &FluentLanguageLoader) {
    loader.with_bundles_mut(|bundle| bundle.set_formatter(Some(format)));
}

/// A number that is shown with so many digits after the point.
pub(crate) fn decimal(value: f64, digits: usize) -> FluentNumber {
    let options = FluentNumberOptions {
        minimum_fraction_digits: Some(digits),
        maximum_fraction_digits: Some(digits),
        ..FluentNumberOptions::default()
    };
    FluentNumber::new(value, options)
}

/// The formatter of one language; made when its first number is shown.
struct Numbers(DecimalFormatter);

impl Memoizable for Numbers {
    type Args = ();
    type Error = DataError;

    fn construct(language: LanguageIdentifier, (): ()) -> Result<Self, Self::Error> {
        let locale = region::locale(&language);
        DecimalFormatter::try_new(locale.into(), Default::default()).map(Self)
    }
}

/// What Fluent asks before it writes a value; none leaves that to Fluent.
pub(super) fn format(value: &FluentValue, language: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let mut decimal: Decimal = number.as_string().parse().ok()?;
    if let Some(digits) = number.options.maximum_fraction_digits {
        decimal.round(-i16::try_from(digits).ok()?);
    }
    language
        .with_try_get::<Numbers, _, _>((), |numbers| numbers.0.format(&decimal).to_string())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(language: &str, number: impl Into<FluentValue<'static>>) -> String {
        let memoizer = IntlLangMemoizer::new(language.parse().unwrap());
        format(&number.into(), &memoizer).unwrap()
    }

    #[test]
    fn numbers_are_written_as_in_their_language() {
        assert_eq!(said("en", 1_234_567), "1,234,567");
        assert_eq!(said("de", 1_234_567), "1.234.567");
        assert_eq!(said("fr", 1_234), "1\u{202f}234");
        assert_eq!(said("ar", 120), "120");
        assert_eq!(said("ar-EG", 120), "١٢٠");
        assert_eq!(said("ja", 1_234), "1,234");
    }

    #[test]
    fn fractions_have_the_digits_that_are_asked_for() {
        assert_eq!(said("en", decimal(6.123, 1)), "6.1");
        assert_eq!(said("de", decimal(212.0, 1)), "212,0");
        assert_eq!(said("de", decimal(0.96, 1)), "1,0");
        assert_eq!(said("en", decimal(9.99, 0)), "10");
    }

    #[test]
    fn what_is_no_number_is_left_alone() {
        let memoizer = IntlLangMemoizer::new("de".parse().unwrap());
        assert_eq!(format(&"1.19-2".into(), &memoizer), None);
    }
}
