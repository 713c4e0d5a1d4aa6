//! Dictionaries of the bus (`a{sv}`) as plain structs.
//!
//! The [`dictionary!`](crate::dictionary) macro declares a struct, both directions of its bus form, its
//! JSON form (the same keys) and its rows in the [table of keys](crate::keys).
//! There is no other place that spells a key.

use std::collections::HashMap;

use zbus::{OwnedVariant, Variant};

/// A dictionary as the bus carries it.
pub type Dict = HashMap<String, OwnedVariant>;

/// One key of a dictionary: a row of the table of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key as it is spelt on the bus and in JSON.
    pub name: &'static str,
    /// D-Bus signature of the value.
    pub signature: &'static str,
    /// Unit of the value, or empty.
    pub unit: &'static str,
    /// Whether the key may be absent.
    pub optional: bool,
    /// What the value says.
    pub meaning: &'static str,
}

/// Why a dictionary from the bus could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DictError {
    /// A key that is never absent was absent.
    #[error("{dictionary}: the key “{key}” is missing")]
    Missing {
        /// The dictionary's name.
        dictionary: &'static str,
        /// The key.
        key: &'static str,
    },
    /// A value had another type than the table says.
    #[error("{dictionary}: the key “{key}” has another type than {expected}")]
    WrongType {
        /// The dictionary's name.
        dictionary: &'static str,
        /// The key.
        key: &'static str,
        /// The expected D-Bus signature.
        expected: &'static str,
    },
}

/// A struct with a bus form; made by [`dictionary!`](crate::dictionary).
pub trait Dictionary: Sized {
    /// Name of the dictionary in the docs.
    const NAME: &'static str;
    /// Its keys.
    const KEYS: &'static [Key];
    /// The bus form. Absent values are left out.
    fn to_dict(&self) -> Dict;
    /// Reads the bus form. Unknown keys are ignored.
    ///
    /// # Errors
    /// A required key is missing or a value has the wrong type.
    fn from_dict(dict: &Dict) -> Result<Self, DictError>;
}

/// A value that a dictionary can hold.
pub trait Field: Sized {
    /// D-Bus signature.
    const SIGNATURE: &'static str;
    /// The value for the bus.
    fn write(&self) -> Variant<'static>;
    /// Reads a value; `None` if it has another type.
    fn read(value: &Variant<'_>) -> Option<Self>;
}

/// A place for a value: the value itself, or an `Option` of it.
pub trait Slot: Sized {
    /// D-Bus signature of the value.
    const SIGNATURE: &'static str;
    /// Whether it may be absent.
    const OPTIONAL: bool;
    /// The value for the bus, if there is one.
    fn put(&self) -> Option<Variant<'static>>;
    /// Reads from what the dictionary holds; the error says whether it was missing or of a wrong type.
    fn take(value: Option<&OwnedVariant>) -> Result<Self, SlotError>;
}

/// Why a slot could not be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotError {
    /// Nothing was there.
    Missing,
    /// Something of another type was there.
    WrongType,
}

impl<T: Field> Slot for T {
    const SIGNATURE: &'static str = T::SIGNATURE;
    const OPTIONAL: bool = false;
    fn put(&self) -> Option<Variant<'static>> {
        Some(self.write())
    }
    fn take(value: Option<&OwnedVariant>) -> Result<Self, SlotError> {
        T::read(value.ok_or(SlotError::Missing)?).ok_or(SlotError::WrongType)
    }
}

impl<T: Field> Slot for Option<T> {
    const SIGNATURE: &'static str = T::SIGNATURE;
    const OPTIONAL: bool = true;
    fn put(&self) -> Option<Variant<'static>> {
        self.as_ref().map(Field::write)
    }
    fn take(value: Option<&OwnedVariant>) -> Result<Self, SlotError> {
        value
            .map(|v| T::read(v).ok_or(SlotError::WrongType))
            .transpose()
    }
}

macro_rules! basic_field {
    ($($type:ty = $signature:literal),* $(,)?) => {$(
        impl Field for $type {
            const SIGNATURE: &'static str = $signature;
            fn write(&self) -> Variant<'static> {
                Variant::from(self.clone())
            }
            fn read(value: &Variant<'_>) -> Option<Self> {
                value.try_clone().ok()?.try_into().ok()
            }
        }
    )*};
}
basic_field! {
    String = "s", bool = "b", u32 = "u", u64 = "t", i64 = "x", f64 = "d", Vec<String> = "as",
}

macro_rules! map_field {
    ($($value:ty = $signature:literal),* $(,)?) => {$(
        impl Field for HashMap<String, $value> {
            const SIGNATURE: &'static str = $signature;
            fn write(&self) -> Variant<'static> {
                Variant::from(self.clone())
            }
            fn read(value: &Variant<'_>) -> Option<Self> {
                value.try_clone().ok()?.try_into().ok()
            }
        }
    )*};
}
map_field! { String = "a{ss}", u32 = "a{su}" }

impl<T: Dictionary> Field for T {
    const SIGNATURE: &'static str = "a{sv}";
    fn write(&self) -> Variant<'static> {
        Variant::from(self.to_dict())
    }
    fn read(value: &Variant<'_>) -> Option<Self> {
        let dict: Dict = value.try_clone().ok()?.try_into().ok()?;
        T::from_dict(&dict).ok()
    }
}

impl<T: Dictionary> Field for Vec<T> {
    const SIGNATURE: &'static str = "aa{sv}";
    fn write(&self) -> Variant<'static> {
        Variant::from(self.iter().map(Dictionary::to_dict).collect::<Vec<Dict>>())
    }
    fn read(value: &Variant<'_>) -> Option<Self> {
        let dicts: Vec<Dict> = value.try_clone().ok()?.try_into().ok()?;
        dicts.iter().map(|dict| T::from_dict(dict).ok()).collect()
    }
}

/// Declares a dictionary: `"key" name: Type`, with `["unit"]` after the key where it has one.
#[macro_export]
macro_rules! dictionary {
    (
        $(#[doc = $doc:literal])*
        $vis:vis struct $name:ident: $title:literal {
            $(
                $(#[doc = $meaning:literal])+
                $key:literal $([$unit:literal])? $field:ident: $type:ty,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        $vis struct $name {
            $(
                $(#[doc = $meaning])+
                #[serde(rename = $key, default)]
                pub $field: $type,
            )*
        }

        impl $crate::dict::Dictionary for $name {
            const NAME: &'static str = $title;
            const KEYS: &'static [$crate::dict::Key] = &[$(
                $crate::dict::Key {
                    name: $key,
                    signature: <$type as $crate::dict::Slot>::SIGNATURE,
                    unit: concat!($($unit)?),
                    optional: <$type as $crate::dict::Slot>::OPTIONAL,
                    meaning: concat!($($meaning),+),
                },
            )*];

            fn to_dict(&self) -> $crate::dict::Dict {
                let mut dict = $crate::dict::Dict::new();
                $($crate::dict::insert(&mut dict, $key, &self.$field);)*
                dict
            }

            fn from_dict(dict: &$crate::dict::Dict) -> std::result::Result<Self, $crate::dict::DictError> {
                Ok(Self {
                    $($field: $crate::dict::get::<$type>(dict, $title, $key)?,)*
                })
            }
        }
    };
}

/// Declares an enum whose values are words on the bus. The first variant stands
/// for every word that this version does not know.
#[macro_export]
macro_rules! words {
    (
        $(#[doc = $doc:literal])*
        $vis:vis enum $name:ident {
            $(#[doc = $unknown_doc:literal])+
            $unknown:ident = $unknown_word:literal,
            $( $(#[doc = $meaning:literal])+ $variant:ident = $word:literal, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name {
            $(#[doc = $unknown_doc])+
            #[default]
            $unknown,
            $(
                $(#[doc = $meaning])+
                $variant,
            )*
        }

        impl $name {
            /// Every known word, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word on the bus.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    Self::$unknown => $unknown_word,
                    $(Self::$variant => $word,)*
                }
            }

            /// The value for a word.
            #[must_use]
            pub fn from_word(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    _ => Self::$unknown,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Ok(Self::from_word(&word))
            }
        }

        impl $crate::dict::Field for $name {
            const SIGNATURE: &'static str = "s";
            fn write(&self) -> zbus::Variant<'static> {
                zbus::Variant::from(self.as_str())
            }
            fn read(value: &zbus::Variant<'_>) -> Option<Self> {
                <&str>::try_from(value).ok().map(Self::from_word)
            }
        }
    };
}

/// Puts a value into a dictionary, unless it is absent.
pub fn insert(dict: &mut Dict, key: &str, slot: &impl Slot) {
    // Only values that carry descriptors can fail to be owned; no slot does.
    if let Some(Ok(value)) = slot.put().map(OwnedVariant::try_from) {
        dict.insert(key.to_owned(), value);
    }
}

/// Takes a value from a dictionary.
///
/// # Errors
/// The key is missing though required, or its value has the wrong type.
pub fn get<T: Slot>(
    dict: &Dict,
    dictionary: &'static str,
    key: &'static str,
) -> Result<T, DictError> {
    T::take(dict.get(key)).map_err(|error| match error {
        SlotError::Missing => DictError::Missing { dictionary, key },
        SlotError::WrongType => DictError::WrongType {
            dictionary,
            key,
            expected: T::SIGNATURE,
        },
    })
}
