//! What an engine is: the part that drives one kind of atomic system.
//!
//! An engine knows neither the bus contract, nor polkit, nor another engine.

use std::collections::HashMap;

use futures_util::{
    FutureExt, StreamExt,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use waymark_model::{
    Action, ActionName, Advisory, Change, Comparison, Deployment, Error, ErrorKind, FileDifference,
    FollowedTag, Holder, Package, Ref, RemoteVersion, Repository, Result, Severity, Stream, System,
    Update, deployment::beyond,
};

use crate::{
    jobs::JobContext,
    policy::{Choice, Withheld},
};

/// What the system is at one moment, read from the system itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The system as a whole, and what can work on it.
    pub system: System,
    /// In boot order: what starts next first.
    pub deployments: Vec<Deployment>,
    /// What the last check found, if it is not on this disk as a deployment that is next.
    pub update: Option<Update>,
    /// By id: what tells a deployment from an earlier one of the same id, such as the
    /// identity of its folder. Ids that the engine cannot tell apart are left out.
    pub incarnations: HashMap<String, u64>,
    /// A version between what runs and `update` that fits what was [chosen](Engine::choose),
    /// where `update` does not. Not told to anyone as it is: see [`policy`](crate::policy).
    pub older: Option<Update>,
    /// The newest version, where the policy does not let it be offered.
    pub withheld: Option<Withheld>,
    /// How grave the faults are for which the offered version does not wait.
    pub urgent: Option<Severity>,
    /// What the engine cannot do on this system.
    pub limits: Limits,
}

/// What an engine cannot do on a system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// It takes the newest version or none.
    pub newest_only: bool,
    /// It cannot download without staging.
    pub no_download: bool,
}

impl State {
    /// The deployment of this id.
    #[must_use]
    pub fn deployment(&self, id: &str) -> Option<&Deployment> {
        self.deployments.iter().find(|one| one.id == id)
    }

    /// The deployment of this id, named by an argument of a call.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn known(&self, argument: &str, id: &str) -> Result<&Deployment> {
        self.deployment(id).ok_or_else(|| {
            let message = format!("there is no deployment “{id}”");
            Error::new(ErrorKind::NotFound, message).with(|fields| {
                fields.argument = Some(argument.to_owned());
                fields.reference = Some(Ref::Deployment(id.to_owned()).to_string());
            })
        })
    }

    /// The deployment that starts next.
    #[must_use]
    pub fn next(&self) -> Option<&Deployment> {
        self.deployments.iter().find(|one| one.next)
    }

    /// Ids of what a clean-up removes that leaves `keep` earlier versions.
    #[must_use]
    pub fn beyond(&self, keep: u32) -> Vec<String> {
        beyond(&self.deployments, keep)
            .map(|one| one.id.clone())
            .collect()
    }
}

/// What an engine says that it did. The system is read again before this is believed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    /// The system was so already.
    pub unchanged: bool,
    /// Id of the deployment that was made or meant.
    pub deployment: Option<String>,
    /// How much room was made, in bytes.
    pub freed: Option<u64>,
    /// Versions of the remote (History).
    pub versions: Option<Vec<RemoteVersion>>,
    /// Where the next History goes on.
    pub cursor: Option<String>,
    /// Whether the remote has more versions than were read (History); absent: not known.
    pub incomplete: Option<bool>,
    /// How the followed tag stands to the versions (first page of a History, of images).
    pub followed_tag: Option<FollowedTag>,
    /// Packages that were found (Search), or what package files hold.
    pub packages: Option<Vec<Package>>,
    /// What could be followed (`ListStreams`).
    pub streams: Option<Vec<Stream>>,
    /// What a dry run says would change.
    pub changes: Option<Vec<Change>>,
    /// The version that the system was held at, if this gives that up.
    pub ends_hold: Option<String>,
}

impl Done {
    /// The same, with the hold that it gave up. Nothing is given up where nothing was done.
    #[must_use]
    pub fn ending_hold(self, ends_hold: Option<String>) -> Self {
        Self {
            ends_hold: ends_hold.filter(|_| !self.unchanged),
            ..self
        }
    }
}

/// Something that another program does to the system, through what the engine drives.
pub struct Foreign {
    /// What it comes closest to.
    pub action: ActionName,
    /// Whose it is.
    pub holder: Holder,
    /// Follows it to its end and reports as for a job; a stop asks the other program's
    /// work to end.
    pub follow: FollowForeign,
}

/// See [`Foreign::follow`].
pub type FollowForeign = Box<dyn FnOnce(JobContext) -> BoxFuture<'static, Result<Done>> + Send>;

/// Drives one kind of atomic system. Reads are cheap; `perform` runs one action.
pub trait Engine: Send + Sync {
    /// Reads the system.
    fn read(&self) -> BoxFuture<'_, Result<State>>;

    /// One deployment with all that is known of it.
    fn deployment<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Deployment>>;

    /// What may be offered, from now on; for engines that can find an older version.
    fn choose(&self, _choice: Choice) {}

    /// Says when the system may have changed and should be read again.
    fn changes(&self) -> BoxStream<'static, ()>;

    /// Runs one action to its end. Whoever calls holds the right to change the system.
    fn perform<'a>(
        &'a self,
        action: &'a Action,
        job: &'a JobContext,
    ) -> BoxFuture<'a, Result<Done>>;

    /// Compares two versions as far as they are on this disk; their files, which takes
    /// longer, only if asked to.
    fn compare<'a>(
        &'a self,
        from: &'a Ref,
        to: &'a Ref,
        files: bool,
    ) -> BoxFuture<'a, Result<Comparison>>;

    /// Ids of the polkit actions with which the program behind the engine guards the same.
    /// An explicit *no* to one of them stands, though the engine acts as root.
    fn guards(&self, _action: &Action) -> Vec<&'static str> {
        Vec::new()
    }

    /// The same for a comparison, which anyone may ask for here.
    fn comparison_guards(&self) -> &'static [&'static str] {
        &[]
    }

    /// What other programs begin to do to the system through what the engine drives.
    fn foreign(&self) -> BoxStream<'static, Foreign> {
        stream::pending().boxed()
    }

    /// The package repositories of the system.
    fn repositories(&self) -> BoxFuture<'_, Result<Vec<Repository>>> {
        future::ready(Ok(Vec::new())).boxed()
    }

    /// The advisories of the update that [`Engine::read`] tells, the gravest first.
    fn advisories(&self) -> BoxFuture<'_, Result<Vec<Advisory>>> {
        future::ready(Ok(Vec::new())).boxed()
    }

    /// The files of /etc that differ from the published ones, by path.
    fn local_changes(&self) -> BoxFuture<'_, Result<Vec<Change>>> {
        future::ready(Err(no_drift())).boxed()
    }

    /// How a file below `/etc/` differs from the published one. What not everyone may
    /// read is shown only with `secret`.
    fn file_difference<'a>(
        &'a self,
        _path: &'a str,
        _secret: bool,
    ) -> BoxFuture<'a, Result<FileDifference>> {
        future::ready(Err(no_drift())).boxed()
    }

    /// Packages of the running base whose name holds `text`, at most `limit`.
    fn search_base<'a>(
        &'a self,
        text: &'a str,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Package>>>;
}

fn no_drift() -> Error {
    let message = "this kind of system does not keep /etc as it was published";
    Error::new(ErrorKind::NotSupported, message)
}
