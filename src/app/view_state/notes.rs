//! What is worth a notification: what a person would want to know who has no window open.

use waymark_model::Severity;

use super::{
    World, failure,
    health::{self, Trouble},
    start, text,
};
use crate::{args::Page, tr};

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    /// What it is about. One that was posted is not posted again under the same key.
    pub(crate) key: String,
    /// One sentence.
    pub(crate) title: String,
    /// What it means, or why.
    pub(crate) body: String,
    /// The word on its button, which opens the page.
    pub(crate) button: String,
    /// Where there is more.
    pub(crate) page: Page,
    /// Whether it should stay until it is seen.
    pub(crate) urgent: bool,
}

/// What is worth a notification now, the gravest first.
pub(crate) fn notes(world: &World) -> Vec<Note> {
    [
        started_otherwise(world),
        failing(world),
        critical(world),
        staged(world),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The computer started otherwise than it was meant, or parts of it did not start.
fn started_otherwise(world: &World) -> Option<Note> {
    let card = start::card(world).filter(|card| card.wrong)?;
    Some(Note {
        key: format!("start:{}", card.start),
        title: card.title,
        body: card.body,
        button: tr!("note-look"),
        page: Page::Updates,
        urgent: true,
    })
}

/// Updates fail for days: with the reason, once for each row of failures.
fn failing(world: &World) -> Option<Note> {
    let trouble = health::trouble(world)?;
    let Trouble::Failing(_, error) = &trouble else {
        return None;
    };
    let since = world.snapshot.last_check.failing_since.unwrap_or_default();
    Some(Note {
        key: format!("failing:{since}:{}", error.kind),
        title: trouble.title(),
        body: failure::why(error),
        button: tr!("note-look"),
        page: Page::Updates,
        urgent: false,
    })
}

/// An update mends faults that are critical, and is not prepared yet.
fn critical(world: &World) -> Option<Note> {
    let update = world.snapshot.update.as_ref()?;
    let counts = update.advisories.as_ref()?;
    let count = *counts.get(Severity::Critical.as_str())?;
    let version = text::version(update.version.as_deref(), &update.checksum);
    (count > 0).then(|| Note {
        key: format!("critical:{}", update.checksum),
        title: tr!("note-critical", count = count),
        body: tr!("note-critical-body", version = version),
        button: tr!("note-look"),
        page: Page::Updates,
        urgent: true,
    })
}

/// A version is prepared and waits for a restart.
fn staged(world: &World) -> Option<Note> {
    let staged = world.snapshot.staged()?;
    let version = text::version(staged.version.as_deref(), &staged.checksum);
    Some(Note {
        key: format!("staged:{}", staged.id),
        title: tr!("updates-staged-title"),
        body: tr!("updates-staged-body", version = version),
        button: tr!("note-restart"),
        page: Page::Updates,
        urgent: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{
        bare,
        testing::{self, NOW},
    };
    use waymark_model::{
        ErrorKind, LastCheck, LastStart, Outcome, StartClass, StartReason, StartVersion,
    };

    #[test]
    fn a_system_that_is_well_says_nothing() {
        assert_eq!(notes(&testing::world()), []);
    }

    #[test]
    fn what_is_prepared_is_told_once_for_each_deployment() {
        let mut world = testing::world();
        testing::snapshot(&mut world).deployments[0].staged = true;
        let told = notes(&world);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].title, "Restart to finish");
        assert!(bare(&told[0].body).starts_with("44.20251115 is prepared"));
        testing::snapshot(&mut world).deployments[0].id = "other.0".into();
        assert_ne!(notes(&world)[0].key, told[0].key);
    }

    #[test]
    fn failing_for_days_is_told_with_its_reason_and_not_each_day() {
        let mut world = testing::world();
        testing::snapshot(&mut world).last_check = LastCheck {
            when: Some(NOW - 300),
            outcome: Some(Outcome::Failed),
            error: Some(ErrorKind::Offline),
            last_success: Some(NOW - 14 * 86_400),
            last_failure: Some(NOW - 300),
            failing_since: Some(NOW - 5 * 86_400),
        };
        let told = notes(&world);
        assert_eq!(bare(&told[0].title), "Updates have been failing for 5 days");
        assert!(told[0].body.starts_with("The server could not be reached."));
        world.now += 86_400;
        let next_day = notes(&world);
        assert_ne!(next_day[0].title, told[0].title);
        assert_eq!(next_day[0].key, told[0].key);
    }

    #[test]
    fn a_start_into_another_version_than_was_meant_is_told() {
        let mut world = testing::world();
        let version = |version: &str| {
            Some(StartVersion {
                version: Some(version.into()),
                ..StartVersion::default()
            })
        };
        let mut last = LastStart {
            start: "boot-7".into(),
            class: StartClass::CameBack,
            why: Some(StartReason::Automatic),
            meant: version("44.20251122"),
            runs: version("44.20251115"),
            ..LastStart::default()
        };
        testing::snapshot(&mut world).last_start = Some(last.clone());
        let told = notes(&world);
        assert_eq!(told[0].key, "start:boot-7");
        assert_eq!(
            bare(&told[0].title),
            "44.20251122 did not start; you are back on 44.20251115"
        );
        last.class = StartClass::Updated;
        testing::snapshot(&mut world).last_start = Some(last);
        assert_eq!(notes(&world), [], "all is well");
    }

    #[test]
    fn a_critical_fault_that_an_update_mends_is_urgent() {
        let mut world = testing::world();
        let mut update = testing::update();
        update.advisories = Some([("critical".to_owned(), 2), ("low".to_owned(), 9)].into());
        testing::snapshot(&mut world).update = Some(update.clone());
        let told = notes(&world);
        assert_eq!(
            bare(&told[0].title),
            "2 critical security fixes are waiting"
        );
        assert!(told[0].urgent);
        update.advisories = Some([("low".to_owned(), 9)].into());
        testing::snapshot(&mut world).update = Some(update);
        assert_eq!(notes(&world), []);
    }
}
