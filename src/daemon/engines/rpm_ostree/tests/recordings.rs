//! Finding and reading the recordings.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};
use waymark_model::Dict;
use zbus::{Array, Message, OwnedVariant, Signature, Structure, Variant, wire::StructureBuilder};

use super::text;
use crate::engines::rpm_ostree::events::Event;

/// The transactions of OSTree origins, then those of images; then their dumps.
pub(super) const TRACES: [&str; 2] = ["traces", "container/traces"];
pub(super) const PROPERTIES: [&str; 2] = ["properties", "container/properties"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/rpmostreed/recordings")
}

/// Name and text of each file of a folder, by name.
pub(super) fn files(folder: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    found.sort();
    assert!(!found.is_empty(), "{folder}");
    found
}

pub(super) fn file(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// What a transaction said, from what its recording tells of its own connection.
pub(super) fn events(trace: &str) -> Vec<Event> {
    trace.lines().filter_map(event).collect()
}

fn event(line: &str) -> Option<Event> {
    let (_, said) = line.trim_start().split_once(' ')?;
    if let Some(title) = said.strip_prefix("Title=Ok(") {
        let title = title.strip_prefix('"')?.split_once('"')?.0;
        return Some(Event::Title(title.to_owned()));
    }
    let (member, rest) = said.strip_prefix("SIG  ")?.split_once(' ')?;
    let (interface, body) = match member {
        "PropertiesChanged" => ("org.freedesktop.DBus.Properties", rest),
        _ => ("org.projectatomic.rpmostree1.Transaction", rest),
    };
    let message = Message::signal("/", interface, member);
    // The type stands before the value.
    let message = match body.split_once(") (") {
        Some((_, value)) => {
            let Variant::Structure(value) = text::parse(&format!("({value}")) else {
                panic!("{line}");
            };
            message.build(&value).unwrap()
        }
        None => message.build(&()).unwrap(),
    };
    let event = Event::decode(&message);
    assert!(event.is_some(), "{line}");
    event
}

/// The dump of a property: its type and its value.
pub(super) fn dump(text: &str) -> Variant<'static> {
    typed(&serde_json::from_str(text).unwrap())
}

/// The dump of a method's answer: the types of its arguments, and a list of them.
pub(super) fn answer(text: &str) -> Vec<Variant<'static>> {
    let json: Value = serde_json::from_str(text).unwrap();
    let signature = format!("({})", json["type"].as_str().unwrap());
    let signature = Signature::try_from(signature.as_str()).unwrap();
    let Variant::Structure(arguments) = value(&signature, &json["data"]) else {
        panic!("{signature}");
    };
    arguments.into_fields()
}

/// A value with its type beside it, as busctl writes variants.
fn typed(json: &Value) -> Variant<'static> {
    let signature = Signature::try_from(json["type"].as_str().unwrap()).unwrap();
    value(&signature, &json["data"])
}

/// The deployments of a status without types, with these types by key.
pub(super) fn untyped(text: &str, types: &BTreeMap<String, String>) -> Vec<Dict> {
    let json: Value = serde_json::from_str(text).unwrap();
    let deployment = |one: &Value| {
        let typed = |(key, data): (&String, &Value)| {
            let signature = types.get(key).unwrap_or_else(|| panic!("{key}"));
            // Variants within have lost their types altogether.
            let data = match signature.as_str() {
                "av" => data
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(guessed)
                    .collect(),
                "a{sv}" => {
                    let entries = data.as_object().unwrap().iter();
                    let guess = |(key, data): (&String, _)| Some((key.clone(), guessed(data)?));
                    entries.filter_map(guess).collect()
                }
                _ => data.clone(),
            };
            (key.clone(), json!({ "type": signature, "data": data }))
        };
        let typed: Map<String, Value> = one.as_object().unwrap().iter().map(typed).collect();
        dict(self::typed(&json!({ "type": "a{sv}", "data": typed })))
    };
    let all = json["deployments"].as_array().unwrap();
    all.iter().map(deployment).collect()
}

/// With the type that it probably had; `None` for what nobody reads.
fn guessed(data: &Value) -> Option<Value> {
    let signature = match data {
        Value::Bool(_) => "b",
        Value::String(_) => "s",
        Value::Number(_) => "u",
        Value::Array(list) if list.iter().all(Value::is_string) => "as",
        Value::Array(list) if list.len() == 15 => "(bbbbbsxxsssssxx)",
        _ => return None,
    };
    Some(json!({ "type": signature, "data": data }))
}

fn value(signature: &Signature, json: &Value) -> Variant<'static> {
    match signature {
        Signature::Bool => json.as_bool().unwrap().into(),
        Signature::I32 => i32::try_from(json.as_i64().unwrap()).unwrap().into(),
        Signature::U32 => u32::try_from(json.as_u64().unwrap()).unwrap().into(),
        Signature::I64 => json.as_i64().unwrap().into(),
        Signature::U64 => json.as_u64().unwrap().into(),
        Signature::Str => json.as_str().unwrap().to_owned().into(),
        Signature::Variant => Variant::Variant(Box::new(typed(json))),
        Signature::Array(child) => {
            let mut array = Array::new(child.signature());
            for item in json.as_array().unwrap() {
                array.append(value(child.signature(), item)).unwrap();
            }
            Variant::Array(array)
        }
        Signature::Dict { key, value: child } => {
            let mut dict = zbus::Dict::new(key.signature(), child.signature());
            for (name, item) in json.as_object().unwrap() {
                let item = value(child.signature(), item);
                dict.append(name.clone().into(), item).unwrap();
            }
            Variant::Dict(dict)
        }
        Signature::Structure(fields) => {
            let items = json.as_array().unwrap().iter();
            let values = fields
                .iter()
                .zip(items)
                .map(|(field, item)| value(field, item));
            Variant::Structure(structure(values))
        }
        other => panic!("{other}"),
    }
}

pub(super) fn structure(values: impl Iterator<Item = Variant<'static>>) -> Structure<'static> {
    let builder = values.fold(StructureBuilder::new(), StructureBuilder::append_field);
    builder.build().unwrap()
}

/// A dictionary as the daemon's proxies give it.
pub(super) fn dict(value: Variant<'static>) -> Dict {
    let Variant::Dict(_) = &value else {
        panic!("{value}");
    };
    OwnedVariant::try_from(value).unwrap().try_into().unwrap()
}

/// A list of dictionaries.
pub(super) fn dicts(value: Variant<'static>) -> Vec<Dict> {
    let Variant::Array(list) = value else {
        panic!("{value}");
    };
    list.iter()
        .map(|one| dict(one.try_clone().unwrap()))
        .collect()
}
