//! What is asked before something that cannot be undone.

use waymark_model::{Ref, deployment};

use super::{Request, World, text};
use crate::tr;

/// A question with a way on and a way out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Question {
    /// What is asked.
    pub(crate) heading: String,
    /// What it means, naming version and date.
    pub(crate) body: String,
    /// The word on the button that goes on.
    pub(crate) verb: String,
    /// Whether something is lost.
    pub(crate) destructive: bool,
    /// Another way on: the word on its button, and what it asks for.
    pub(crate) other: Option<(String, Request)>,
}

/// The name of what a reference means, as far as the world knows it.
pub(crate) fn name(world: &World, target: &Ref) -> String {
    let snapshot = &world.snapshot;
    let deployment = match target {
        Ref::Deployment(id) => snapshot.deployment(id),
        Ref::Version(checksum) => snapshot
            .deployments
            .iter()
            .find(|d| d.checksum == *checksum),
    };
    match (deployment, &snapshot.update) {
        (Some(known), _) => text::version(known.version.as_deref(), &known.checksum),
        (None, Some(update)) if update.checksum == target.id() => {
            text::version(update.version.as_deref(), &update.checksum)
        }
        _ => text::version(None, target.id()),
    }
}

/// The question that a request needs, if it needs one. `named` is the name of the
/// version that it is about.
pub(crate) fn question(world: &World, request: &Request, named: &str) -> Option<Question> {
    let snapshot = &world.snapshot;
    match request {
        Request::Restart => Some(Question {
            heading: tr!("ask-restart-title"),
            body: snapshot.next().map_or_else(
                || tr!("ask-restart-plain"),
                |next| {
                    let version = text::version(next.version.as_deref(), &next.checksum);
                    tr!("ask-restart-body", version = version)
                },
            ),
            verb: tr!("ask-restart-button"),
            destructive: false,
            other: Some((tr!("ask-restart-off"), Request::PowerOff)),
        }),
        Request::Delete(id, frees) => {
            let published = snapshot.deployment(id).and_then(text::published);
            let what = published.map_or_else(
                || tr!("ask-delete-plain"),
                |at| tr!("ask-delete-body", date = text::date(at)),
            );
            let frees = frees.map(|bytes| tr!("ask-delete-frees", size = text::size(bytes)));
            let body: Vec<String> = [Some(what), frees].into_iter().flatten().collect();
            Some(Question {
                heading: tr!("ask-delete-title", version = named),
                body: body.join(" "),
                verb: tr!("ask-delete-button"),
                destructive: true,
                ..Question::default()
            })
        }
        Request::CleanUp => Some(Question {
            heading: tr!("ask-clean-up-title"),
            body: clean_up(world),
            verb: tr!("ask-clean-up-button"),
            destructive: true,
            ..Question::default()
        }),
        Request::Restore(_) => snapshot.staged().map(|staged| Question {
            heading: tr!("ask-replace-title"),
            body: tr!(
                "ask-replace-body",
                staged = text::version(staged.version.as_deref(), &staged.checksum),
                version = named
            ),
            verb: tr!("version-start-next"),
            destructive: true,
            ..Question::default()
        }),
        _ => None,
    }
}

/// What a clean-up removes, by name.
fn clean_up(world: &World) -> String {
    let versions: Vec<String> = deployment::beyond(&world.snapshot.deployments, world.keep)
        .map(|one| text::version(one.version.as_deref(), &one.checksum))
        .collect();
    let count = versions.len();
    let what = if count == 0 {
        tr!("ask-clean-up-none")
    } else {
        tr!(
            "ask-clean-up-versions",
            count = count,
            versions = text::list(versions)
        )
    };
    format!("{what} {}", tr!("ask-clean-up-rest"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};

    #[test]
    fn deleting_names_version_and_date() {
        let world = testing::world();
        let target = Ref::Deployment("os-44.20251108.0".into());
        let named = name(&world, &target);
        let asked = question(
            &world,
            &Request::Delete(target.id().into(), Some(1_200_000_000)),
            &named,
        )
        .unwrap();
        assert_eq!(bare(&asked.heading), "Delete 44.20251108?");
        assert!(bare(&asked.body).contains("8 November 2025"));
        assert!(bare(&asked.body).contains("That makes 1.2"));
        assert!(asked.destructive);
    }

    #[test]
    fn who_restarts_can_turn_off_as_well() {
        let asked = question(&testing::world(), &Request::Restart, "").unwrap();
        assert_eq!(asked.other, Some(("Power Off".into(), Request::PowerOff)));
        let meant = question(&testing::world(), &Request::PowerOff, "");
        assert_eq!(meant, None, "it was asked");
    }

    #[test]
    fn restoring_warns_only_where_something_is_lost() {
        let mut world = testing::world();
        let restore = Request::Restore(Ref::Deployment("os-44.20251108.0".into()));
        assert_eq!(question(&world, &restore, "44.20251108"), None);
        testing::snapshot(&mut world).deployments[0].staged = true;
        let asked = question(&world, &restore, "44.20251108").unwrap();
        assert!(bare(&asked.body).starts_with("44.20251115 is prepared and will be discarded"));
    }

    #[test]
    fn cleaning_up_names_what_goes() {
        let mut world = testing::world();
        let body = |world: &World| bare(&question(world, &Request::CleanUp, "").unwrap().body);
        assert!(body(&world).starts_with("No version is removed."));
        world.keep = 0;
        assert!(body(&world).starts_with("44.20251108 will be removed."));
        testing::snapshot(&mut world).deployments[1].pinned = true;
        assert!(body(&world).starts_with("No version is removed."));
    }

    #[test]
    fn updating_and_pinning_need_no_question() {
        let world = testing::world();
        assert_eq!(question(&world, &Request::Check, ""), None);
        assert_eq!(
            question(&world, &Request::SetPinned("x".into(), true), ""),
            None
        );
    }
}
