//! How a system differs from its published image, and what could be added.

use waymark_model::{
    ActionName, Deployment, Layer, LayerKind, LayerState, Package, PackageState, Repository, System,
};

use super::{deployment_name, table::lines, units::count};

/// The groups in which layers are told, each with its heading.
const GROUPS: [(&str, &[LayerKind]); 5] = [
    ("Added from the repositories", &[LayerKind::Added]),
    ("Added from files", &[LayerKind::Local]),
    (
        "Replaced",
        &[LayerKind::Replaced, LayerKind::LocalReplacement],
    ),
    ("Taken out of the image", &[LayerKind::Removed]),
    (
        "Changed in another way",
        &[LayerKind::FileOverride, LayerKind::Unknown],
    ),
];

/// How a deployment differs from the published image, in groups.
pub(crate) fn layers(deployment: &Deployment, system: &System) -> String {
    let all = deployment.layer_details.as_deref().unwrap_or_default();
    let mut text = summary(deployment, all);
    text.push('\n');
    for (heading, kinds) in GROUPS {
        let is_shown =
            |layer: &&Layer| layer.state == LayerState::Active && kinds.contains(&layer.kind);
        text += &group(heading, all.iter().filter(is_shown).map(row));
    }
    let inactive = all.iter().filter(|l| l.state != LayerState::Active);
    text += &group("Asked for, without effect", inactive.map(reason));
    if let Some(why) = refused(system) {
        text += &format!("\n{why}\n");
    }
    text
}

fn summary(deployment: &Deployment, all: &[Layer]) -> String {
    let name = deployment_name(deployment);
    let active = all.iter().filter(|l| l.state == LayerState::Active);
    match active.count() {
        0 => format!("{name} is the published image, as it is."),
        number => {
            let number = count(number as u64, "change", "changes");
            format!("{name} differs from the published image by {number} of packages:")
        }
    }
}

/// Why packages cannot be changed here; `None` if they can.
fn refused(system: &System) -> Option<&'static str> {
    match system.unsupported.get(ActionName::ChangePackages.as_str()) {
        None => None,
        Some(word) if word == "locked" => {
            Some("The administrator of this system has turned changes of packages off.")
        }
        Some(_) => Some("Packages cannot be changed on this system."),
    }
}

fn group(heading: &str, rows: impl Iterator<Item = [String; 3]>) -> String {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("\n{heading}:\n") + &lines("  ", &rows)
}

fn row(layer: &Layer) -> [String; 3] {
    let versions = match (&layer.base_version, &layer.version) {
        (Some(base), Some(version)) => format!("{base} → {version}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    };
    let from = match layer.kind {
        LayerKind::LocalReplacement => "from a file".to_owned(),
        _ => from(layer.repository.as_ref()),
    };
    [layer.name.clone(), versions, from]
}

/// A layer without effect, and why it has none.
fn reason(layer: &Layer) -> [String; 3] {
    let why = match layer.kind {
        LayerKind::Removed => "the image does not have it",
        LayerKind::Replaced | LayerKind::LocalReplacement => "the image has no such package",
        LayerKind::Added | LayerKind::Local => "the image has it already",
        LayerKind::FileOverride | LayerKind::Unknown => "it changes nothing",
    };
    let version = layer.base_version.clone().unwrap_or_default();
    [layer.name.clone(), version, why.to_owned()]
}

fn from(repository: Option<&String>) -> String {
    repository.map_or(String::new(), |repository| format!("from {repository}"))
}

/// What a search found.
pub(crate) fn found(packages: &[Package]) -> String {
    if packages.is_empty() {
        return "No package of the repositories has this in its name or summary.\n".to_owned();
    }
    let rows: Vec<_> = packages
        .iter()
        .map(|package| {
            let state = match package.state {
                Some(PackageState::InBase) => "in the image",
                Some(PackageState::Layered) => "added",
                Some(PackageState::Inactive) => "asked for, without effect",
                Some(PackageState::Available | PackageState::Unknown) | None => "",
            };
            [
                package.name.clone(),
                package.version.clone(),
                from(package.repository.as_ref()),
                state.to_owned(),
                package.summary.clone().unwrap_or_default(),
            ]
        })
        .collect();
    lines("  ", &rows)
}

/// The package repositories.
pub(crate) fn repositories(repositories: &[Repository]) -> String {
    if repositories.is_empty() {
        return "There are no package repositories.\n".to_owned();
    }
    let rows: Vec<_> = repositories
        .iter()
        .map(|repository| {
            [
                repository.id.clone(),
                if repository.enabled { "on" } else { "off" }.to_owned(),
                repository.name.clone().unwrap_or_default(),
            ]
        })
        .collect();
    lines("  ", &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(kind: LayerKind, name: &str, base: Option<&str>, version: Option<&str>) -> Layer {
        Layer {
            kind,
            name: name.into(),
            state: LayerState::Active,
            version: version.map(Into::into),
            base_version: base.map(Into::into),
            repository: None,
        }
    }

    #[test]
    fn differences_are_told_in_groups_with_their_reasons() {
        let mut inactive = layer(LayerKind::Added, "bash", Some("5.3"), None);
        inactive.state = LayerState::Inactive;
        let mut htop = layer(LayerKind::Added, "htop", None, Some("3.4"));
        htop.repository = Some("updates".into());
        let deployment = Deployment {
            version: Some("44.1".into()),
            layer_details: Some(vec![
                htop,
                layer(LayerKind::Local, "tool", None, Some("1")),
                layer(LayerKind::LocalReplacement, "vim", Some("9.1"), Some("9.2")),
                layer(LayerKind::Removed, "nano", Some("8"), None),
                inactive,
            ]),
            ..Deployment::default()
        };
        let mut system = System::default();
        let expected = "\
44.1 differs from the published image by 4 changes of packages:

Added from the repositories:
  htop  3.4  from updates

Added from files:
  tool  1

Replaced:
  vim  9.1 → 9.2  from a file

Taken out of the image:
  nano  8

Asked for, without effect:
  bash  5.3  the image has it already
";
        assert_eq!(layers(&deployment, &system), expected);
        let locked = ("packages".to_owned(), "locked".to_owned());
        system.unsupported.extend([locked]);
        let bare = Deployment {
            layer_details: None,
            ..deployment
        };
        assert_eq!(
            layers(&bare, &system),
            "44.1 is the published image, as it is.\n\n\
             The administrator of this system has turned changes of packages off.\n"
        );
    }
}
