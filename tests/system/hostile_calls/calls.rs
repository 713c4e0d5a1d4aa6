//! What is called: every method and property of the contract, and what every object on
//! the bus has.

use anyhow::Result;
use fastrand::Rng;
use serde_json::{Value, json};
use waymark_lab::session::Call;
use waymark_model::keys::TABLES;
use zbus::Signature;

use super::values::{Values, signature};
use crate::contract::{self, Callers, Method};

const PATH: &str = "/io/github/waymarkos/Waymark1";
const DOCS: &str = include_str!("../../../docs/dbus-api.md");
/// What the rules let a user at the machine do: not here.
const BY_RULES: [&str; 3] = ["check", "update", "restart"];

/// Methods that every object has.
const STANDARD: [(&str, &str, &str); 7] = [
    ("org.freedesktop.DBus.Properties", "Get", "ss"),
    ("org.freedesktop.DBus.Properties", "GetAll", "s"),
    ("org.freedesktop.DBus.Properties", "Set", "ssv"),
    ("org.freedesktop.DBus.Introspectable", "Introspect", ""),
    ("org.freedesktop.DBus.Peer", "Ping", ""),
    ("org.freedesktop.DBus.Peer", "GetMachineId", ""),
    (
        "org.freedesktop.DBus.ObjectManager",
        "GetManagedObjects",
        "",
    ),
];

/// Makes calls from a seed.
pub(super) struct Calls {
    values: Values,
    methods: Vec<Method>,
    properties: Vec<(String, String)>,
    keys: Vec<String>,
}

impl Calls {
    /// `real`: references to what is there.
    pub(super) fn new(seed: u64, real: Vec<String>) -> Result<Self> {
        let keys = keys();
        Ok(Self {
            values: Values::new(Rng::with_seed(seed), keys.clone(), real),
            methods: contract::methods()?,
            properties: contract::properties()?,
            keys,
        })
    }

    /// Each key that there is, with a value that is rarely of its type, in each
    /// dictionary that a method takes.
    pub(super) fn with_each_key(&mut self, job: &str) -> Vec<Call> {
        let mut calls = Vec::new();
        for method in self.methods.clone() {
            for (at, (_, kind)) in method.arguments.iter().enumerate() {
                if kind.to_string() != "a{sv}" {
                    continue;
                }
                for key in self.keys.clone() {
                    self.values.begin();
                    let mut call = self.of(&method, job);
                    let pairs = vec![(key, self.values.variant(0))];
                    call.arguments[at] = options(&method, pairs);
                    calls.push(call);
                }
            }
        }
        calls
    }

    /// Any call.
    pub(super) fn any(&mut self, job: &str) -> Call {
        self.values.begin();
        let call = match self.values.random.usize(..10) {
            0 => self.standard(job),
            1 => self.property(job),
            2 => self.with_wrong_types(job),
            3 => self.with_files(),
            _ => {
                let method = self.method();
                self.of(&method, job)
            }
        };
        if self.values.random.bool() {
            return call.interactive();
        }
        call
    }

    /// An action that the rules let a user at the machine do, upon a stranger's words. An
    /// empty version would mean any.
    pub(super) fn action(&mut self) -> Call {
        self.values.begin();
        let text = self.values.text();
        let limit = *self.values.choose(&[0, 1, 200, u32::MAX]);
        match self.values.random.usize(..4) {
            0 if !text.is_empty() => Call::new("Update", "sa{sv}", &json!([text, {}])),
            1 => Call::new("History", "sua{sv}", &json!([text, limit, {}])),
            2 => Call::new("Search", "sa{sv}", &json!([text, {}])),
            _ => Call::new("Check", "a{sv}", &json!([{"ref": text}])),
        }
    }

    fn method(&mut self) -> Method {
        self.values.choose(&self.methods).clone()
    }

    /// A call with the right types.
    fn of(&mut self, method: &Method, job: &str) -> Call {
        let mut arguments = Vec::new();
        for (_, kind) in &method.arguments {
            arguments.push(match kind {
                Signature::Dict { .. } => {
                    let pairs = self.values.options();
                    options(method, pairs)
                }
                kind => self.values.of(kind),
            });
        }
        let call = Call::new(&method.name, &method.signature(), &arguments.into());
        let path = if method.is_of_a_job() { job } else { PATH };
        call.on(&method.interface).at(path)
    }

    /// What every object has, at any object.
    fn standard(&mut self, job: &str) -> Call {
        let (interface, member, types) = *self.values.choose(&STANDARD);
        let path = self.path(job);
        self.call(member, types).on(interface).at(&path)
    }

    /// A property is read, or set, which none can be.
    fn property(&mut self, job: &str) -> Call {
        let (interface, name) = self.values.choose(&self.properties).clone();
        let on = "org.freedesktop.DBus.Properties";
        let path = if interface.ends_with(".Job") {
            job
        } else {
            PATH
        };
        let call = if self.values.random.bool() {
            Call::new("Get", "ss", &json!([interface, name]))
        } else {
            let value = self.values.variant(0);
            Call::new("Set", "ssv", &json!([interface, name, value]))
        };
        call.on(on).at(path)
    }

    /// A method with the types of another one, or one that there is not.
    fn with_wrong_types(&mut self, job: &str) -> Call {
        let method = self.method();
        let types = loop {
            let types = self.values.types();
            if types != method.signature() {
                break types;
            }
        };
        let member = if self.values.once_in(4) {
            "Destroy"
        } else {
            &method.name
        };
        let interface = if self.values.once_in(8) {
            ""
        } else {
            &method.interface
        };
        let path = self.path(job);
        self.call(member, &types).on(interface).at(&path)
    }

    /// Package files that are none, and somebody might be asked: then they are looked at.
    fn with_files(&mut self) -> Call {
        let key = *self
            .values
            .choose(&["local-packages", "local-replacements"]);
        let files = self.values.files();
        let changes = json!({key: files});
        Call::new("ChangePackages", "a{sv}a{sv}", &json!([changes, {}])).interactive()
    }

    fn call(&mut self, member: &str, types: &str) -> Call {
        let all = (!types.is_empty()).then(|| signature(&format!("({types})")));
        let arguments: Value = match all {
            Some(Signature::Structure(all)) => all.iter().map(|one| self.values.of(one)).collect(),
            _ => json!([]),
        };
        Call::new(member, types, &arguments)
    }

    fn path(&mut self, job: &str) -> String {
        let (nothing, no_job) = (format!("{PATH}/x"), format!("{PATH}/job/4294967295"));
        let paths = [PATH, PATH, job, "/", &nothing, &no_job];
        (*self.values.choose(&paths)).to_owned()
    }
}

/// Pairs as an argument. What a user at the machine may do has an option that does not
/// exist, so that nothing is done.
fn options(method: &Method, mut pairs: Vec<(String, Value)>) -> Value {
    let by_rules = |gate: &String| BY_RULES.contains(&gate.as_str());
    if matches!(&method.callers, Callers::Gates(gates) if gates.iter().all(by_rules)) {
        pairs.push(("no-such-option".to_owned(), json!(true)));
    }
    pairs
        .into_iter()
        .map(|(key, value)| json!([key, value]))
        .collect()
}

/// Keys of what is changed, and the options of the docs: each is told as “`key` (type”.
fn keys() -> Vec<String> {
    let changes = TABLES
        .iter()
        .filter(|table| table.name.ends_with("Changes"));
    let changes = changes.flat_map(|table| table.keys.iter().map(|key| key.name.to_owned()));
    let words: Vec<&str> = DOCS.split('`').collect();
    let told = words.windows(2).filter(|pair| {
        let kind = pair[1].strip_prefix(" (").unwrap_or_default();
        kind.starts_with(['a', 'b', 's', 'u', 't']) && kind[1..].starts_with([')', ','])
    });
    let told = told.map(|pair| pair[0].to_owned());
    let others = [
        "secret",
        "local-packages",
        "local-replacements",
        "no-such-option",
    ];
    let mut keys: Vec<String> = changes
        .chain(told)
        .chain(others.map(str::to_owned))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
