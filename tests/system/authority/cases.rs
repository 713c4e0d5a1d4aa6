//! Calls made from the contract. Each carries an option that does not exist, so that
//! it does nothing for whoever may make it: polkit is asked before the option is refused.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use waymark_lab::session::Call;
use zbus::Signature;

use crate::contract::{self, Callers, Method};

/// A call, and who may make it.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) call: Call,
    pub(super) callers: Callers,
}

impl Case {
    /// What polkit is asked for.
    pub(super) fn gates(&self) -> &[String] {
        match &self.callers {
            Callers::Gates(gates) => gates,
            Callers::Anyone | Callers::Root => &[],
        }
    }
}

/// Every method of the contract, and what needs more for what it contains.
///
/// # Errors
/// If no arguments can be made for one.
pub(super) fn all() -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for method in contract::methods()? {
        let case = Case {
            call: call(&method, &json!({"no-such-option": true}))?,
            callers: method.callers,
        };
        cases.push(case);
    }
    cases.extend(by_contents());
    Ok(cases)
}

/// A call of a method, with these options.
///
/// # Errors
/// If no arguments can be made for it.
pub(super) fn call(method: &Method, options: &Value) -> Result<Call> {
    let mut arguments = Vec::new();
    for (name, signature) in &method.arguments {
        let made = match name.as_str() {
            "options" => Some(options.clone()),
            _ => well_formed(method, name, signature).or_else(|| any(signature)),
        };
        arguments.push(made.with_context(|| {
            let Method { name: member, .. } = method;
            format!("say in {} what {member} takes as “{name}”", file!())
        })?);
    }
    let Method {
        interface, name, ..
    } = method;
    Ok(Call::new(name, &method.signature(), &arguments.into()).on(interface))
}

/// What has a form of its own, without which it is refused before polkit is asked.
fn well_formed(method: &Method, argument: &str, signature: &Signature) -> Option<Value> {
    let deployment = "deployment:a-0.0";
    let text = *signature == Signature::Str;
    Some(match (method.name.as_str(), argument) {
        (_, "deployment" | "target" | "from" | "to") if text => json!(deployment),
        (_, "targets") => json!([deployment]),
        (_, "version") => json!(format!("version:{}", "a".repeat(64))),
        ("ChangePackages", "changes") => json!({"add": words(&["htop"])}),
        ("SetKernelArguments", "changes") => json!({"append": words(&["quiet"])}),
        (_, "path") => json!("/etc/passwd"),
        _ => return None,
    })
}

/// Anything of that type.
fn any(signature: &Signature) -> Option<Value> {
    Some(match signature {
        Signature::Str => json!("sample"),
        Signature::Bool => json!(true),
        Signature::U8
        | Signature::I16
        | Signature::U16
        | Signature::I32
        | Signature::U32
        | Signature::I64
        | Signature::U64 => json!(1),
        Signature::Array(element) => json!([any(element.signature())?]),
        Signature::Dict { .. } => json!({}),
        _ => return None,
    })
}

/// Where the contents decide what is needed.
fn by_contents() -> Vec<Case> {
    let files = json!({"type": "ah", "data": ["/etc/passwd"]});
    let rows = [
        (
            vec!["packages", "override"],
            json!({"override-remove": words(&["nano"])}),
        ),
        (
            vec!["packages", "override"],
            json!({"override-replace": words(&["nano"])}),
        ),
        (vec!["packages", "override"], json!({"reset-all": true})),
        (
            vec!["packages", "local-packages"],
            json!({"local-packages": files}),
        ),
        (
            vec!["packages", "local-packages", "override"],
            json!({"local-replacements": files}),
        ),
    ];
    let case = |(gates, changes): (Vec<&str>, Value)| {
        let arguments = json!([changes, {"no-such-option": true}]);
        Case {
            call: Call::new("ChangePackages", "a{sv}a{sv}", &arguments),
            callers: Callers::Gates(gates.into_iter().map(str::to_owned).collect()),
        }
    };
    rows.into_iter().map(case).collect()
}

/// A list of strings, as a dictionary holds it.
fn words(words: &[&str]) -> Value {
    json!({"type": "as", "data": words})
}

/// What polkit opens must take options: only an unknown one can be asked for without
/// doing anything.
///
/// # Errors
/// If one does not.
pub(super) fn can_be_asked(method: &Method) -> Result<()> {
    let guarded = matches!(method.callers, Callers::Gates(_)) && !method.is_of_a_job();
    let last = method.arguments.last().map(|(name, _)| name.as_str());
    ensure!(
        !guarded || last == Some("options"),
        "{} is guarded and takes no options",
        method.name
    );
    Ok(())
}
