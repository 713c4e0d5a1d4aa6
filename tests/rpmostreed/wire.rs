//! GLib's values as values of the bus. Everything that concerns the system is kept
//! in GLib's form, which libostree speaks too.

use anyhow::{Context as _, Result, anyhow, bail};
use ostree::glib::{Variant, VariantClass, VariantDict, variant::FromVariant};
use zbus::{Array, Dict, ObjectPath, OwnedVariant, Signature, Structure, Variant as BusValue};

/// The same value as the bus library has it.
///
/// # Errors
/// If it holds something that D-Bus cannot carry.
pub fn to_bus(value: &Variant) -> Result<BusValue<'static>> {
    Ok(match value.classify() {
        VariantClass::Boolean => BusValue::Bool(get(value)?),
        VariantClass::Byte => BusValue::U8(get(value)?),
        VariantClass::Int16 => BusValue::I16(get(value)?),
        VariantClass::Uint16 => BusValue::U16(get(value)?),
        VariantClass::Int32 => BusValue::I32(get(value)?),
        VariantClass::Uint32 => BusValue::U32(get(value)?),
        VariantClass::Int64 => BusValue::I64(get(value)?),
        VariantClass::Uint64 => BusValue::U64(get(value)?),
        VariantClass::Double => BusValue::F64(get(value)?),
        VariantClass::String => BusValue::from(get::<String>(value)?),
        VariantClass::ObjectPath => {
            let path = value.str().context("an object path")?.to_owned();
            BusValue::ObjectPath(ObjectPath::try_from(path)?)
        }
        VariantClass::Signature => {
            BusValue::Signature(signature(value.str().context("a signature")?)?)
        }
        VariantClass::Variant => {
            let inner = value.as_variant().context("a variant holds a value")?;
            BusValue::Variant(Box::new(to_bus(&inner)?))
        }
        VariantClass::Array if value.type_().element().is_dict_entry() => {
            BusValue::Dict(dictionary(value)?)
        }
        VariantClass::Array => {
            let mut array = Array::new(&signature(value.type_().element().as_str())?);
            for child in value.iter() {
                array.append(to_bus(&child)?)?;
            }
            BusValue::Array(array)
        }
        VariantClass::Tuple => BusValue::Structure(structure(value)?),
        other => bail!("{other:?} cannot go over the bus"),
    })
}

/// The fields of a tuple, as the body of a message.
///
/// # Errors
/// As [`to_bus`].
pub fn structure(value: &Variant) -> Result<Structure<'static>> {
    let mut builder = Structure::builder();
    for field in value.iter() {
        builder = builder.append_field(to_bus(&field)?);
    }
    Ok(builder.build()?)
}

fn dictionary(value: &Variant) -> Result<Dict<'static, 'static>> {
    let entry = value.type_().element();
    let mut dict = Dict::new(
        &signature(entry.key().as_str())?,
        &signature(entry.value().as_str())?,
    );
    for entry in value.iter() {
        dict.append(
            to_bus(&entry.child_value(0))?,
            to_bus(&entry.child_value(1))?,
        )?;
    }
    Ok(dict)
}

fn signature(text: &str) -> Result<Signature> {
    Signature::try_from(text).map_err(|error| anyhow!("{text}: {error}"))
}

fn get<T: FromVariant>(value: &Variant) -> Result<T> {
    value
        .get()
        .with_context(|| format!("{value} is not what its type says"))
}

/// The value of a key in a dictionary `a{sv}`; none if it is missing or of another type.
#[must_use]
pub fn lookup<T: FromVariant>(dictionary: &Variant, key: &str) -> Option<T> {
    lookup_value(dictionary, key)?.get()
}

/// The same as it is.
#[must_use]
pub fn lookup_value(dictionary: &Variant, key: &str) -> Option<Variant> {
    VariantDict::new(Some(dictionary)).lookup_value(key, None)
}

/// A dictionary as a method or property returns it.
pub type Entries = std::collections::BTreeMap<String, OwnedVariant>;

/// The entries of an `a{sv}`.
///
/// # Errors
/// If a value cannot go over the bus.
pub fn entries(dictionary: &Variant) -> Result<Entries> {
    dictionary
        .iter()
        .map(|entry| {
            let key = get(&entry.child_value(0))?;
            let value = entry.child_value(1).as_variant().context("a{sv}")?;
            Ok((key, OwnedVariant::try_from(to_bus(&value)?)?))
        })
        .collect()
}

/// The dictionaries of an `aa{sv}`.
///
/// # Errors
/// As [`entries`].
pub fn all_entries(array: &Variant) -> Result<Vec<Entries>> {
    array.iter().map(|one| entries(&one)).collect()
}

/// An option of a caller; none if it is missing or of another type.
pub fn option<T>(options: &Entries, key: &str) -> Option<T>
where
    T: TryFrom<OwnedVariant>,
{
    options.get(key)?.try_clone().ok()?.try_into().ok()
}

/// A caller's dictionary as text, for the log and to tell whether two are equal.
#[must_use]
pub fn told(options: &Entries) -> String {
    let all: Vec<_> = options
        .iter()
        .map(|(key, value)| format!("'{key}': <{}>", **value))
        .collect();
    format!("{{{}}}", all.join(", "))
}
