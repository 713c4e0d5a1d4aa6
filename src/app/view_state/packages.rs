//! The Packages page as a whole: which parts it has, and who works on the system now.

use waymark_model::{ActionName, Layer};

use super::{
    World,
    layers::{self, Group, Layering},
    progress::{self, ProgressView},
    wishes::{WishRow, Wishes},
};
use crate::tr;

/// What was read of the deployment that the page is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Details {
    /// How it differs from the published image.
    pub(crate) layers: Vec<Layer>,
    /// Its kernel arguments, where they are known.
    pub(crate) arguments: Option<Vec<String>>,
    /// It could not be read.
    pub(crate) unread: bool,
}

/// Everything that the page shows, but for the packages of the image.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PackagesView {
    /// The sentence on top.
    pub(crate) title: String,
    /// One sentence more: why nothing can be changed, or what is not known.
    pub(crate) note: String,
    /// Whether packages can be changed on this system.
    pub(crate) layering: Layering,
    /// What differs from the published image.
    pub(crate) groups: Vec<Group>,
    /// What is to come.
    pub(crate) coming: Vec<WishRow>,
    /// The kernel arguments in one line.
    pub(crate) arguments: Option<String>,
    /// Whether they can be changed on this system.
    pub(crate) edits_arguments: bool,
    /// Whether it can be read what differs in /etc.
    pub(crate) settings: bool,
    /// Whether all can be reset.
    pub(crate) resets: bool,
    /// How many changes wait; the bar is shown if there are some.
    pub(crate) waiting: usize,
    /// Nothing else works on the system, so that changes can be chosen and applied.
    pub(crate) idle: bool,
    /// Who does, and how far it is.
    pub(crate) progress: Option<ProgressView>,
}

/// The page's view.
pub(crate) fn view(world: &World, details: &Details, wishes: &Wishes) -> PackagesView {
    let layering = layers::layering(world);
    let note = match layering {
        _ if details.unread => tr!("layers-unread"),
        Layering::Offered => String::new(),
        Layering::Locked => tr!("layers-locked"),
        Layering::Never => tr!("packages-cannot"),
    };
    let offered = layering == Layering::Offered;
    let title = match layering {
        _ if details.unread => String::new(),
        Layering::Never if details.layers.is_empty() => tr!("packages-title"),
        _ => layers::title(world, &details.layers),
    };
    let progress = match (world.changing_job(), world.asked) {
        (Some((path, job)), _) => Some(progress::titled(world, path, job)),
        (None, Some(action @ (ActionName::ChangePackages | ActionName::SetKernelArguments))) => {
            Some(progress::asked(world, action))
        }
        _ => None,
    };
    PackagesView {
        title,
        note,
        layering,
        groups: layers::groups(&details.layers, wishes),
        coming: wishes.coming(),
        arguments: details.arguments.as_ref().map(|line| {
            let line: Vec<String> = line.iter().map(|a| super::text::plain(a)).collect();
            line.join(" ")
        }),
        edits_arguments: world.can(ActionName::SetKernelArguments),
        settings: world.can(ActionName::ReadLocalChanges),
        resets: offered && !details.layers.is_empty(),
        waiting: if offered { wishes.count() } else { 0 },
        idle: world.is_idle(),
        progress,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};
    use waymark_model::{Holder, LayerKind, LayerState};

    fn details() -> Details {
        Details {
            layers: vec![Layer {
                kind: LayerKind::Added,
                name: "htop".into(),
                state: LayerState::Active,
                ..Layer::default()
            }],
            arguments: Some(vec!["root=UUID=1".into(), "quiet".into()]),
            unread: false,
        }
    }

    #[test]
    fn changes_wait_only_where_they_can_be_applied() {
        let mut world = testing::world();
        let mut wishes = Wishes::default();
        wishes.add("vim", None);
        let offered = view(&world, &details(), &wishes);
        assert_eq!((offered.waiting, offered.coming.len()), (1, 1));
        assert!(offered.resets && offered.idle && offered.settings);
        assert_eq!(offered.arguments.as_deref(), Some("root=UUID=1 quiet"));
        let system = &mut testing::snapshot(&mut world).system;
        system.actions.retain(|action| action != "packages");
        system
            .unsupported
            .insert("packages".into(), "locked".into());
        let locked = view(&world, &details(), &wishes);
        assert_eq!(locked.waiting, 0);
        assert!(!locked.resets);
        assert!(locked.note.contains("administrator"));
        assert_eq!(locked.groups.len(), 1, "what is there is shown");
    }

    #[test]
    fn whoever_works_on_the_system_is_named() {
        let mut world = testing::world();
        let mut job = testing::job(ActionName::Update);
        job.holder = Holder {
            uid: Some(0),
            program: Some("rpm-ostree".into()),
        };
        world.jobs.insert("/job/1".into(), job);
        let view = view(&world, &details(), &Wishes::default());
        assert!(!view.idle);
        assert!(bare(&view.progress.unwrap().step).contains("rpm-ostree does it, started by "));
    }

    #[test]
    fn what_could_not_be_read_is_not_called_none() {
        let unread = Details {
            unread: true,
            ..Details::default()
        };
        let view = view(&testing::world(), &unread, &Wishes::default());
        assert!(!view.note.is_empty());
        assert!(view.title.is_empty());
    }
}
