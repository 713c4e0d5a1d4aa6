//! Arguments that mean harm, or nothing: any type, from a seed.

use fastrand::Rng;
use serde_json::{Value, json};
use zbus::Signature;

/// Descriptors that variants hold in one call; others come from few arguments. The bus ends
/// the connection of who sends more than 16.
const DESCRIPTORS_MAX: usize = 6;
/// Bytes of long texts in one call, about: the bus ends the connection of who sends more
/// than 32 MiB.
const LONG_MAX: usize = 2 << 20;
/// Most entries of a list that has descriptors in it.
const FEW: usize = 3;
/// How deep variants are within each other: what the wire allows, with what is around.
const DEPTH_MAX: usize = 28;

/// Options, paths, references and orders to a shell.
const WORDS: [&str; 44] = [
    "",
    " ",
    "-",
    "--",
    "-rf",
    "--help",
    "--sysroot=/",
    "-y;reboot",
    "$(reboot)",
    "`reboot`",
    "; reboot #",
    "| cat /etc/shadow",
    "%s%s%n",
    "/",
    "//",
    "/etc/shadow",
    "/etc/../etc/shadow",
    "/proc/self/mem",
    "/proc/self/root/etc/passwd",
    "/dev/zero",
    "../../etc/passwd",
    "..",
    ".",
    "a/../b",
    "./a",
    "refs/../../../x",
    "sample:../../x",
    "sample:",
    ":",
    "version:",
    "deployment:",
    "version:--help",
    "version:../../etc/passwd",
    "deployment:../..",
    "deployment:0",
    "deployment:sample-0.-1",
    "docker://host/../x",
    "docker://user:secret@host/a@sha256:x",
    "ostree-unverified-registry:-x",
    "file:///etc/shadow",
    "htop\nreboot",
    "ostree=/ostree/boot.1",
    "0",
    "18446744073709551616",
];

/// Control characters, marks of direction, and what is no letter.
const MARKS: [&str; 11] = [
    "\n",
    "\r\n",
    "\t",
    "\u{1b}[2J",
    "\u{7f}",
    "\u{85}",
    "\u{202e}",
    "\u{2066}",
    "\u{feff}",
    "\u{fffd}",
    "\u{1f600}",
];

/// Descriptors that are no package file.
const KINDS: [&str; 9] = [
    "silent-pipe",
    "closed-pipe",
    "writing-pipe",
    "socket",
    "only-a-place",
    "only-writing",
    "memory",
    "huge",
    "growing",
];
const PLACES: [&str; 7] = [
    "/",
    "/dev/zero",
    "/dev/null",
    "/dev/full",
    "/etc/passwd",
    "/proc/self/status",
    "/proc/self/fd",
];

/// Types of what a variant holds, and of arguments that are not the contract's.
const TYPES: [&str; 26] = [
    "y",
    "b",
    "n",
    "q",
    "i",
    "u",
    "x",
    "t",
    "d",
    "s",
    "o",
    "g",
    "h",
    "v",
    "ay",
    "as",
    "ah",
    "ao",
    "a{ss}",
    "a{sv}",
    "aa{sv}",
    "a{sa{sv}}",
    "(sss)",
    "a(uo)",
    "av",
    "((((s))))",
];

/// A source of values.
pub(super) struct Values {
    pub(super) random: Rng,
    /// Keys of options and of changes, as the contract has them.
    keys: Vec<String>,
    /// References to what is there.
    real: Vec<String>,
    /// How many descriptors the call at hand has.
    descriptors: usize,
    /// How many bytes of long texts it has.
    long: usize,
}

impl Values {
    pub(super) fn new(random: Rng, keys: Vec<String>, real: Vec<String>) -> Self {
        Self {
            random,
            keys,
            real,
            descriptors: 0,
            long: 0,
        }
    }

    /// Begins another call.
    pub(super) fn begin(&mut self) {
        (self.descriptors, self.long) = (0, 0);
    }

    /// Whether something happens that happens once in `times`.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.random.usize(..times) == 0
    }

    pub(super) fn choose<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.random.usize(..list.len())]
    }

    /// A key of an option or of a change, or what is none.
    pub(super) fn key(&mut self) -> String {
        if self.once_in(3) {
            return self.text();
        }
        let at = self.random.usize(..self.keys.len());
        self.keys[at].clone()
    }

    pub(super) fn text(&mut self) -> String {
        match self.random.usize(..12) {
            0 if self.long < LONG_MAX => {
                let length = *self.choose(&[255, 256, 257, 1024, 4096, 4097, 65_536]);
                self.long_text(length)
            }
            1 => {
                let digits: String = (0..64).map(|_| self.random.digit(16)).collect();
                format!("version:{digits}")
            }
            2 | 3 => {
                let at = self.random.usize(..self.real.len());
                self.real[at].clone()
            }
            4 | 5 => {
                let (word, mark) = (*self.choose(&WORDS), *self.choose(&MARKS));
                format!("{word}{mark}{word}")
            }
            6 if self.long < LONG_MAX && self.once_in(20) => self.long_text(1 << 20),
            _ => (*self.choose(&WORDS)).to_owned(),
        }
    }

    fn long_text(&mut self, count: usize) -> String {
        let part = *self.choose(&["a", "../", "\u{1f600}", "\"", "="]);
        self.long += part.len() * count;
        part.repeat(count)
    }

    /// Any value of a type.
    pub(super) fn of(&mut self, signature: &Signature) -> Value {
        match signature {
            Signature::Bool => json!(self.random.bool()),
            Signature::U8 => json!(self.random.u8(..)),
            Signature::I16 => json!(*self.choose(&[i16::MIN, -1, 0, i16::MAX])),
            Signature::U16 => json!(*self.choose(&[0, 1, u16::MAX])),
            Signature::I32 => json!(*self.choose(&[i32::MIN, -1, 0, i32::MAX])),
            Signature::U32 => json!(*self.choose(&[0, 1, 50, 10_001, u32::MAX])),
            Signature::I64 => json!(*self.choose(&[i64::MIN, -1, 0, i64::MAX])),
            Signature::U64 => json!(*self.choose(&[0, 1, 1 << 32, u64::MAX])),
            Signature::F64 => json!(*self.choose(&[0.0, -1.5, f64::MAX, f64::MIN_POSITIVE])),
            Signature::Signature => json!("a{sv}"),
            Signature::ObjectPath => json!(*self.choose(&["/", "/a/b", "/io/github/waymarkos"])),
            Signature::Variant => self.variant(0),
            Signature::Array(element) => {
                let most = if self.once_in(40) { 5000 } else { 4 };
                let count = self.random.usize(..=most);
                self.list(element.signature(), count)
            }
            Signature::Dict { key, value } => self.dictionary(key.signature(), value.signature()),
            Signature::Structure(fields) => fields.iter().map(|field| self.of(field)).collect(),
            Signature::Fd => self.descriptor(),
            Signature::Str | Signature::Unit => json!(self.text()),
        }
    }

    fn list(&mut self, element: &Signature, count: usize) -> Value {
        let holds_descriptors = element.to_string().contains(['h', 'v']);
        let count = if holds_descriptors {
            count.min(FEW)
        } else {
            count
        };
        (0..count).map(|_| self.of(element)).collect()
    }

    /// What a dictionary inside of something holds: no key twice.
    fn dictionary(&mut self, key: &Signature, value: &Signature) -> Value {
        let count = self.random.usize(..4);
        let entry = |values: &mut Self| {
            let name = match values.of(key) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            (name, values.of(value))
        };
        Value::Object((0..count).map(|_| entry(self)).collect())
    }

    /// A dictionary of options or changes as a list of pairs; keys may be there twice.
    pub(super) fn options(&mut self) -> Vec<(String, Value)> {
        let most = if self.once_in(60) { 2000 } else { 5 };
        let count = self.random.usize(..most);
        let mut pairs: Vec<_> = (0..count).map(|_| (self.key(), self.variant(0))).collect();
        if let Some((key, _)) = pairs.first().cloned().filter(|_| self.once_in(4)) {
            pairs.push((key, self.variant(0)));
        }
        pairs
    }

    /// A value that says its type.
    pub(super) fn variant(&mut self, depth: usize) -> Value {
        if depth == 0 && self.once_in(12) {
            let innermost = json!({"type": "s", "data": self.text()});
            let depth = self.random.usize(..DEPTH_MAX);
            return (0..depth).fold(innermost, |inner, _| json!({"type": "v", "data": inner}));
        }
        let kind = *self.choose(&TYPES);
        let too_many = kind.contains('h') && self.descriptors + FEW > DESCRIPTORS_MAX;
        if too_many || depth > 2 && kind.contains('v') {
            return json!({"type": "b", "data": true});
        }
        let signature = signature(kind);
        let data = match signature {
            Signature::Variant => self.variant(depth + 1),
            _ if kind.contains('v') => json_empty(kind),
            _ => self.of(&signature),
        };
        json!({"type": kind, "data": data})
    }

    fn descriptor(&mut self) -> Value {
        self.descriptors += 1;
        if self.random.bool() {
            json!({"kind": *self.choose(&KINDS)})
        } else {
            json!(*self.choose(&PLACES))
        }
    }

    /// Package files that are none.
    pub(super) fn files(&mut self) -> Value {
        let count = self.random.usize(1..=FEW);
        let files: Vec<_> = (0..count).map(|_| self.descriptor()).collect();
        json!({"type": "ah", "data": files})
    }

    /// Types of arguments that no method has, or not this one.
    pub(super) fn types(&mut self) -> String {
        let count = self.random.usize(..4);
        (0..count).map(|_| *self.choose(&TYPES)).collect()
    }
}

/// Something with variants in it, and none in that.
fn json_empty(kind: &str) -> Value {
    match kind {
        "a{sv}" | "a{sa{sv}}" => json!({}),
        _ => json!([]),
    }
}

/// Reads a type.
pub(super) fn signature(text: &str) -> Signature {
    Signature::try_from(text).expect("it is one of those above, or of the contract")
}
