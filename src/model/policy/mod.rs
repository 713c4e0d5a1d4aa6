//! What the service does by itself, and why it did or did not.
//!
//! [`PolicySettings`] is what people choose, [`Policy`] tells it with the decision that
//! follows from it. Times of day are local.

mod settings;

use crate::{dictionary, error::ErrorKind, words};

pub use settings::minutes;

words! {
    /// Whether updates are taken without being asked for.
    pub enum PolicyMode {
        /// Only when a person asks.
        Manual = "manual",
        /// Looks for updates.
        Check = "check",
        /// Downloads them too.
        Download = "download",
        /// Stages them too.
        Stage = "stage",
    }
}

words! {
    /// How grave an advisory must be for its version not to wait.
    pub enum WaitOverride {
        /// Every version waits.
        Never = "never",
        /// Low or above.
        Low = "low",
        /// Moderate or above.
        Moderate = "moderate",
        /// Important or above.
        Important = "important",
        /// Critical.
        Critical = "critical",
    }
}

words! {
    /// What the policy does next.
    pub enum PolicyStep {
        /// Nothing now.
        Nothing = "nothing",
        /// Look for updates.
        Check = "check",
        /// Download the version.
        Download = "download",
        /// Download and stage the version.
        Stage = "stage",
    }
}

words! {
    /// Why the policy does what it does.
    pub enum ReasonKind {
        /// A reason that this version does not know.
        Unknown = "unknown",
        /// Nothing happens unless a person asks.
        Manual = "manual",
        /// Another program updates this system by itself: `unit`.
        OtherUpdater = "other-updater",
        /// This system cannot be updated through the service.
        NotSupported = "not-supported",
        /// The timer that wakes the service is not running.
        NoTimer = "no-timer",
        /// A job runs: `job`.
        Busy = "busy",
        /// The network is metered.
        Metered = "metered",
        /// The battery is low.
        LowBattery = "low-battery",
        /// The weekly window is closed until `until`.
        OutsideWindow = "outside-window",
        /// The last attempts failed: `count` of them, the last with `error`; the next is at `until`.
        BackingOff = "backing-off",
        /// The system is held at `version`.
        Held = "held",
        /// Somebody chose `version` for the next start.
        Chosen = "chosen",
        /// Updates were looked for lately; the next look is due at `until`.
        CheckedLately = "checked-lately",
        /// `version` is not public for long enough before `until`.
        TooYoung = "too-young",
        /// `version` is hidden until a newer one comes.
        Hidden = "hidden",
        /// This system takes the newest version or none: an earlier one cannot be chosen.
        NewestOnly = "newest-only",
        /// `version` does not wait: it mends faults of `severity`.
        Urgent = "urgent",
        /// Nothing new is offered.
        NoUpdate = "no-update",
        /// There is no room for `version`.
        LacksRoom = "lacks-room",
        /// This system cannot download without staging.
        CannotDownload = "cannot-download",
        /// `version` is downloaded.
        Downloaded = "downloaded",
        /// `version` is staged and waits for a restart.
        Staged = "staged",
        /// The mode goes no further than looking.
        OnlyChecks = "only-checks",
        /// `version` is offered and is taken.
        Offered = "offered",
    }
}

dictionary! {
    /// What the service does by itself, and why.
    pub struct Policy: "Policy" {
        /// What was chosen: see [`PolicySettings`].
        "settings" settings: PolicySettings,
        /// What it does when it is next woken, as things stand.
        "step" step: PolicyStep,
        /// The version that the step is about.
        "version" version: Option<String>,
        /// Every reason for that, in a fixed order: see [`PolicyReason`].
        "reasons" reasons: Vec<PolicyReason>,
        /// The earliest time at which it can go on. Absent: never by itself, or not known.
        "next" ["s since 1970"] next: Option<u64>,
        /// When it was last woken.
        "last" ["s since 1970"] last: Option<u64>,
    }
}

dictionary! {
    /// What was chosen.
    pub struct PolicySettings: "PolicySettings" {
        /// How far it goes: `manual`, `check`, `download`, `stage`.
        "mode" mode: PolicyMode,
        /// Also on a metered network.
        "on-metered" on_metered: bool,
        /// Also while the battery is low.
        "on-low-battery" on_low_battery: bool,
        /// The days on which the window opens: `mon` to `sun`. Empty: always open.
        "window-days" window_days: Vec<String>,
        /// When it opens, `HH:MM`, local time. Empty without days.
        "window-start" window_start: String,
        /// When it closes, the next day if that is not later. Empty without days.
        "window-end" window_end: String,
        /// For how many days a version must have been public, 0 to 90.
        "wait-days" wait_days: u32,
        /// A version with an advisory of this severity or above does not wait: `never`, `low`, `moderate`, `important`, `critical`.
        "wait-override" wait_override: WaitOverride,
        /// How many earlier versions to keep, 0 to 10. 0: as libostree does it.
        "keep" keep: u32,
        /// Checksums or digests of versions that are not offered; nor is what came before them.
        "hidden" hidden: Vec<String>,
    }
}

dictionary! {
    /// A reason of the policy.
    pub struct PolicyReason: "PolicyReason" {
        /// Which.
        "reason" kind: ReasonKind,
        /// Whether it stands in the way now.
        "blocks" blocks: bool,
        /// Until when.
        "until" ["s since 1970"] until: Option<u64>,
        /// The version that it is about: its version string, or else its checksum.
        "version" version: Option<String>,
        /// The unit or program.
        "unit" unit: Option<String>,
        /// The job.
        "job" job: Option<String>,
        /// How often.
        "count" count: Option<u32>,
        /// The error.
        "error" error: Option<ErrorKind>,
        /// How grave.
        "severity" severity: Option<crate::advisories::Severity>,
    }
}

dictionary! {
    /// What `SetPolicy` changes: the keys of `PolicySettings`; one that is absent stays.
    pub struct PolicyChanges: "PolicyChanges" {
        /// As in `PolicySettings`.
        "mode" mode: Option<PolicyMode>,
        /// As in `PolicySettings`.
        "on-metered" on_metered: Option<bool>,
        /// As in `PolicySettings`.
        "on-low-battery" on_low_battery: Option<bool>,
        /// As in `PolicySettings`. Without days the window is gone, hours and all.
        "window-days" window_days: Option<Vec<String>>,
        /// As in `PolicySettings`.
        "window-start" window_start: Option<String>,
        /// As in `PolicySettings`.
        "window-end" window_end: Option<String>,
        /// As in `PolicySettings`.
        "wait-days" wait_days: Option<u32>,
        /// As in `PolicySettings`.
        "wait-override" wait_override: Option<WaitOverride>,
        /// As in `PolicySettings`.
        "keep" keep: Option<u32>,
        /// As in `PolicySettings`; all of them, so an empty list offers everything again.
        "hidden" hidden: Option<Vec<String>>,
    }
}

/// The days as `window-days` spells them, from Monday on.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Longest wait, in days.
pub const WAIT_MAX: u32 = 90;
/// Most earlier versions that are kept.
pub const KEEP_MAX: u32 = 10;
/// Most versions that are hidden.
pub const HIDDEN_MAX: usize = 32;
/// Shortest window, in minutes: the timer comes at least once in it.
pub const WINDOW_MIN: u32 = 60;

impl PolicyReason {
    /// A reason that stands in the way.
    #[must_use]
    pub fn against(kind: ReasonKind) -> Self {
        Self {
            blocks: true,
            ..Self::told(kind)
        }
    }

    /// A reason that only explains.
    #[must_use]
    pub fn told(kind: ReasonKind) -> Self {
        Self {
            kind,
            ..Self::default()
        }
    }
}
