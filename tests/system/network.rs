//! Everything that a network and a server can do wrong: which error it ends in, how soon,
//! and that nothing wrong is kept.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use waymark_lab::server::Wrong;
use waymark_lab::{BootOptions, Options};
use waymark_tests::{Caller, Stage};

/// A fault that shows at once ends in this time.
const SOON: Duration = Duration::from_secs(30);

/// What is asked of a remote.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ask {
    Check,
    History,
    Update,
}

impl Ask {
    fn fails(self, caller: &mut Caller, bound: Duration) -> Result<String> {
        let begun = Instant::now();
        let kind = match self {
            Self::Check => caller.fail("Check", "a{sv}", &json!([{}])),
            Self::History => caller.fail("History", "sua{sv}", &json!(["", 10, {}])),
            Self::Update => caller.fail("Update", "sa{sv}", &json!(["", {}])),
        }?;
        let took = begun.elapsed();
        ensure!(took < bound, "{self:?} took {took:?} to end in {kind}");
        Ok(kind)
    }
}

/// A system that is asked for updates while something is wrong with its remote.
pub(crate) struct Trial {
    pub(crate) stage: Stage,
    pub(crate) admin: Caller,
}

impl Trial {
    pub(crate) fn new(options: &Options) -> Result<Self> {
        let stage = Stage::with(options, &BootOptions::default())?;
        let admin = stage.caller("admin")?;
        Ok(Self { stage, admin })
    }

    pub(crate) fn check(&mut self) -> Result<Value> {
        self.admin.succeed("Check", "a{sv}", &json!([{}]))
    }

    /// What is asked ends in an error of this kind, and leaves everything as it was.
    pub(crate) fn ends_in(
        &mut self,
        what: &str,
        ask: Ask,
        kind: &str,
        bound: Duration,
    ) -> Result<()> {
        let context = || format!("{what}: {ask:?}");
        let before = self.stage.imprint()?;
        let found = ask.fails(&mut self.admin, bound).with_context(context)?;
        ensure!(found == kind, "{}: {found}, not {kind}", context());
        ensure!(
            self.stage.imprint()? == before,
            "{}: it left traces",
            context()
        );
        let repository = ["ostree", "fsck", "--quiet", "--repo=/sysroot/ostree/repo"];
        self.stage
            .machine()
            .system(repository)?
            .ok()
            .with_context(context)?;
        Ok(())
    }
}

/// What is wrong with which answers, and how asking ends then.
fn faults() -> Vec<(&'static str, Wrong, &'static str)> {
    vec![
        ("/", Wrong::Status(404), "NotFound"),
        ("/", Wrong::Status(503), "Offline"),
        ("/", Wrong::Redirected, "Offline"),
        ("/", Wrong::Overstated, "Offline"),
        ("/summary", Wrong::Endless, "Corrupt"),
        (".commit", Wrong::Corrupt, "Corrupt"),
        (".commit", Wrong::Truncated, "Corrupt"),
        (".commit", Wrong::Endless, "Corrupt"),
    ]
}

/// The same in the middle of a download.
fn faults_of_objects() -> Vec<(&'static str, Wrong, &'static str)> {
    vec![
        (".filez", Wrong::Status(404), "NotFound"),
        (".filez", Wrong::Status(503), "Offline"),
        (".filez", Wrong::Redirected, "Offline"),
        (".filez", Wrong::Corrupt, "Corrupt"),
        (".filez", Wrong::Truncated, "Corrupt"),
        (".filez", Wrong::Overstated, "Offline"),
        (".filez", Wrong::Endless, "Corrupt"),
        (".dirtree", Wrong::Corrupt, "Corrupt"),
        (".dirtree", Wrong::Truncated, "Corrupt"),
        (".dirtree", Wrong::Endless, "Corrupt"),
    ]
}

#[test]
fn a_wrong_answer_ends_looking_in_its_error_and_is_forgotten() -> Result<()> {
    let mut trial = Trial::new(&Options::default())?;
    for (part, wrong, kind) in faults() {
        let what = format!("{part} {wrong:?}");
        for ask in [Ask::Check, Ask::History, Ask::Update] {
            trial.stage.server.set_wrong(part, wrong.clone());
            trial.ends_in(&what, ask, kind, SOON)?;
            trial.stage.server.mend();
        }
    }
    trial.check()?;
    trial
        .admin
        .succeed("History", "sua{sv}", &json!(["", 10, {}]))?;
    trial.admin.update()?;
    Ok(())
}

#[test]
fn a_wrong_object_ends_an_update_in_its_error_and_is_not_kept() -> Result<()> {
    let mut trial = Trial::new(&Options::default())?;
    for (part, wrong, kind) in faults_of_objects() {
        let what = format!("{part} {wrong:?}");
        trial.check()?;
        trial.stage.server.set_wrong(part, wrong);
        trial.ends_in(&what, Ask::Update, kind, SOON)?;
        trial.stage.server.mend();
        trial.admin.update().context(what)?;
        trial
            .stage
            .sample
            .publish(&trial.stage.sample.random_version()?)?;
    }
    Ok(())
}
