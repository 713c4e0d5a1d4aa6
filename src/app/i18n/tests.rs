//! Every catalogue says what the English one says.
//!
//! `cargo test -p waymark catalogue` names what is missing, what is too much, and
//! what does not fit.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::{FluentResource, concurrent::FluentBundle};
use fluent_syntax::{
    ast::{
        CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, Variant,
        VariantKey,
    },
    parser,
};
use i18n_embed::unic_langid::LanguageIdentifier;
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

use super::Catalogues;

/// The messages of one language by their ids.
type Messages = BTreeMap<String, Pattern<String>>;

fn source(language: &str) -> String {
    let path = format!("{language}/waymark.ftl");
    let file = Catalogues::get(&path).unwrap_or_else(|| panic!("there is no po/{path}"));
    String::from_utf8(file.data.into_owned()).expect("a catalogue is UTF-8")
}

/// Parses a catalogue and adds to `faults` what is wrong with it as a file.
fn messages(language: &str, source: String, faults: &mut Vec<String>) -> Messages {
    let resource = parser::parse(source).unwrap_or_else(|(resource, errors)| {
        faults.extend(errors.iter().map(|error| format!("{language}: {error}")));
        resource
    });
    let mut messages = Messages::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else {
            continue;
        };
        let id = message.id.name;
        let Some(value) = message.value else {
            faults.push(format!("{language}: {id} has no text"));
            continue;
        };
        if messages.insert(id.clone(), value).is_some() {
            faults.push(format!("{language}: {id} stands there twice"));
        }
    }
    messages
}

fn translations() -> Vec<String> {
    Catalogues::iter()
        .filter_map(|path| Some(path.strip_suffix("/waymark.ftl")?.to_owned()))
        .filter(|language| language != "en")
        .collect()
}

fn assert_none(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// What a text takes: its variables, its selections by number, its mnemonics.
#[derive(Default)]
struct Parts {
    variables: BTreeSet<String>,
    /// The variable, and the names of its variants.
    plurals: Vec<(String, BTreeSet<String>)>,
    mnemonics: usize,
    texts: usize,
}

impl Parts {
    fn of(pattern: &Pattern<String>) -> Self {
        let mut parts = Self::default();
        parts.pattern(pattern);
        parts
    }

    fn pattern(&mut self, pattern: &Pattern<String>) {
        self.texts += 1;
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => {
                    self.mnemonics += value.matches('_').count();
                }
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &Expression<String>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                if let InlineExpression::VariableReference { id } = selector {
                    self.plurals.push((id.name.clone(), names(variants)));
                }
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<String>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.clone());
            }
            InlineExpression::FunctionReference { arguments, .. } => self.arguments(arguments),
            InlineExpression::Placeable { expression } => self.expression(expression),
            _ => {}
        }
    }

    fn arguments(&mut self, arguments: &CallArguments<String>) {
        for argument in &arguments.positional {
            self.inline(argument);
        }
    }
}

/// The names of variants; numbers that stand for themselves are none.
fn names(variants: &[Variant<String>]) -> BTreeSet<String> {
    variants
        .iter()
        .filter_map(|variant| match &variant.key {
            VariantKey::Identifier { name } => Some(name.clone()),
            VariantKey::NumberLiteral { .. } => None,
        })
        .collect()
}

/// The categories that counting things reaches in a language, as Fluent knows them.
fn categories(language: &str) -> BTreeSet<String> {
    let language: LanguageIdentifier = language.parse().expect("a folder names a language");
    let rules = PluralRules::create(language, PluralRuleType::CARDINAL)
        .expect("the language's plural forms are known");
    (0..=1_000u32)
        .chain([1_000_000])
        .map(
            |count| match rules.select(count).expect("a number has a category") {
                PluralCategory::ZERO => "zero",
                PluralCategory::ONE => "one",
                PluralCategory::TWO => "two",
                PluralCategory::FEW => "few",
                PluralCategory::MANY => "many",
                PluralCategory::OTHER => "other",
            },
        )
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_catalogue_is_complete_and_has_nothing_else() {
    let mut faults = Vec::new();
    let english = messages("en", source("en"), &mut faults);
    for language in translations() {
        let theirs = messages(&language, source(&language), &mut faults);
        for id in english.keys().filter(|id| !theirs.contains_key(*id)) {
            faults.push(format!("{language}: {id} is missing"));
        }
        for id in theirs.keys().filter(|id| !english.contains_key(*id)) {
            faults.push(format!("{language}: {id} is not in po/en/waymark.ftl"));
        }
    }
    assert_none(&faults);
}

#[test]
fn each_text_of_a_catalogue_takes_what_the_english_one_takes() {
    let mut faults = Vec::new();
    let english = messages("en", source("en"), &mut faults);
    for language in translations() {
        for (id, text) in messages(&language, source(&language), &mut faults) {
            let Some(original) = english.get(&id) else {
                continue;
            };
            let (original, text) = (Parts::of(original), Parts::of(&text));
            if original.variables != text.variables {
                let (ours, theirs) = (&original.variables, &text.variables);
                faults.push(format!("{language}: {id} takes {theirs:?}, not {ours:?}"));
            }
            // Each form of a plural has the mnemonic, so none has some of them.
            let (ours, theirs) = (original.mnemonics > 0, text.mnemonics > 0);
            if ours != theirs || (theirs && text.mnemonics != text.texts) {
                faults.push(format!("{language}: {id} has another number of mnemonics"));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn each_plural_of_a_catalogue_has_the_categories_of_its_language() {
    let mut faults = Vec::new();
    for language in translations().into_iter().chain(["en".to_owned()]) {
        let expected = categories(&language);
        let theirs = messages(&language, source(&language), &mut faults);
        for (id, text) in &theirs {
            for (variable, found) in Parts::of(text).plurals {
                if found != expected {
                    faults.push(format!(
                        "{language}: {id} knows ${variable} as {found:?}, not {expected:?}"
                    ));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn a_plural_of_the_english_catalogue_is_one_in_each_other() {
    let mut faults = Vec::new();
    let english = messages("en", source("en"), &mut faults);
    for language in translations() {
        if categories(&language).len() == 1 {
            continue;
        }
        for (id, text) in messages(&language, source(&language), &mut faults) {
            let plural = |text| !Parts::of(text).plurals.is_empty();
            if english.get(&id).is_some_and(plural) && !plural(&text) {
                faults.push(format!("{language}: {id} has no forms for numbers"));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn the_right_plural_is_said_in_each_catalogue() {
    let said = |locale: &str, count: u32| {
        let language = locale.split('-').next().unwrap();
        let resource = FluentResource::try_new(source(language)).unwrap();
        let languages = vec![locale.parse().unwrap()];
        let mut bundle = FluentBundle::new_concurrent(languages);
        bundle.add_resource(resource).unwrap();
        bundle.set_formatter(Some(super::numbers::format));
        bundle.set_use_isolating(false);
        let message = bundle.get_message("left-minutes").unwrap();
        let arguments = [("count", count)].into_iter().collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(message.value().unwrap(), Some(&arguments), &mut errors);
        assert!(errors.is_empty(), "{errors:?}");
        text.into_owned()
    };
    let mut forms: Vec<String> = [0, 1, 2, 3, 11, 100]
        .map(|count| said("ar-EG", count))
        .into();
    assert!(forms[3].contains('٣'), "{}", forms[3]);
    // Numbers aside, Arabic says each of these in its own way.
    for form in &mut forms {
        form.retain(|c| !matches!(c, '٠'..='٩'));
    }
    let different: BTreeSet<&String> = forms.iter().collect();
    assert!(different.len() >= 4, "{forms:?}");
    assert_eq!(said("ja", 1).replace('1', "5"), said("ja", 5));
    assert_ne!(said("de", 1).replace('1', "2"), said("de", 2));
}

#[cfg(debug_assertions)]
#[test]
fn the_pseudo_catalogue_has_every_text_of_the_english_one() {
    let mut faults = Vec::new();
    let english = messages("en", source("en"), &mut faults);
    let made = super::pseudo::catalogue(source("en"));
    let pseudo = messages("en-XA", made, &mut faults);
    assert_none(&faults);
    assert!(english.keys().eq(pseudo.keys()));
    for (id, text) in &english {
        let made = &pseudo[id];
        let (original, parts) = (Parts::of(text), Parts::of(made));
        assert_eq!(original.variables, parts.variables, "{id}");
        assert_eq!(original.plurals, parts.plurals, "{id}");
        assert_eq!(original.mnemonics, parts.mnemonics, "{id}");
        let letters = |pattern: &Pattern<String>| {
            let text = |element: &PatternElement<String>| match element {
                PatternElement::TextElement { value } => value.chars().any(char::is_alphabetic),
                PatternElement::Placeable { .. } => false,
            };
            pattern.elements.iter().any(text)
        };
        assert_eq!(letters(text), text != made && letters(made), "{id}");
    }
}
