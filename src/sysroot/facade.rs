//! The crate's face: async calls that run on threads of its own.

use std::path::{Path, PathBuf};

use waymark_model::{
    Change, Comparison, Deployment, Error, ErrorKind, FileDifference, KernelArgumentChanges,
    Package, Ref, Result, Stream,
};

use crate::{
    boot_list, check,
    choose::Choice,
    clean_up,
    commit::Commit,
    compare,
    control::Control,
    deploy, etc, history, kernel_arguments, open,
    outcome::{Applied, CleanedUp, HistoryPage},
    outline,
    outline::Outline,
    read,
    read::Snapshot,
    search, space, streams, watch,
    watch::Changes,
    worker::Worker,
};

/// An OSTree system. Clones share its threads.
///
/// One operation that writes runs at a time, in the order of the calls; reading
/// does not wait for it, nor for the walk through a whole deployment. Dropping a call's future does not stop what it began:
/// [`Control::stop`] does.
#[derive(Clone, Debug)]
pub struct Sysroot {
    path: Option<PathBuf>,
    reader: Worker,
    writer: Worker,
    walker: Worker,
}

impl Sysroot {
    /// The sysroot at `path`, or the system's own. Opens nothing yet.
    ///
    /// # Errors
    /// If the threads cannot be started.
    pub fn new(path: Option<PathBuf>) -> Result<Self> {
        Ok(Self {
            path,
            reader: Worker::start("sysroot-read")?,
            writer: Worker::start("sysroot-write")?,
            walker: Worker::start("sysroot-walk")?,
        })
    }

    /// What the system is made of now. Local.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn read(&self) -> Result<Snapshot> {
        self.reading(read::snapshot).await
    }

    /// What only the disk tells of the system; far less to read than all. Local.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn outline(&self) -> Result<Outline> {
        self.reading(outline::outline).await
    }

    /// One deployment with all that is known of it. Local.
    ///
    /// # Errors
    /// `NotFound` if there is none with this id.
    pub async fn deployment(&self, id: &str) -> Result<Deployment> {
        let id = id.to_owned();
        let read = move |sysroot: &ostree::Sysroot| read::deployment(sysroot, &id);
        let (deployment, room) = self.reading(read).await?;
        let frees = match room {
            Some(room) => self.walker.run(move || Ok(room.bytes())).await?,
            None => None,
        };
        Ok(Deployment {
            frees,
            ..deployment
        })
    }

    /// Compares two versions as far as they are on this disk, their files only if asked
    /// to. Local.
    ///
    /// # Errors
    /// `NotFound` if one of them is not known here; `InvalidArgument`, which names
    /// `from` or `to`, if one is no checksum.
    pub async fn compare(&self, from: &Ref, to: &Ref, files: bool) -> Result<Comparison> {
        let (from, to) = (from.clone(), to.clone());
        self.reading(move |sysroot| compare::compare(sysroot, &from, &to, files))
            .await
    }

    /// Packages of the running version whose name or summary holds `text`, those
    /// with it in their name first, at most `limit`. Local.
    ///
    /// # Errors
    /// If the package database is damaged.
    pub async fn search(&self, text: &str, limit: usize) -> Result<Vec<Package>> {
        let text = text.to_owned();
        self.reading(move |sysroot| search::search(sysroot, &text, limit))
            .await
    }

    /// The files of /etc that differ from the published ones, by path. Local.
    ///
    /// # Errors
    /// `NotSupported` if no deployment of this system runs.
    pub async fn local_changes(&self) -> Result<Vec<Change>> {
        self.reading(etc::changes).await
    }

    /// How a file below `/etc/` differs from the published one. What not everyone
    /// may read is shown only with `secret`. Local.
    ///
    /// # Errors
    /// `InvalidArgument` if the path is none below `/etc/`; `NotFound` if nothing
    /// differs there.
    pub async fn file_difference(&self, path: &str, secret: bool) -> Result<FileDifference> {
        let path = path.to_owned();
        self.reading(move |sysroot| etc::difference(sysroot, &path, secret))
            .await
    }

    /// All packages of a version by name; `None` if they are not known here. Local.
    ///
    /// # Errors
    /// If the package database is damaged.
    pub async fn packages(&self, checksum: &str) -> Result<Option<Vec<Package>>> {
        let checksum = checksum.to_owned();
        self.reading(move |sysroot| search::packages(sysroot, &checksum))
            .await
    }

    /// Says when the system may have changed. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// If the kernel gives no watches.
    pub fn changes(&self) -> Result<Changes> {
        watch::changes(self.path.as_deref())
    }

    /// Asks the remote for the newest version, or fetches what comparing with
    /// `target` needs. [`Sysroot::read`] then says what is offered; with a choice that the
    /// newest version does not fit, also the newest of those that do.
    ///
    /// # Errors
    /// `Offline`, `Signature`, `NotFound`, `Cancelled` and others.
    pub async fn check(
        &self,
        target: Option<&Ref>,
        choice: Option<&Choice>,
        control: &Control,
    ) -> Result<()> {
        let (target, choice, control) = (target.cloned(), choice.cloned(), control.clone());
        let path = self.path.clone();
        self.writer
            .run(move || {
                let sysroot = open::for_writing(path.as_deref())?;
                check::check(&sysroot, target.as_ref(), choice.as_ref(), &control)
            })
            .await
    }

    /// Downloads and stages what the stream offers, which must be `version` if
    /// one is given. With a choice that may be the version that fits it.
    ///
    /// # Errors
    /// `Conflict` if the stream offers something else by now; `NoSpace` before
    /// anything is downloaded; `Offline`, `Signature`, `Corrupt`, `Busy`,
    /// `Cancelled` and others. Nothing is staged then.
    pub async fn update(
        &self,
        version: Option<&str>,
        choice: Option<&Choice>,
        control: &Control,
    ) -> Result<Applied> {
        let (version, choice) = (version.map(str::to_owned), choice.cloned());
        self.writing(control, move |path, control| {
            deploy::update(path, version.as_deref(), choice.as_ref(), control)
        })
        .await
    }

    /// The same without staging.
    ///
    /// # Errors
    /// As in [`Sysroot::update`].
    pub async fn download(
        &self,
        version: Option<&str>,
        choice: Option<&Choice>,
        control: &Control,
    ) -> Result<Applied> {
        let (version, choice) = (version.map(str::to_owned), choice.cloned());
        self.writing(control, move |path, control| {
            deploy::fetch(path, version.as_deref(), choice.as_ref(), control)
        })
        .await
    }

    /// Whether all of a version is on this disk. Local.
    ///
    /// # Errors
    /// If the repository cannot be read.
    pub async fn is_here(&self, checksum: &str) -> Result<bool> {
        let checksum = checksum.to_owned();
        self.reading(move |sysroot| {
            let found = Commit::find(&sysroot.repo(), &checksum)?;
            Ok(found.is_some_and(|found| found.complete))
        })
        .await
    }

    /// Makes a deployment next, or stages a version that only the remote has.
    ///
    /// # Errors
    /// `NotFound` if it is gone; for a version of the remote as in [`Sysroot::update`].
    pub async fn restore(&self, target: &Ref, control: &Control) -> Result<Applied> {
        let target = target.clone();
        self.writing(control, move |path, control| match &target {
            Ref::Deployment(id) => boot_list::restore(path, id, control),
            Ref::Version(checksum) => deploy::restore_version(path, checksum, control),
        })
        .await
    }

    /// Drops what is staged.
    ///
    /// # Errors
    /// `Busy` if another program holds the system.
    pub async fn discard(&self, control: &Control) -> Result<Applied> {
        self.writing(control, boot_list::discard).await
    }

    /// Pins or unpins a deployment.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` for a staged one.
    pub async fn set_pinned(&self, id: &str, pinned: bool, control: &Control) -> Result<Applied> {
        let id = id.to_owned();
        self.writing(control, move |path, control| {
            boot_list::set_pinned(path, &id, pinned, control)
        })
        .await
    }

    /// Deletes deployments: all that are named or none.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` for the running one and for pinned ones.
    pub async fn delete(&self, ids: &[String], control: &Control) -> Result<Applied> {
        let ids = ids.to_vec();
        self.writing(control, move |path, control| {
            boot_list::delete(path, &ids, control)
        })
        .await
    }

    /// Removes the deployments beyond `keep` earlier ones that are neither running,
    /// next, staged nor pinned, and everything in the repository that nothing needs.
    ///
    /// # Errors
    /// `Busy` if another program holds the system.
    pub async fn clean_up(&self, keep: u32, control: &Control) -> Result<CleanedUp> {
        self.writing(control, move |path, control| {
            clean_up::clean_up(path, keep, control)
        })
        .await
    }

    /// Stages what starts next once more, with changed kernel arguments.
    ///
    /// # Errors
    /// `Conflict` if the line is not the one that the caller saw; `InvalidArgument`,
    /// which names the key, if an argument to delete or replace is not there.
    pub async fn change_kernel_arguments(
        &self,
        changes: &KernelArgumentChanges,
        control: &Control,
    ) -> Result<Applied> {
        let changes = changes.clone();
        self.writing(control, move |path, control| {
            kernel_arguments::change(path, &changes, control)
        })
        .await
    }

    /// What the followed remote offers to follow; empty if it lists nothing. `followed`
    /// is what is followed, if it is not what the running deployment says.
    ///
    /// # Errors
    /// `Offline`, `Signature`, `Cancelled` and others.
    pub async fn streams(&self, followed: Option<&str>, control: &Control) -> Result<Vec<Stream>> {
        let followed = followed.map(str::to_owned);
        self.writing(control, move |path, control| {
            streams::list(&open::for_writing(path)?, followed.as_deref(), control)
        })
        .await
    }

    /// Downloads and stages the newest version of another stream, and follows that.
    ///
    /// # Errors
    /// `NotFound` if the remote has no such stream; otherwise as in [`Sysroot::update`].
    pub async fn rebase(&self, stream: &str, control: &Control) -> Result<Applied> {
        let stream = stream.to_owned();
        self.writing(control, move |path, control| {
            deploy::rebase(path, &stream, control)
        })
        .await
    }

    /// Fetches what is needed to compare with the newest version of a stream, and
    /// says which that is.
    ///
    /// # Errors
    /// As in [`Sysroot::check`].
    pub async fn look_at(&self, stream: &str, control: &Control) -> Result<Ref> {
        let stream = stream.to_owned();
        self.writing(control, move |path, control| {
            check::look_at(&open::for_writing(path)?, &stream, control)
        })
        .await
    }

    /// Lists versions of the stream, the newest first, from the remote: from
    /// `cursor` on, at most `limit` (and at most 200). `followed` is the stream, if it
    /// is not what the running deployment says.
    ///
    /// # Errors
    /// `Offline`, `InvalidArgument` for a cursor that is none, and others.
    pub async fn history(
        &self,
        followed: Option<&str>,
        cursor: &str,
        limit: u32,
        control: &Control,
    ) -> Result<HistoryPage> {
        let followed = followed.map(str::to_owned);
        let cursor = cursor.to_owned();
        self.writing(control, move |path, control| {
            let sysroot = open::for_writing(path)?;
            history::page(&sysroot, followed.as_deref(), &cursor, limit, control)
        })
        .await
    }

    async fn reading<T: Send + 'static>(
        &self,
        read: impl FnOnce(&ostree::Sysroot) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let path = self.path.clone();
        self.reader
            .run(move || read(&open::for_reading(path.as_deref())?))
            .await
    }

    async fn writing<T: Send + 'static>(
        &self,
        control: &Control,
        write: impl FnOnce(Option<&Path>, &Control) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (path, control) = (self.path.clone(), control.clone());
        self.writer
            .run(move || {
                let path = path.as_deref();
                write(path, &control).map_err(|error| named(path, error))
            })
            .await
    }
}

/// Says which file system lacks room where that was not said with more knowledge.
fn named(path: Option<&Path>, error: Error) -> Error {
    if error.kind != ErrorKind::NoSpace || error.fields.filesystem.is_some() {
        return error;
    }
    match open::for_reading(path) {
        Ok(sysroot) => space::tell(&sysroot.repo(), error),
        Err(_) => error,
    }
}
