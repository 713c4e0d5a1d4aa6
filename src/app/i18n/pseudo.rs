//! A language that is made from English, to see what does not read well in others:
//! every letter has an accent, every text is a third longer and stands in brackets.
//! What is shown without them is not translatable; what is shown without its closing
//! bracket is cut off.
//!
//! It is in builds for development only, and taken only if it is asked for first, by
//! the region that CLDR keeps for this: `LANGUAGE=en_XA`.

use std::{borrow::Cow, iter};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource},
    parser, serializer,
};
use i18n_embed::{I18nAssets, LanguageLoader, unic_langid::LanguageIdentifier};

use super::{Catalogues, LOADER, numbers};

/// Its name.
const LANGUAGE: &str = "en-XA";

/// The English catalogue, which answers for [`LANGUAGE`] too.
struct Pseudo;

/// Takes it if it is the first of those that the user asked for; says whether it is.
pub(super) fn take(wanted: &[LanguageIdentifier]) -> bool {
    let asked = wanted.first().is_some_and(|first| *first == LANGUAGE);
    if asked {
        match LOADER.load_languages(&Pseudo, &wanted[..1]) {
            Ok(()) => numbers::install(&LOADER),
            Err(error) => tracing::warn!(%error, "the language could not be taken"),
        }
    }
    asked
}

impl I18nAssets for Pseudo {
    fn get_files(&self, path: &str) -> Vec<Cow<'_, [u8]>> {
        let Some(file) = path.strip_prefix("en-XA/") else {
            return Catalogues.get_files(path);
        };
        Catalogues
            .get_files(&format!("en/{file}"))
            .into_iter()
            .filter_map(|english| {
                let english = String::from_utf8(english.into_owned()).ok()?;
                Some(Cow::Owned(catalogue(english).into_bytes()))
            })
            .collect()
    }

    fn filenames_iter(&self) -> Box<dyn Iterator<Item = String> + '_> {
        Box::new(iter::once("en-XA/waymark.ftl".to_owned()))
    }
}

/// A catalogue made from an English one. What cannot be parsed is left out.
pub(super) fn catalogue(english: String) -> String {
    let mut resource: Resource<String> = match parser::parse(english) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    for entry in &mut resource.body {
        if let Entry::Message(message) = entry
            && let Some(pattern) = &mut message.value
        {
            bracket(pattern);
        }
    }
    serializer::serialize(&resource)
}

/// The texts of a message: itself, or those that it selects from.
fn bracket(pattern: &mut Pattern<String>) {
    if let [
        PatternElement::Placeable {
            expression: Expression::Select { variants, .. },
        },
    ] = pattern.elements.as_mut_slice()
    {
        for variant in variants {
            bracket(&mut variant.value);
        }
        return;
    }
    let mut letters = 0;
    for element in &mut pattern.elements {
        if let PatternElement::TextElement { value } = element {
            letters += value.chars().filter(|c| c.is_alphabetic()).count();
            *value = value.chars().map(accented).collect();
        }
    }
    if letters == 0 {
        // What only joins others.
        return;
    }
    let longer: String = iter::repeat_n('~', letters.div_ceil(3)).collect();
    pattern.elements.insert(0, literal("[".to_owned()));
    pattern.elements.push(literal(format!("{longer}]")));
}

/// A text that Fluent reads as it is, wherever it stands in a line.
fn literal(value: String) -> PatternElement<String> {
    PatternElement::Placeable {
        expression: Expression::Inline(InlineExpression::StringLiteral { value }),
    }
}

fn accented(letter: char) -> char {
    const PLAIN: &str = "AaCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz";
    const ACCENTED: &str = "ÅåÇçÐðÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž";
    PLAIN
        .chars()
        .zip(ACCENTED.chars())
        .find_map(|(plain, accented)| (plain == letter).then_some(accented))
        .unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_longer_accented_and_bracketed() {
        assert_eq!(
            catalogue("cancel = _Cancel\n".into()),
            "cancel = { \"[\" }_Çåñçéļ{ \"~~]\" }\n"
        );
    }

    #[test]
    fn what_only_joins_others_stays() {
        let arrow = "change-arrow = { $old } → { $new }\n";
        assert_eq!(catalogue(arrow.into()), arrow);
    }

    #[test]
    fn each_form_of_a_plural_is_a_text_of_its_own() {
        let english = "left = { $count ->\n    [one] 1 day\n   *[other] { $count } days\n}\n";
        assert_eq!(
            catalogue(english.into()),
            "left =\n    { $count ->\n        [one] { \"[\" }1 ðåý{ \"~]\" }\n       *[other] { \"[\" }{ $count } ðåýš{ \"~~]\" }\n    }\n"
        );
    }
}
