//! The body of a call as the wire has it. A dictionary may hold a key twice there, which
//! no map can.

use anyhow::{Context, Result, bail};
use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeTuple},
};
use serde_json::Value;
use zbus::{Signature, Variant, wire::DynamicType};

use crate::json;

/// All arguments of a call.
pub(crate) struct Body {
    signature: Signature,
    arguments: Vec<Argument>,
}

enum Argument {
    Value(Variant<'static>),
    Pairs(Vec<(Argument, Argument)>),
}

impl Body {
    /// The arguments of types `signature` that `json` describes.
    ///
    /// # Errors
    /// If they are not of these types.
    pub(crate) fn of(signature: &str, json: &[Value]) -> Result<Self> {
        let signature = json::signature(&format!("({signature})"))?;
        let Signature::Structure(fields) = &signature else {
            bail!("{signature} is no list of arguments");
        };
        if fields.len() != json.len() {
            bail!(
                "{signature} takes {} arguments, not {}",
                fields.len(),
                json.len()
            );
        }
        let arguments = json.iter().zip(fields.iter());
        let arguments = arguments.map(|(json, kind)| Argument::of(json, kind));
        Ok(Self {
            arguments: arguments.collect::<Result<_>>()?,
            signature,
        })
    }
}

impl Argument {
    fn of(json: &Value, signature: &Signature) -> Result<Self> {
        let (Signature::Dict { key, value }, Value::Array(pairs)) = (signature, json) else {
            return Ok(Self::Value(json::to_bus(json, signature)?));
        };
        let pair = |pair: &Value| {
            let both = pair.as_array().filter(|both| both.len() == 2);
            let both = both.with_context(|| format!("{pair} is no pair"))?;
            let one = |at: usize, kind: &Signature| Self::of(&both[at], kind);
            Ok((one(0, key.signature())?, one(1, value.signature())?))
        };
        let pairs = pairs.iter().map(pair);
        Ok(Self::Pairs(pairs.collect::<Result<_>>()?))
    }
}

impl DynamicType for Body {
    fn signature(&self) -> Signature {
        self.signature.clone()
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(self.arguments.len())?;
        for argument in &self.arguments {
            tuple.serialize_element(argument)?;
        }
        tuple.end()
    }
}

impl Serialize for Argument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => plain(value, serializer),
            Self::Pairs(pairs) => {
                let mut map = serializer.serialize_map(Some(pairs.len()))?;
                for (key, value) in pairs {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// The value itself: a variant would be written with its type.
fn plain<S: Serializer>(value: &Variant<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Variant::U8(value) => value.serialize(serializer),
        Variant::Bool(value) => value.serialize(serializer),
        Variant::I16(value) => value.serialize(serializer),
        Variant::U16(value) => value.serialize(serializer),
        Variant::I32(value) => value.serialize(serializer),
        Variant::U32(value) => value.serialize(serializer),
        Variant::I64(value) => value.serialize(serializer),
        Variant::U64(value) => value.serialize(serializer),
        Variant::F64(value) => value.serialize(serializer),
        Variant::Str(value) => value.serialize(serializer),
        Variant::Signature(value) => value.serialize(serializer),
        Variant::ObjectPath(value) => value.serialize(serializer),
        Variant::Variant(value) => value.serialize(serializer),
        Variant::Array(value) => value.serialize(serializer),
        Variant::Dict(value) => value.serialize(serializer),
        Variant::Structure(value) => value.serialize(serializer),
        Variant::Fd(value) => value.serialize(serializer),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use zbus::Message;

    use super::Body;
    use crate::json::from_bus;

    #[test]
    fn a_key_may_be_there_twice() -> anyhow::Result<()> {
        let arguments = [json!("x"), json!([["a", true], ["a", "b"]])];
        let body = Body::of("sa{sv}", &arguments)?;
        let message = Message::method_call("/", "Check").build(&body)?;
        let bytes = message.data();
        let of_the_key = bytes.windows(6).filter(|bytes| bytes == b"\x01\0\0\0a\0");
        assert_eq!(of_the_key.count(), 2);
        assert_eq!(message.body().signature().to_string(), "(sa{sv})");
        Ok(())
    }

    #[test]
    fn arguments_of_all_types_are_what_they_were() -> anyhow::Result<()> {
        let arguments = [
            json!(["a", "b"]),
            json!(7),
            json!({"k": true}),
            json!([1, "/a"]),
        ];
        let body = Body::of("asta{sv}(uo)", &arguments)?;
        let message = Message::method_call("/", "Check").build(&body)?;
        let body = message.body();
        let read: zbus::Structure<'_> = body.deserialize()?;
        let read: Vec<_> = read.fields().iter().map(from_bus).collect();
        assert_eq!(read, arguments);
        Ok(())
    }
}
