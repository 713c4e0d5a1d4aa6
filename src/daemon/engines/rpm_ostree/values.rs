//! Reading rpm-ostreed's dictionaries: what is missing or of another type is left out.
//!
//! Keys come and go between its versions, so nothing here is an error; a value of
//! an unexpected type is logged.

use std::collections::BTreeMap;

use waymark_model::Dict;
use zbus::Variant;

/// A value that can be read without taking the variant apart.
pub(super) trait Read: Sized {
    /// `None` if the variant holds something else.
    fn read(value: &Variant<'_>) -> Option<Self>;
}

/// What a variant holds, however often it is wrapped.
pub(super) fn inner<'a, 'v>(value: &'a Variant<'v>) -> &'a Variant<'v> {
    match value {
        Variant::Variant(wrapped) => inner(wrapped),
        other => other,
    }
}

macro_rules! plain {
    ($($variant:ident $type:ty),* $(,)?) => {$(
        impl Read for $type {
            fn read(value: &Variant<'_>) -> Option<Self> {
                match inner(value) {
                    Variant::$variant(value) => Some(value.clone().into()),
                    _ => None,
                }
            }
        }
    )*};
}
plain!(Bool bool, I32 i32, U32 u32, I64 i64, U64 u64);

impl Read for String {
    fn read(value: &Variant<'_>) -> Option<Self> {
        match inner(value) {
            Variant::Str(text) => Some(text.as_str().to_owned()),
            _ => None,
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Variant<'_>) -> Option<Self> {
        match inner(value) {
            Variant::Array(array) => array.iter().map(T::read).collect(),
            _ => None,
        }
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(value: &Variant<'_>) -> Option<Self> {
        match inner(value) {
            Variant::Dict(dict) => dict
                .iter()
                .map(|(key, value)| Some((String::read(key)?, T::read(value)?)))
                .collect(),
            _ => None,
        }
    }
}

/// The fields of a structure; `None` if it is none or has fewer.
pub(super) fn fields<'a, 'v>(value: &'a Variant<'v>, count: usize) -> Option<&'a [Variant<'v>]> {
    match inner(value) {
        Variant::Structure(structure) => Some(structure.fields()).filter(|all| all.len() >= count),
        _ => None,
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(value: &Variant<'_>) -> Option<Self> {
        let fields = fields(value, 2)?;
        Some((A::read(&fields[0])?, B::read(&fields[1])?))
    }
}

/// The entry of a dictionary that is itself a value.
pub(super) fn entry<'a>(value: &'a Variant<'_>, key: &str) -> Option<&'a Variant<'a>> {
    let Variant::Dict(dict) = inner(value) else {
        return None;
    };
    dict.iter()
        .find(|(name, _)| matches!(name, Variant::Str(name) if name.as_str() == key))
        .map(|(_, value)| inner(value))
}

/// Reads one dictionary, and says of which kind it is where a value is odd.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    kind: &'static str,
    dict: &'a Dict,
}

impl<'a> Reader<'a> {
    pub(super) fn new(kind: &'static str, dict: &'a Dict) -> Self {
        Self { kind, dict }
    }

    /// The value as it came.
    pub(super) fn raw(&self, key: &str) -> Option<&'a Variant<'static>> {
        self.dict.get(key).map(|value| &**value)
    }

    /// The value; `None` if it is missing or has another type.
    pub(super) fn get<T: Read>(&self, key: &str) -> Option<T> {
        let value = self.raw(key)?;
        let read = T::read(value);
        if read.is_none() {
            let (kind, signature) = (self.kind, value.value_signature());
            tracing::warn!(kind, key, %signature, "rpm-ostreed said something of another type");
        }
        read
    }

    /// The value, or what stands for a missing one.
    pub(super) fn or_default<T: Read + Default>(&self, key: &str) -> T {
        self.get(key).unwrap_or_default()
    }

    /// The value, with an empty one taken for a missing one.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.get::<String>(key).filter(|text| !text.is_empty())
    }
}
