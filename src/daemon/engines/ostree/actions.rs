//! What can be asked of a plain OSTree system.

use std::collections::HashMap;

use waymark_model::ActionName;

/// The names of the actions that work, and for each other one a word for why not.
pub(super) fn offered() -> (Vec<String>, HashMap<String, String>) {
    let mut actions = Vec::new();
    let mut unsupported = HashMap::new();
    for &action in ActionName::ALL {
        let name = action.as_str().to_owned();
        match why_not(action) {
            None => actions.push(name),
            Some(reason) => drop(unsupported.insert(name, reason.to_owned())),
        }
    }
    actions.retain(|name| name != ActionName::Unknown.as_str());
    (actions, unsupported)
}

fn why_not(action: ActionName) -> Option<&'static str> {
    match action {
        // Packages are part of the published image; OSTree alone layers nothing on it.
        ActionName::ChangePackages
        | ActionName::LocalPackages
        | ActionName::Override
        | ActionName::Search => Some("engine"),
        ActionName::Unknown
        | ActionName::Check
        | ActionName::Update
        | ActionName::Discard
        | ActionName::Restore
        | ActionName::SetPinned
        | ActionName::Delete
        | ActionName::CleanUp
        | ActionName::History
        | ActionName::ListStreams
        | ActionName::Rebase
        | ActionName::SetKernelArguments
        | ActionName::SetPolicy
        | ActionName::Restart
        | ActionName::Hide
        | ActionName::ReadLocalChanges
        | ActionName::CancelAny => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_offered_or_explained() {
        let (actions, unsupported) = offered();
        for action in ActionName::ALL {
            let name = action.as_str();
            let known = *action != ActionName::Unknown;
            let told = actions.iter().any(|one| one == name) ^ unsupported.contains_key(name);
            assert_eq!(told, known, "{name}");
        }
    }
}
