//! Values as the recordings write them: GVariant's text with Rust's escapes.

use zbus::{Array, Signature, Variant};

use super::recordings::structure;

/// Reads one value.
pub(super) fn parse(text: &str) -> Variant<'static> {
    let mut reader = Reader { rest: text };
    let value = reader.value();
    assert_eq!(reader.rest.trim(), "", "{text}");
    value
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.strip_prefix(token);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn expect(&mut self, token: &str) {
        assert!(self.eat(token), "{token} before {}", self.rest);
    }

    fn value(&mut self) -> Variant<'static> {
        if self.eat("@") {
            let (signature, rest) = self.rest.split_once(' ').unwrap();
            self.rest = rest;
            return self.empty(signature);
        }
        if self.eat("true") {
            return true.into();
        }
        if self.eat("false") {
            return false.into();
        }
        if self.eat("uint32 ") {
            return self.word().parse::<u32>().unwrap().into();
        }
        if self.eat("uint64 ") {
            return self.word().parse::<u64>().unwrap().into();
        }
        if self.eat("int64 ") {
            return self.word().parse::<i64>().unwrap().into();
        }
        if self.eat("<") {
            let inner = self.value();
            self.expect(">");
            return Variant::Variant(Box::new(inner));
        }
        if self.eat("(") {
            return Variant::Structure(structure(self.list(")").into_iter()));
        }
        if self.eat("[") {
            let items = self.list("]");
            let mut array = Array::new(items[0].value_signature());
            for item in items {
                array.append(item).unwrap();
            }
            return Variant::Array(array);
        }
        if self.eat("{") {
            return self.dict();
        }
        self.string().into()
    }

    fn empty(&mut self, signature: &str) -> Variant<'static> {
        self.expect("[");
        self.expect("]");
        match Signature::try_from(signature).unwrap() {
            Signature::Array(child) => Variant::Array(Array::new(child.signature())),
            other => panic!("{other}"),
        }
    }

    fn list(&mut self, end: &str) -> Vec<Variant<'static>> {
        let mut items = Vec::new();
        while !self.eat(end) {
            items.push(self.value());
            self.eat(",");
        }
        items
    }

    fn dict(&mut self) -> Variant<'static> {
        let mut dict = zbus::Dict::new(&Signature::Str, &Signature::Variant);
        while !self.eat("}") {
            let key = self.string();
            self.expect(":");
            dict.append(key.into(), self.value()).unwrap();
            self.eat(",");
        }
        Variant::Dict(dict)
    }

    fn word(&mut self) -> String {
        let end = self.rest.find([',', ')', ']', '>']).unwrap();
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn string(&mut self) -> String {
        self.expect("\"");
        let mut text = String::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return text;
                }
                '\\' => match characters.next().unwrap().1 {
                    'n' => text.push('\n'),
                    'u' => {
                        let code: String = characters
                            .by_ref()
                            .map(|(_, character)| character)
                            .skip_while(|character| *character == '{')
                            .take_while(|character| *character != '}')
                            .collect();
                        let code = u32::from_str_radix(&code, 16).unwrap();
                        text.push(char::from_u32(code).unwrap());
                    }
                    other => text.push(other),
                },
                other => text.push(other),
            }
        }
        panic!("no end: {}", self.rest);
    }
}
