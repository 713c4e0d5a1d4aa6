//! How the machine started, against what was meant to run.

use crate::{deployment::Deployment, dictionary, words};

words! {
    /// How a start came out.
    pub enum StartClass {
        /// It was not known what was meant to run, or this version does not know the word.
        Unknown = "unknown",
        /// What ran before runs again, as it was meant.
        Unchanged = "unchanged",
        /// Something newer runs than before.
        Updated = "updated",
        /// The same, but parts of the system failed that had not failed before.
        UpdatedWithFailures = "updated-with-failures",
        /// An earlier version runs, as somebody chose.
        WentBack = "went-back",
        /// What was prepared never entered the boot list.
        NotFinalized = "not-finalized",
        /// Another version runs than the one that was meant.
        CameBack = "came-back",
    }
}

words! {
    /// Why a start came out otherwise than it was meant.
    pub enum StartReason {
        /// It cannot be told.
        Unknown = "unknown",
        /// A file system was full.
        NoSpace = "no-space",
        /// Writing the boot list took longer than the shutdown waits.
        TimedOut = "timed-out",
        /// What writes the boot list was killed, or broke down.
        Killed = "killed",
        /// The machine went down without shutting down.
        PowerCut = "power-cut",
        /// A program asked to leave what is prepared as it is.
        Locked = "locked",
        /// It failed for another reason, which the journal tells.
        Other = "other",
        /// The machine went back by itself: its health check had failed.
        Automatic = "automatic",
        /// The version that was meant is still first in the boot list; another entry of it was started.
        Chosen = "chosen",
    }
}

dictionary! {
    /// A version that a start is about. It need not be on this disk any more.
    pub struct StartVersion: "StartVersion" {
        /// Id of its deployment.
        "id" id: String,
        /// Checksum of what it holds, layers and all.
        "checksum" checksum: String,
        /// The checksum or digest under which its stream offers it, as `SetHidden` takes it.
        "offered" offered: String,
        /// Version string of the publisher.
        "version" version: Option<String>,
        /// When it was published.
        "timestamp" ["s since 1970"] timestamp: Option<u64>,
    }
}

dictionary! {
    /// How the machine started, against what was meant to run.
    pub struct LastStart: "LastStart" {
        /// What tells this start from every other: the kernel's boot id.
        "start" start: String,
        /// When the machine started.
        "when" ["s since 1970"] when: Option<u64>,
        /// How it came out: `unknown`, `unchanged`, `updated`, `updated-with-failures`, `went-back`, `not-finalized`, `came-back`.
        "class" class: StartClass,
        /// Why, for `not-finalized` (`no-space`, `timed-out`, `killed`, `power-cut`, `locked`, `other`, `unknown`) and for `came-back` (`automatic`, `chosen`, `unknown`).
        "why" why: Option<StartReason>,
        /// What was meant to run.
        "meant" meant: Option<StartVersion>,
        /// What ran before.
        "before" before: Option<StartVersion>,
        /// What runs.
        "runs" runs: Option<StartVersion>,
        /// Names of the units that failed. Absent: unknown.
        "failed-units" failed_units: Option<Vec<String>>,
        /// How many of them, at the front, had not failed after the start before.
        "newly-failed" newly_failed: u32,
    }
}

impl LastStart {
    /// Whether it needs a person.
    #[must_use]
    pub fn went_wrong(&self) -> bool {
        matches!(
            self.class,
            StartClass::NotFinalized | StartClass::CameBack | StartClass::UpdatedWithFailures
        )
    }

    /// The version that was gone back from, by a person or by itself. One that is still to
    /// start next was only passed over.
    #[must_use]
    pub fn gone_back_from(&self) -> Option<&StartVersion> {
        let left = match (self.class, self.why) {
            (StartClass::WentBack, _) => self.before.as_ref(),
            (StartClass::CameBack, Some(StartReason::Chosen)) => None,
            (StartClass::CameBack, _) => self.meant.as_ref(),
            _ => None,
        };
        let runs = self.runs.as_ref().map(|runs| &runs.offered);
        left.filter(|left| !left.offered.is_empty() && runs != Some(&left.offered))
    }

    /// The units that failed and had not failed before.
    #[must_use]
    pub fn new_failures(&self) -> &[String] {
        let all = self.failed_units.as_deref().unwrap_or_default();
        let new = usize::try_from(self.newly_failed).unwrap_or(usize::MAX);
        all.get(..new).unwrap_or(all)
    }
}

impl From<&Deployment> for StartVersion {
    fn from(deployment: &Deployment) -> Self {
        let image = deployment.digest.as_ref();
        let base = image.or(deployment.base_checksum.as_ref());
        Self {
            id: deployment.id.clone(),
            checksum: deployment.checksum.clone(),
            offered: base.unwrap_or(&deployment.checksum).clone(),
            version: deployment
                .base_version
                .clone()
                .or_else(|| deployment.version.clone()),
            timestamp: deployment.base_timestamp.or(deployment.timestamp),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_gone_back_from_is_what_does_not_run_any_more() {
        let version = |offered: &str| {
            Some(StartVersion {
                offered: offered.to_owned(),
                ..StartVersion::default()
            })
        };
        let left = |class, why, runs: &str| {
            let last = LastStart {
                class,
                why,
                meant: version("meant"),
                before: version("before"),
                runs: version(runs),
                ..LastStart::default()
            };
            last.gone_back_from().map(|left| left.offered.clone())
        };
        let some = |offered: &str| Some(offered.to_owned());
        use StartClass as Class;
        assert_eq!(left(Class::WentBack, None, "meant"), some("before"));
        for why in [StartReason::Automatic, StartReason::Unknown] {
            let came_back = left(Class::CameBack, Some(why), "before");
            assert_eq!(came_back, some("meant"));
            assert_eq!(
                left(Class::CameBack, Some(why), "meant"),
                None,
                "the same image"
            );
        }
        let passed_over = left(Class::CameBack, Some(StartReason::Chosen), "before");
        assert_eq!(passed_over, None, "it starts next all the same");
        for class in [Class::Updated, Class::NotFinalized, Class::Unchanged] {
            assert_eq!(left(class, None, "meant"), None);
        }
    }
}
