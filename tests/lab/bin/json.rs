//! JSON into D-Bus values of a given type, and back.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use zbus::{Array, Dict, ObjectPath, Signature, Variant, wire::StructureBuilder};

use crate::descriptors;

/// The value of type `signature` that `json` describes. A descriptor is opened here,
/// with the rights of the caller.
pub(crate) fn to_bus(json: &Value, signature: &Signature) -> Result<Variant<'static>> {
    let wrong = || format!("{json} is no {signature}");
    let signed = || json.as_i64().with_context(wrong);
    let unsigned = || json.as_u64().with_context(wrong);
    let text = || json.as_str().map(str::to_owned).with_context(wrong);
    Ok(match signature {
        Signature::U8 => Variant::U8(unsigned()?.try_into()?),
        Signature::Bool => Variant::Bool(json.as_bool().with_context(wrong)?),
        Signature::I16 => Variant::I16(signed()?.try_into()?),
        Signature::U16 => Variant::U16(unsigned()?.try_into()?),
        Signature::I32 => Variant::I32(signed()?.try_into()?),
        Signature::U32 => Variant::U32(unsigned()?.try_into()?),
        Signature::I64 => Variant::I64(signed()?),
        Signature::U64 => Variant::U64(unsigned()?),
        Signature::F64 => Variant::F64(json.as_f64().with_context(wrong)?),
        Signature::Str => Variant::from(text()?),
        Signature::Signature => Variant::Signature(self::signature(&text()?)?),
        Signature::ObjectPath => Variant::ObjectPath(ObjectPath::try_from(text()?)?),
        Signature::Variant => Variant::Variant(Box::new(variant(json)?)),
        Signature::Array(element) => {
            let mut array = Array::new(element.signature());
            for item in json.as_array().with_context(wrong)? {
                array.append(to_bus(item, element.signature())?)?;
            }
            Variant::Array(array)
        }
        Signature::Dict { key, value } => {
            let mut dict = Dict::new(key.signature(), value.signature());
            for (name, item) in json.as_object().with_context(wrong)? {
                let name = to_bus(&Value::from(name.as_str()), key.signature())?;
                dict.append(name, to_bus(item, value.signature())?)?;
            }
            Variant::Dict(dict)
        }
        Signature::Structure(fields) => {
            let items = json
                .as_array()
                .filter(|items| items.len() == fields.len())
                .with_context(wrong)?;
            let mut structure = StructureBuilder::new();
            for (item, field) in items.iter().zip(fields.iter()) {
                structure = structure.append_field(to_bus(item, field)?);
            }
            Variant::Structure(structure.build()?)
        }
        Signature::Fd => Variant::Fd(descriptors::open_one(json)?.into()),
        Signature::Unit => bail!("a {signature} cannot be given"),
    })
}

/// Reads a signature.
pub(crate) fn signature(text: &str) -> Result<Signature> {
    Ok(Signature::try_from(text).map_err(zbus::Error::from)?)
}

/// What a variant holds: `{"type", "data"}`, or plain text or truth.
fn variant(json: &Value) -> Result<Variant<'static>> {
    match json {
        Value::String(text) => Ok(Variant::from(text.clone())),
        Value::Bool(truth) => Ok(Variant::Bool(*truth)),
        Value::Object(typed) => {
            let kind = typed
                .get("type")
                .and_then(Value::as_str)
                .context("a variant needs a type")?;
            to_bus(
                typed.get("data").context("a variant needs data")?,
                &signature(kind)?,
            )
        }
        _ => bail!("{json} does not say which type it is of"),
    }
}

/// What a value holds, without its types.
pub(crate) fn from_bus(value: &Variant<'_>) -> Value {
    match value {
        Variant::U8(number) => json!(number),
        Variant::Bool(truth) => json!(truth),
        Variant::I16(number) => json!(number),
        Variant::U16(number) => json!(number),
        Variant::I32(number) => json!(number),
        Variant::U32(number) => json!(number),
        Variant::I64(number) => json!(number),
        Variant::U64(number) => json!(number),
        Variant::F64(number) => json!(number),
        Variant::Str(text) => json!(text.as_str()),
        Variant::Signature(signature) => json!(signature.to_string()),
        Variant::ObjectPath(path) => json!(path.as_str()),
        Variant::Variant(inner) => from_bus(inner),
        Variant::Array(array) => array.inner().iter().map(from_bus).collect(),
        Variant::Dict(dict) => Value::Object(
            dict.iter()
                .map(|(key, item)| (name(key), from_bus(item)))
                .collect::<Map<_, _>>(),
        ),
        Variant::Structure(structure) => structure.fields().iter().map(from_bus).collect(),
        // The number means nothing to a reader in another process.
        Variant::Fd(_) => json!("descriptor"),
    }
}

/// A dictionary's key as JSON has keys.
fn name(key: &Variant<'_>) -> String {
    match from_bus(key) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{from_bus, to_bus};
    use serde_json::json;

    #[test]
    fn values_of_all_shapes_go_there_and_back() -> anyhow::Result<()> {
        for (signature, plain) in [
            ("(sa{sv})", json!(["", {}])),
            ("(ast)", json!([["a", "b"], 7])),
            ("a(uo)", json!([[1, "/a"], [2, "/b"]])),
        ] {
            let signature = super::signature(signature)?;
            assert_eq!(from_bus(&to_bus(&plain, &signature)?), plain);
        }
        Ok(())
    }

    #[test]
    fn a_variant_says_its_type() -> anyhow::Result<()> {
        let options = json!({"keep": {"type": "u", "data": 2}, "dry-run": true});
        let value = to_bus(&options, &super::signature("a{sv}")?)?;
        assert_eq!(from_bus(&value), json!({"keep": 2, "dry-run": true}));
        Ok(())
    }

    #[test]
    fn a_number_without_a_type_is_refused() -> anyhow::Result<()> {
        assert!(to_bus(&json!({"keep": 2}), &super::signature("a{sv}")?).is_err());
        Ok(())
    }
}
