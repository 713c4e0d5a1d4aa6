//! Property dumps of a real rpm-ostreed (`recordings/`): busctl's JSON, in which each
//! value stands with its type.

use std::fs;

use anyhow::{Context as _, Result, bail, ensure};
use ostree::glib::{Variant, VariantTy, prelude::*};
use serde_json::Value;

use crate::recording::folder;

/// Reads `recordings/NAME`.
///
/// # Errors
/// If there is none, or its values are not of their types.
pub fn load(name: &str) -> Result<Variant> {
    let text = fs::read_to_string(folder().join(name))
        .with_context(|| format!("there is no dump {name}"))?;
    parse(&serde_json::from_str(&text)?).with_context(|| name.to_owned())
}

/// A value from `{"type": …, "data": …}`. A method's results are one tuple.
///
/// # Errors
/// If the data is not of the type.
pub fn parse(dump: &Value) -> Result<Variant> {
    let kind = dump["type"].as_str().context("a value without a type")?;
    let data = &dump["data"];
    // A method's results come as a list, even a single one, and have no brackets.
    if let (false, Ok(tuple)) = (is_single(kind), VariantTy::new(&format!("({kind})"))) {
        return value(tuple, data);
    }
    let kind = VariantTy::new(kind)?;
    match value(kind, data) {
        Ok(value) => Ok(value),
        Err(error) => match data.as_array().map(Vec::as_slice) {
            Some([only]) => value(kind, only),
            _ => Err(error),
        },
    }
}

fn is_single(kind: &str) -> bool {
    VariantTy::new(kind).is_ok()
}

fn value(kind: &VariantTy, data: &Value) -> Result<Variant> {
    let mismatch = || format!("{data} is no {kind}");
    Ok(match kind.as_str() {
        "b" => data.as_bool().with_context(mismatch)?.to_variant(),
        "s" => data.as_str().with_context(mismatch)?.to_variant(),
        "o" => {
            let path = data.as_str().with_context(mismatch)?.to_owned();
            ostree::glib::variant::ObjectPath::try_from(path)?.to_variant()
        }
        "i" => i32::try_from(data.as_i64().with_context(mismatch)?)?.to_variant(),
        "u" => u32::try_from(data.as_u64().with_context(mismatch)?)?.to_variant(),
        "x" => data.as_i64().with_context(mismatch)?.to_variant(),
        "t" => data.as_u64().with_context(mismatch)?.to_variant(),
        "v" => Variant::from_variant(&parse(data)?),
        _ if kind.is_array() && kind.element().is_dict_entry() => {
            let entry = kind.element();
            let entries = data.as_object().with_context(mismatch)?.iter();
            let entries = entries.map(|(key, data)| {
                let data = value(entry.value(), data)?;
                Ok(Variant::from_dict_entry(&key.to_variant(), &data))
            });
            Variant::array_from_iter_with_type(entry, entries.collect::<Result<Vec<_>>>()?)
        }
        _ if kind.is_array() => {
            let items = data.as_array().with_context(mismatch)?.iter();
            let items = items.map(|data| value(kind.element(), data));
            Variant::array_from_iter_with_type(kind.element(), items.collect::<Result<Vec<_>>>()?)
        }
        _ if kind.is_tuple() => {
            let fields = data.as_array().with_context(mismatch)?;
            ensure!(fields.len() == kind.n_items(), mismatch());
            let mut kinds = Vec::new();
            let mut next = kind.first();
            while let Some(field) = next {
                kinds.push(field);
                next = field.next();
            }
            let fields = kinds.into_iter().zip(fields);
            let fields = fields.map(|(kind, data)| value(kind, data));
            Variant::tuple_from_iter(fields.collect::<Result<Vec<_>>>()?)
        }
        other => bail!("no dump has a {other}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;

    #[test]
    fn every_dump_is_read_and_can_go_over_the_bus() -> Result<()> {
        let mut read = 0;
        for part in ["properties", "container/properties"] {
            for file in fs::read_dir(folder().join(part))? {
                let name = file?.file_name().to_string_lossy().into_owned();
                let text = fs::read_to_string(folder().join(part).join(&name))?;
                // Calls that failed were kept with what busctl said; the status files
                // are another program's.
                if !text.contains("\"type\"") || name.starts_with("status") {
                    continue;
                }
                let value = load(&format!("{part}/{name}"))?;
                let kind = value.type_().as_str().to_owned();
                let sent = wire::to_bus(&value).with_context(|| name.clone())?;
                assert_eq!(sent.value_signature().to_string(), kind, "{name}");
                read += 1;
            }
        }
        assert!(read > 180, "{read} dumps");
        Ok(())
    }

    #[test]
    fn a_deployments_keys_keep_their_types() -> Result<()> {
        let all = load("properties/Deployments-full.json")?;
        let first = all.child_value(0);
        let get = |key: &str| wire::lookup_value(&first, key).map(|v| v.type_().to_string());
        assert_eq!(get("serial").as_deref(), Some("i"));
        assert_eq!(get("timestamp").as_deref(), Some("t"));
        assert_eq!(get("base-local-replacements").as_deref(), Some("a(vv)"));
        Ok(())
    }
}
