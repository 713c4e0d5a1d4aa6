//! From what a transaction says to one bar.
//!
//! A transaction goes through stages, always in the same order: it looks, pulls
//! the base, assembles packages on top, stages, tidies up. Each fills a part of the
//! bar; how large one depends on what is expected. A stage that does not come is
//! jumped over. rpm-ostreed tells a measure within a stage in five ways (see
//! [`Meter::see`]) and sometimes none; then the bar stands and the step is shown.

use std::ops::Range;

use waymark_model::Step;

use super::{
    events::{Download, Event},
    sizes::{bracketed, counted, numbered, size},
};

/// Which of the long stages will probably come; a wrong guess makes the bar less
/// even and does nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Expect {
    /// The base is pulled.
    pub(crate) pull: bool,
    /// Packages are put on top of the base.
    pub(crate) packages: bool,
}

impl Expect {
    /// What the title of a transaction lets expect.
    pub(crate) fn of_title(title: &str) -> Self {
        let starts = |words: &[&str]| words.iter().any(|word| title.starts_with(word));
        Self {
            pull: starts(&["upgrade", "rebase", "deploy", "package-diff"])
                && !title.contains("check only"),
            packages: starts(&["install", "uninstall", "override", "refresh-md"]),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Look,
    Pull,
    Packages,
    Deploy,
    Tidy,
}

/// Follows one transaction.
#[derive(Clone, Debug)]
pub(crate) struct Meter {
    expect: Expect,
    fraction: f64,
    step: Step,
    bytes: (u64, u64),
    /// Bytes of the image's layer that is being fetched.
    layer: u64,
    /// Bytes of the layer that was said to be done last.
    done: u64,
    /// How many repositories are enabled, and how many were begun with in this step.
    repositories: (u32, u32),
    repository: String,
}

impl Meter {
    /// A bar at its start.
    pub(crate) fn new(expect: Expect) -> Self {
        Self {
            expect,
            fraction: 0.0,
            step: Step::Preparing,
            bytes: (0, 0),
            layer: 0,
            done: 0,
            repositories: (1, 0),
            repository: String::new(),
        }
    }

    /// Overall, 0 to 1; 1 only after a success. It never falls.
    pub(crate) fn fraction(&self) -> f64 {
        self.fraction
    }

    /// What it does now.
    pub(crate) fn step(&self) -> Step {
        self.step
    }

    /// Bytes transferred, and of how many (0: unknown). Never more than of how many.
    pub(crate) fn bytes(&self) -> (u64, u64) {
        match self.bytes {
            (done, 0) => (done, 0),
            (done, total) => (done, total.max(done)),
        }
    }

    /// Takes in what the transaction said.
    pub(crate) fn see(&mut self, event: &Event) {
        if !matches!(event, Event::Finished { success: false, .. }) {
            self.layer_done();
        }
        match event {
            Event::Title(title) => self.titled(title),
            Event::Signatures { .. } => self.at(Stage::Look, 0.5, Step::FetchingMetadata),
            Event::Download(download) => self.downloaded(*download),
            Event::Message(text) => self.told(text),
            Event::TaskBegin(text) => self.begun(text),
            Event::TaskEnd(_) => self.ended(),
            Event::Percent { text, percentage } => self.measured(text, *percentage),
            Event::ProgressEnd | Event::Finished { success: false, .. } => {}
            Event::Finished { success: true, .. } => self.fraction = 1.0,
        }
    }

    fn titled(&mut self, title: &str) {
        let step = match title {
            "cleanup" => Step::CleaningUp,
            "rollback" | "clear-rollback" | "modify-yum-repo" | "finalize-deployment" => {
                Step::Writing
            }
            "upgrade (check only)" | "package-diff" => Step::Checking,
            _ if title.starts_with("refresh-md") => Step::FetchingMetadata,
            // It may be announced after the first message.
            _ => self.step,
        };
        self.at(Stage::Look, 0.1, step);
    }

    fn told(&mut self, text: &str) {
        if text.starts_with("Pulling manifest: ") {
            self.at(Stage::Look, 0.3, Step::Checking);
        } else if text.starts_with("Importing: ") {
            self.at(Stage::Look, 1.0, Step::FetchingMetadata);
        } else if text.contains(" layers needed: ") {
            let more = bracketed(text).unwrap_or(0);
            self.bytes.1 = self.bytes.1.saturating_add(more);
        } else if text.contains(" content objects fetched; ") {
            self.pulled(text);
        } else if let Some(repositories) = text.strip_prefix("Enabled rpm-md repositories:") {
            let count = repositories.split_whitespace().count();
            self.repositories = (u32::try_from(count).unwrap_or(1).max(1), 0);
        } else if text.starts_with("Moving '") || text.starts_with("Bootloader updated") {
            self.at(Stage::Deploy, 0.5, Step::Writing);
        } else if text.starts_with("Pruned images: ") || text.starts_with("Freed: ") {
            self.at(Stage::Tidy, 0.9, Step::CleaningUp);
        }
    }

    /// The end of a pull, in libostree's words: “18 metadata, 14 content objects
    /// fetched; 4231 KiB transferred in 0 seconds; …”. A deployment by its version
    /// pulls descriptions alone before.
    fn pulled(&mut self, text: &str) {
        let transferred = text
            .split("; ")
            .find(|part| part.contains(" transferred in "));
        let bytes = transferred.and_then(size).unwrap_or(0);
        self.bytes.0 = self.bytes.0.max(bytes);
        if text.contains(", 0 content objects ") {
            self.at(Stage::Look, 0.8, self.step);
        } else {
            self.at(Stage::Pull, 1.0, Step::Downloading);
        }
    }

    fn begun(&mut self, text: &str) {
        if let Some(((number, of), rest)) = numbered(text)
            && rest.starts_with("Fetching ")
        {
            self.layer_begun(number, of, bracketed(rest).unwrap_or(0));
            return;
        }
        if text == "Staging deployment" {
            self.at(Stage::Deploy, 0.0, Step::Staging);
        } else if let Some((from, step)) = package_step(text) {
            self.at(Stage::Packages, from, step);
        } else if text.starts_with("Updating /") || text.starts_with("Computing /etc") {
            self.at(Stage::Tidy, 0.5, Step::Writing);
        } else if text.starts_with("Running systemd-tmpfiles") {
            self.at(Stage::Tidy, 0.8, Step::Writing);
        }
    }

    /// Nothing is said while a layer is fetched, so only whole layers count: the
    /// bar waits at what is there instead of promising what is not.
    fn layer_begun(&mut self, number: u32, of: u32, bytes: u64) {
        self.layer = bytes;
        let within = match self.bytes {
            (_, 0) => f64::from(number.saturating_sub(1)) / f64::from(of),
            (done, total) => done as f64 / total as f64,
        };
        self.at(Stage::Pull, within, Step::Downloading);
    }

    fn ended(&mut self) {
        self.done = std::mem::take(&mut self.layer);
        if self.step == Step::Staging && self.fraction >= self.part(Stage::Deploy).start {
            self.at(Stage::Deploy, 1.0, Step::Staging);
        }
    }

    /// A layer that breaks off is said to be done as well, just before the end. So
    /// it counts with the next thing that is said.
    fn layer_done(&mut self) {
        let done = std::mem::take(&mut self.done);
        let (before, total) = self.bytes;
        if done == 0 || total == 0 {
            return;
        }
        // Each size is rounded, so their sum may pass the total a little.
        self.bytes.0 = before.saturating_add(done).min(total);
        let within = self.bytes.0 as f64 / total as f64;
        self.at(Stage::Pull, within, Step::Downloading);
    }

    fn downloaded(&mut self, download: Download) {
        let ratio = |done: u32, all: u32| f64::from(done) / f64::from(all.max(1));
        let (parts, of_parts, delta_bytes) = download.delta;
        let (fetched, requested) = download.content;
        self.bytes.0 = self.bytes.0.max(download.bytes);
        if of_parts > 0 {
            self.bytes.1 = delta_bytes.max(self.bytes.0);
            self.at(Stage::Pull, ratio(parts, of_parts), Step::Downloading);
        } else if download.outstanding_metadata > 0 || requested == 0 {
            // What is to be fetched is still being found out, so no share is known.
            self.at(Stage::Pull, 0.0, Step::FetchingMetadata);
        } else {
            self.at(Stage::Pull, ratio(fetched, requested), Step::Downloading);
        }
    }

    fn measured(&mut self, text: &str, percentage: u32) {
        let within = match counted(text) {
            // Counted steps say 0 per cent until the end.
            Some((at, of)) => f64::from(at.min(of)) / f64::from(of),
            None => f64::from(percentage.min(100)) / 100.0,
        };
        let (part, step) = if text.starts_with("Updating metadata for ") {
            (
                self.repository_part(text, 0.08..0.30),
                Step::FetchingMetadata,
            )
        } else if text.starts_with("Importing rpm-md") {
            (0.30..0.36, Step::FetchingMetadata)
        } else if text.starts_with("Downloading from ") {
            (self.repository_part(text, 0.40..0.60), Step::Downloading)
        } else if text.starts_with("Importing packages") {
            (0.60..0.70, Step::Staging)
        } else if text.starts_with("Relabeling") {
            (0.70..0.74, Step::Staging)
        } else if text.starts_with("Checking out") || text.starts_with("Processing packages") {
            (0.74..0.82, Step::Staging)
        } else {
            return;
        };
        let within = part.start + (part.end - part.start) * within;
        self.at(Stage::Packages, within, step);
    }

    /// The part of a step that one of several repositories fills.
    fn repository_part(&mut self, text: &str, whole: Range<f64>) -> Range<f64> {
        if self.repository != text {
            text.clone_into(&mut self.repository);
            self.repositories.1 = self.repositories.1.saturating_add(1);
        }
        // Where the repositories are counted anew the text may be that of before.
        let (all, begun) = (self.repositories.0, self.repositories.1.max(1));
        // Downloads come after the metadata and count anew.
        let number = f64::from((begun - 1) % all);
        let share = (whole.end - whole.start) / f64::from(all);
        let start = whole.start + share * number;
        start..start + share
    }

    /// The bar reaches this point of a stage, unless it is further already.
    fn at(&mut self, stage: Stage, within: f64, step: Step) {
        let part = self.part(stage);
        let reached = part.start + (part.end - part.start) * within.clamp(0.0, 1.0);
        self.fraction = self.fraction.max(reached);
        self.step = step;
    }

    fn part(&self, stage: Stage) -> Range<f64> {
        let weights = [
            (Stage::Look, 3.0),
            (Stage::Pull, if self.expect.pull { 60.0 } else { 1.0 }),
            (
                Stage::Packages,
                if self.expect.packages { 40.0 } else { 1.0 },
            ),
            (Stage::Deploy, 12.0),
            (Stage::Tidy, 2.0),
        ];
        let sum = |upto: &dyn Fn(Stage) -> bool| -> f64 {
            weights
                .iter()
                .filter(|(one, _)| upto(*one))
                .map(|(_, w)| w)
                .sum()
        };
        let all = sum(&|_| true);
        sum(&|one| one < stage) / all..sum(&|one| one <= stage) / all
    }
}

/// Where within the packages' stage a step without a measure begins.
fn package_step(text: &str) -> Option<(f64, Step)> {
    let known = [
        ("Checking out tree", 0.0, Step::Preparing),
        ("Resolving dependencies", 0.36, Step::Resolving),
        ("Running systemd-sysusers", 0.82, Step::Staging),
        ("Running pre scripts", 0.84, Step::Staging),
        ("Running post scripts", 0.86, Step::Staging),
        ("Running posttrans scripts", 0.90, Step::Staging),
        ("Generating initramfs", 0.92, Step::MakingInitramfs),
        ("Writing rpmdb", 0.95, Step::Staging),
        ("Writing OSTree commit", 0.96, Step::Staging),
    ];
    let (_, from, step) = known.iter().find(|(start, ..)| text.starts_with(start))?;
    Some((*from, *step))
}
