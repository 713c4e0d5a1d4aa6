//! How the system differs from the published image: one sentence, and groups of rows.

use waymark_model::{ActionName, Deployment, Layer, LayerKind, LayerState};

use super::{World, banner, text, wishes::Wishes};
use crate::tr;

/// Whether packages can be changed here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Layering {
    /// They can.
    Offered,
    /// The administrator turned it off.
    Locked,
    /// This kind of system has no such thing.
    #[default]
    Never,
}

/// A kind of difference, as the page groups them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Added from a repository.
    Added,
    /// Added from a file.
    Local,
    /// Replaced.
    Replaced,
    /// Taken out.
    Removed,
    /// Asked for, without effect.
    Inactive,
}

/// A group of rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    /// What they have in common.
    pub(crate) kind: Kind,
    /// The same as a heading.
    pub(crate) title: String,
    /// One sentence more, where the heading does not say enough.
    pub(crate) body: String,
    /// The rows.
    pub(crate) rows: Vec<LayerRow>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LayerRow {
    /// What it is about.
    pub(crate) layer: Layer,
    /// The package.
    pub(crate) title: String,
    /// Version, where it comes from, why it has no effect.
    pub(crate) subtitle: String,
    /// It is to be taken back: the word for it.
    pub(crate) mark: Option<String>,
    /// All that is said of the package, in one sentence.
    pub(crate) spoken: String,
    /// The word on the button.
    pub(crate) button: String,
    /// The button's name for who does not see the row.
    pub(crate) button_name: String,
}

/// Whether packages can be changed on this system.
pub(crate) fn layering(world: &World) -> Layering {
    if world.can(ActionName::ChangePackages) {
        return Layering::Offered;
    }
    let why = &world.snapshot.system.unsupported;
    match why
        .get(ActionName::ChangePackages.as_str())
        .map(String::as_str)
    {
        Some("locked") => Layering::Locked,
        _ => Layering::Never,
    }
}

/// The deployment that the page is about: what starts next, or else what runs.
pub(crate) fn subject(world: &World) -> Option<&Deployment> {
    world.snapshot.next().or_else(|| world.snapshot.booted())
}

fn kind(layer: &Layer) -> Kind {
    match layer.kind {
        _ if layer.state == LayerState::Inactive => Kind::Inactive,
        LayerKind::Local => Kind::Local,
        LayerKind::Replaced | LayerKind::LocalReplacement | LayerKind::FileOverride => {
            Kind::Replaced
        }
        LayerKind::Removed => Kind::Removed,
        LayerKind::Added | LayerKind::Unknown => Kind::Added,
    }
}

/// The sentence on top of the page.
pub(crate) fn title(world: &World, layers: &[Layer]) -> String {
    let count = |kinds: &[Kind]| {
        layers
            .iter()
            .filter(|layer| kinds.contains(&kind(layer)))
            .count()
    };
    let mut parts = Vec::new();
    let packages = count(&[Kind::Added, Kind::Local]);
    if packages > 0 {
        parts.push(tr!("layers-packages", count = packages));
    }
    let replaced = count(&[Kind::Replaced]);
    if replaced > 0 {
        parts.push(tr!("layers-replacements", count = replaced));
    }
    let removed = count(&[Kind::Removed]);
    if removed > 0 {
        parts.push(tr!("layers-removals", count = removed));
    }
    let later = subject(world).is_some_and(|subject| !subject.booted);
    match (parts.is_empty(), later) {
        (true, false) => tr!("layers-none"),
        (true, true) => tr!("layers-none-later"),
        (false, false) => tr!("layers-differs", what = text::list(parts)),
        (false, true) => tr!("layers-differs-later", what = text::list(parts)),
    }
}

/// The groups that have rows, in order.
pub(crate) fn groups(layers: &[Layer], wishes: &Wishes) -> Vec<Group> {
    [
        (Kind::Added, tr!("layers-group-added"), String::new()),
        (Kind::Local, tr!("layers-group-local"), String::new()),
        (Kind::Replaced, tr!("layers-group-replaced"), String::new()),
        (Kind::Removed, tr!("layers-group-removed"), String::new()),
        (
            Kind::Inactive,
            tr!("layers-group-inactive"),
            tr!("layers-group-inactive-body"),
        ),
    ]
    .into_iter()
    .filter_map(|(of, title, body)| {
        let mut rows: Vec<LayerRow> = layers
            .iter()
            .filter(|layer| kind(layer) == of)
            .map(|layer| row(layer, wishes))
            .collect();
        rows.sort_by(|a, b| a.title.cmp(&b.title));
        (!rows.is_empty()).then_some(Group {
            kind: of,
            title,
            body,
            rows,
        })
    })
    .collect()
}

fn row(layer: &Layer, wishes: &Wishes) -> LayerRow {
    let title = text::name(&layer.name);
    let base = super::wishes::is_layer(layer.kind);
    let taken_back = wishes.takes_back(layer);
    let (button, button_name) = match (taken_back, base) {
        (true, _) => (
            tr!("layers-keep"),
            tr!("layers-keep-named", name = title.clone()),
        ),
        (false, true) => (
            tr!("layers-remove"),
            tr!("layers-remove-named", name = title.clone()),
        ),
        (false, false) => (
            tr!("layers-reset"),
            tr!("layers-reset-named", name = title.clone()),
        ),
    };
    let subtitle = subtitle(layer);
    let mark = taken_back.then(|| {
        if base {
            tr!("wish-remove")
        } else {
            tr!("wish-reset")
        }
    });
    LayerRow {
        spoken: text::facts([subtitle.clone(), mark.clone().unwrap_or_default()]),
        subtitle,
        mark,
        button,
        button_name,
        title,
        layer: layer.clone(),
    }
}

fn subtitle(layer: &Layer) -> String {
    let version = layer.version.as_deref().map(text::plain);
    let published = layer.base_version.as_deref().map(text::plain);
    let versions = match (published, version) {
        (Some(old), Some(new)) if old != new => tr!("change-arrow", old = old, new = new),
        (old, new) => new.or(old).unwrap_or_default(),
    };
    let from = match (layer.kind, &layer.repository) {
        (_, Some(repository)) => tr!("layers-from", repository = text::plain(repository)),
        (LayerKind::Local | LayerKind::LocalReplacement | LayerKind::FileOverride, None) => {
            tr!("layers-from-file")
        }
        _ => String::new(),
    };
    let why = match (layer.state, layer.kind) {
        (LayerState::Active, _) => String::new(),
        (LayerState::Inactive, LayerKind::Removed) => tr!("layers-inactive-removed"),
        (LayerState::Inactive, LayerKind::Replaced | LayerKind::LocalReplacement) => {
            tr!("layers-inactive-replaced")
        }
        (LayerState::Inactive, _) => tr!("layers-inactive-added"),
    };
    text::facts([versions, from, why])
}

/// That a change of what is layered, or of the kernel arguments, ends a hold: the
/// engine that tells of one (rpm-ostree) keeps none over it.
pub(crate) fn hold_ends(world: &World) -> Option<String> {
    banner::held_at(world).map(|version| tr!("hold-ends", version = version))
}

/// What a reset to the published image takes back, in one line.
pub(crate) fn all(layers: &[Layer]) -> String {
    let mut names: Vec<String> = layers.iter().map(|layer| text::name(&layer.name)).collect();
    names.sort();
    text::list(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing, wishes::OfBase};

    fn layer(kind: LayerKind, name: &str, state: LayerState) -> Layer {
        Layer {
            kind,
            name: name.into(),
            state,
            version: Some("2.0".into()),
            ..Layer::default()
        }
    }

    fn active(kind: LayerKind, name: &str) -> Layer {
        layer(kind, name, LayerState::Active)
    }

    fn some() -> Vec<Layer> {
        vec![
            Layer {
                repository: Some("fedora".into()),
                ..active(LayerKind::Added, "htop")
            },
            active(LayerKind::Local, "tool"),
            Layer {
                base_version: Some("1.0".into()),
                repository: Some("copr".into()),
                ..active(LayerKind::Replaced, "mesa")
            },
            Layer {
                version: None,
                base_version: Some("141.0".into()),
                ..active(LayerKind::Removed, "firefox")
            },
            Layer {
                version: None,
                ..layer(LayerKind::Added, "vim", LayerState::Inactive)
            },
        ]
    }

    #[test]
    fn the_sentence_counts_what_has_an_effect() {
        let mut world = testing::world();
        assert_eq!(
            bare(&title(&world, &some())),
            "Your system differs from the published image by 2 packages, 1 replacement and 1 removal."
        );
        assert_eq!(
            bare(&title(&world, &some()[4..])),
            "Your system is exactly the published image."
        );
        let snapshot = testing::snapshot(&mut world);
        snapshot.deployments[0].next = false;
        snapshot.deployments[1].next = true;
        assert_eq!(
            bare(&title(&world, &some()[..1])),
            "After the restart your system differs from the published image by 1 package."
        );
    }

    #[test]
    fn each_row_says_version_origin_and_why_it_has_no_effect() {
        let groups = groups(&some(), &Wishes::default());
        let said: Vec<_> = groups
            .iter()
            .flat_map(|group| &group.rows)
            .map(|row| bare(&row.subtitle))
            .collect();
        assert_eq!(
            said,
            [
                "2.0 · from fedora",
                "2.0 · from a file",
                "1.0 → 2.0 · from copr",
                "141.0",
                "already in the image"
            ]
        );
        let kinds: Vec<_> = groups.iter().map(|group| group.kind).collect();
        assert!(kinds.is_sorted());
        assert_eq!(kinds.len(), 5);
    }

    #[test]
    fn a_chosen_row_says_what_will_happen_and_offers_the_way_back() {
        let mut wishes = Wishes::default();
        wishes.remove("htop");
        wishes.change_base("mesa", OfBase::Reset);
        let groups = groups(&some(), &wishes);
        let htop = &groups[0].rows[0];
        assert_eq!(htop.mark.as_deref(), Some("Will be removed"));
        assert!(htop.spoken.ends_with("Will be removed"), "{}", htop.spoken);
        assert_eq!(bare(&htop.button_name), "Keep htop");
        let mesa = &groups[2].rows[0];
        assert_eq!(mesa.mark.as_deref(), Some("Will be as published"));
        assert_eq!(groups[3].rows[0].mark, None);
        assert_eq!(bare(&groups[3].rows[0].button_name), "Reset firefox");
    }

    #[test]
    fn locked_is_not_the_same_as_never() {
        let mut world = testing::world();
        assert_eq!(layering(&world), Layering::Offered);
        let system = &mut testing::snapshot(&mut world).system;
        system.actions.retain(|action| action != "packages");
        assert_eq!(layering(&world), Layering::Never);
        let system = &mut testing::snapshot(&mut world).system;
        system
            .unsupported
            .insert("packages".into(), "locked".into());
        assert_eq!(layering(&world), Layering::Locked);
    }

    #[test]
    fn a_hold_that_a_change_ends_is_named() {
        let mut world = testing::world();
        assert_eq!(hold_ends(&world), None);
        testing::snapshot(&mut world).system.held = Some("44.20251101".into());
        let said = bare(&hold_ends(&world).unwrap());
        assert!(said.contains("44.20251101"), "{said}");
    }

    #[test]
    fn all_that_would_be_taken_back_is_named() {
        assert_eq!(bare(&all(&some())), "firefox, htop, mesa, tool and vim");
    }
}
