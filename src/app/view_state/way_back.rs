//! The way back after an update that went wrong, for who looks for it in a hurry.

use waymark_model::{ActionName, Deployment, JobResult, Outcome, Ref};

use super::{Request, World, text, world::reference};
use crate::tr;

/// How many days after an update the way back is pointed out.
const DAYS: u64 = 14;

/// The card on top of the timeline.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WayBack {
    /// The question.
    pub(crate) title: String,
    /// What ran before, and what going back means.
    pub(crate) body: String,
    /// The word on the button that goes back.
    pub(crate) label: String,
    /// The version that ran before.
    pub(crate) to: Ref,
    /// The running deployment, which the card is about.
    pub(crate) about: String,
}

impl WayBack {
    /// What the button asks for.
    pub(crate) fn request(&self) -> Request {
        Request::Restore(self.to.clone())
    }
}

/// The card, if a newer version runs than the one before it, for not long, nothing else
/// starts next, and the card was not put away for this deployment.
pub(crate) fn way_back(world: &World, put_away: Option<&str>) -> Option<WayBack> {
    if !world.is_idle() || !world.can(ActionName::Restore) {
        return None;
    }
    let running = world.snapshot.booted().filter(|running| running.next)?;
    if put_away == Some(running.id.as_str()) {
        return None;
    }
    let before = before(world, running)?;
    let since = made(world, running).or(running.timestamp)?;
    if text::days_between(since, world.now) > DAYS {
        return None;
    }
    let version = text::version(before.version.as_deref(), &before.checksum);
    Some(WayBack {
        title: tr!("way-back-title"),
        body: tr!("way-back-body", version = version.clone()),
        label: tr!("way-back-button", version = version),
        to: reference(before),
        about: running.id.clone(),
    })
}

/// What ran before: libostree keeps it right behind what runs.
fn before<'a>(world: &'a World, running: &Deployment) -> Option<&'a Deployment> {
    let all = &world.snapshot.deployments;
    let at = all.iter().position(|each| each.id == running.id)?;
    all.get(at + 1).filter(|before| {
        before.stateroot == running.stateroot && before.timestamp < running.timestamp
    })
}

/// When the job ended that made the deployment, if it is remembered.
fn made(world: &World, deployment: &Deployment) -> Option<u64> {
    let made_it = |result: &&JobResult| {
        result.outcome == Outcome::Ok
            && result.deployment.as_deref() == Some(&deployment.id)
            && ActionName::from_word(&result.action) != ActionName::SetPinned
    };
    let made = world.snapshot.results.iter().find(made_it);
    made.map(|result| result.finished)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{
        bare,
        testing::{self, NOW},
    };

    #[test]
    fn after_an_update_the_version_before_is_one_click_away() {
        let card = way_back(&testing::world(), None).unwrap();
        assert_eq!(bare(&card.label), "Go Back to 44.20251108");
        let before = Ref::Deployment("os-44.20251108.0".into());
        assert_eq!(card.request(), Request::Restore(before));
        assert_eq!(card.about, "os-44.20251115.0");
    }

    #[test]
    fn it_is_said_once_and_not_for_ever() {
        let mut world = testing::world();
        assert_eq!(way_back(&world, Some("os-44.20251115.0")), None);
        assert!(way_back(&world, Some("os-44.20251108.0")).is_some());
        world.now = NOW + 30 * 86_400;
        assert_eq!(way_back(&world, None), None);
        let mut late = testing::result(ActionName::Update, NOW + 29 * 86_400, None);
        late.deployment = Some("os-44.20251115.0".into());
        testing::snapshot(&mut world).results = vec![late];
        assert!(
            way_back(&world, None).is_some(),
            "published long ago, taken now"
        );
    }

    #[test]
    fn there_is_no_way_back_from_an_older_version_or_to_what_starts_next() {
        let mut world = testing::world();
        testing::snapshot(&mut world).deployments.reverse();
        assert_eq!(way_back(&world, None), None, "nothing is behind what runs");
        let mut world = testing::world();
        let snapshot = testing::snapshot(&mut world);
        snapshot.deployments[0].next = false;
        snapshot.deployments[1].next = true;
        assert_eq!(way_back(&world, None), None, "it starts next already");
        let mut world = testing::world();
        testing::snapshot(&mut world).deployments[0].timestamp = Some(1);
        assert_eq!(way_back(&world, None), None, "what runs is the older one");
    }
}
