//! What the contract (`data/dbus`) says, read from its files: every method with its
//! arguments and who may call it, and every property.

use anyhow::{Context as _, Result, ensure};
use zbus::Signature;
use zbus_xml::{ArgDirection, Interface, Node};

/// The annotation that says who may call a method.
const CALLERS: &str = "io.github.waymarkos.Waymark1.Callers";

const FILES: [&str; 2] = [
    include_str!("../../data/dbus/io.github.waymarkos.Waymark1.xml"),
    include_str!("../../data/dbus/io.github.waymarkos.Waymark1.Job.xml"),
];

/// Who may call a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Callers {
    Anyone,
    Root,
    /// Whoever polkit lets do all of these, each named by its last word.
    Gates(Vec<String>),
}

/// A method of the contract.
#[derive(Debug, Clone)]
pub(crate) struct Method {
    pub(crate) interface: String,
    pub(crate) name: String,
    /// What it takes: name and type of each argument.
    pub(crate) arguments: Vec<(String, Signature)>,
    pub(crate) callers: Callers,
}

impl Method {
    /// Whether it belongs to a job and not to the service.
    pub(crate) fn is_of_a_job(&self) -> bool {
        self.interface.ends_with(".Job")
    }

    /// The type of all its arguments together.
    pub(crate) fn signature(&self) -> String {
        let types = self.arguments.iter();
        types.map(|(_, kind)| kind.to_string()).collect()
    }
}

/// Every method of both interfaces.
///
/// # Errors
/// If one does not say who may call it.
pub(crate) fn methods() -> Result<Vec<Method>> {
    let mut methods = Vec::new();
    for interface in interfaces()? {
        for method in interface.methods() {
            let name = method.name().to_string();
            let said = method.annotations().iter();
            let said = said.filter(|one| one.name() == CALLERS);
            let said: Vec<_> = said.map(|one| one.value().to_owned()).collect();
            let [said] = &said[..] else {
                anyhow::bail!("data/dbus: {name} does not say once who may call it: {CALLERS}");
            };
            let arguments = method.args().iter();
            let arguments = arguments.filter(|one| one.direction() != Some(ArgDirection::Out));
            methods.push(Method {
                interface: interface.name().to_string(),
                arguments: arguments
                    .map(|one| (one.name().unwrap_or("?").to_owned(), one.ty().clone()))
                    .collect(),
                callers: callers(said).with_context(|| name.clone())?,
                name,
            });
        }
    }
    ensure!(!methods.is_empty(), "the contract has no method");
    Ok(methods)
}

/// Every property of both interfaces: the interface and the name.
///
/// # Errors
/// If the contract cannot be read.
pub(crate) fn properties() -> Result<Vec<(String, String)>> {
    let interfaces = interfaces()?;
    let of = |interface: &Interface<'_>| {
        let properties = interface.properties();
        let properties =
            properties.map(|one| (interface.name().to_string(), one.name().to_string()));
        properties.collect::<Vec<_>>()
    };
    Ok(interfaces.iter().flat_map(of).collect())
}

fn interfaces() -> Result<Vec<Interface<'static>>> {
    let mut interfaces = Vec::new();
    for file in FILES {
        let node = Node::from_reader(file.as_bytes())?;
        interfaces.extend(node.interfaces().iter().map(Interface::to_owned));
    }
    Ok(interfaces)
}

fn callers(said: &str) -> Result<Callers> {
    let words: Vec<String> = said.split_whitespace().map(str::to_owned).collect();
    let one = |word: &str| words.len() == 1 && words[0] == word;
    if one("anyone") {
        return Ok(Callers::Anyone);
    }
    if one("root") {
        return Ok(Callers::Root);
    }
    ensure!(!words.is_empty(), "nobody may call it");
    Ok(Callers::Gates(words))
}
