//! The service's object, as far as a client can tell.

use std::{
    os::unix::net::UnixStream,
    sync::{Arc, Mutex},
};

use waymark_client::Snapshot;
use waymark_model::{
    Advisory, Change, ChangeSummary, Deployment, Dict, Dictionary, Error, KernelArgumentChanges,
    Package, Repository,
};
use zbus::{
    Connection, OwnedFd, OwnedObjectPath, interface,
    message::{Flags, Header},
};

use super::{
    MockJob, believable,
    believable::{Asked, Files},
    refusal::Refusal,
};

/// A call that was made.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    /// The method.
    pub(crate) method: String,
    /// Its arguments, as Rust prints them, options last as sorted pairs.
    pub(crate) arguments: String,
    /// Whether the caller permits a question to the user.
    pub(crate) interactive: bool,
}

/// What it tells and notes.
#[derive(Default)]
pub(super) struct Inner {
    pub(super) snapshot: Snapshot,
    pub(super) calls: Vec<Call>,
    pub(super) refusal: Option<Error>,
    pub(super) job: OwnedObjectPath,
    /// Whether the newer actions answer as a real system would.
    pub(super) believable: bool,
    pub(super) started: u32,
    pub(super) repositories: Vec<Repository>,
    pub(super) advisories: Vec<Advisory>,
    pub(super) watchers: Vec<UnixStream>,
}

/// The object; the test's hand on it is [`Mock`](super::Mock).
pub(super) struct Served(pub(super) Arc<Mutex<Inner>>);

impl Served {
    fn note(&self, header: &Header<'_>, arguments: impl std::fmt::Debug, options: &Dict) {
        let mut options: Vec<String> = options
            .iter()
            .map(|(key, value)| format!("{key}={}", **value))
            .collect();
        options.sort();
        self.0.lock().unwrap().calls.push(Call {
            method: header.member().unwrap().to_string(),
            arguments: format!("{arguments:?} {}", options.join(" "))
                .trim()
                .to_owned(),
            interactive: header
                .primary()
                .flags()
                .contains(Flags::ALLOW_INTERACTIVE_AUTH),
        });
    }

    fn action(
        &self,
        header: &Header<'_>,
        arguments: impl std::fmt::Debug,
        options: &Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.note(header, arguments, options);
        let inner = self.0.lock().unwrap();
        match &inner.refusal {
            Some(error) => Err(Refusal::new(error)),
            None => Ok(inner.job.clone()),
        }
    }

    /// As [`action`](Self::action), but a believable stand-in starts a job that has
    /// ended as it would on a real system.
    async fn answer(
        &self,
        connection: &Connection,
        header: &Header<'_>,
        asked: &Asked,
        options: &Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        let path = self.action(header, asked, options)?;
        let number = {
            let mut inner = self.0.lock().unwrap();
            if !inner.believable {
                return Ok(path);
            }
            inner.started += 1;
            FIRST_BELIEVABLE + inner.started
        };
        let snapshot = self.0.lock().unwrap().snapshot.clone();
        let result = believable::result(asked, options, &snapshot);
        let job = MockJob::serve(connection, number, asked.action()).await;
        job.end_with(result, false).await;
        Ok(job.path().to_owned().try_into().unwrap())
    }
}

/// Jobs of tests have lower numbers.
const FIRST_BELIEVABLE: u32 = 100;

#[interface(name = "io.github.waymarkos.Waymark1")]
impl Served {
    #[zbus(property(emits_changed_signal = "const"))]
    fn api_version(&self) -> u32 {
        self.0.lock().unwrap().snapshot.api_version
    }
    #[zbus(property)]
    fn generation(&self) -> u64 {
        self.0.lock().unwrap().snapshot.generation
    }
    #[zbus(property)]
    fn system(&self) -> Dict {
        self.0.lock().unwrap().snapshot.system.to_dict()
    }
    #[zbus(property)]
    fn deployments(&self) -> Vec<Dict> {
        dicts(&self.0.lock().unwrap().snapshot.deployments)
    }
    #[zbus(property, name = "Update")]
    fn available(&self) -> Dict {
        let inner = self.0.lock().unwrap();
        let update = inner.snapshot.update.as_ref();
        update.map(Dictionary::to_dict).unwrap_or_default()
    }
    #[zbus(property)]
    fn last_check(&self) -> Dict {
        self.0.lock().unwrap().snapshot.last_check.to_dict()
    }
    #[zbus(property)]
    fn jobs(&self) -> Vec<OwnedObjectPath> {
        let jobs = self.0.lock().unwrap().snapshot.jobs.clone();
        jobs.into_iter()
            .map(|job| job.try_into().unwrap())
            .collect()
    }
    #[zbus(property)]
    fn policy(&self) -> Dict {
        self.0.lock().unwrap().snapshot.policy.to_dict()
    }
    #[zbus(property)]
    fn results(&self) -> Vec<Dict> {
        dicts(&self.0.lock().unwrap().snapshot.results)
    }

    #[zbus(property)]
    fn last_start(&self) -> Dict {
        let inner = self.0.lock().unwrap();
        let last = inner.snapshot.last_start.as_ref();
        last.map(Dictionary::to_dict).unwrap_or_default()
    }

    #[zbus(out_args("details"))]
    fn get_deployment(&self, #[zbus(header)] header: Header<'_>, deployment: &str) -> Dict {
        self.note(&header, deployment, &Dict::new());
        let inner = self.0.lock().unwrap();
        let found = inner
            .snapshot
            .deployment(deployment.trim_start_matches("deployment:"));
        found.map_or_else(|| Deployment::default().to_dict(), Dictionary::to_dict)
    }
    #[zbus(out_args("summary", "changes"))]
    fn get_changes(
        &self,
        #[zbus(header)] header: Header<'_>,
        from: &str,
        to: &str,
        offset: u32,
        limit: u32,
        options: Dict,
    ) -> (Dict, Vec<Dict>) {
        self.note(&header, (from, to, offset, limit), &options);
        let summary = ChangeSummary {
            total: 1,
            packages_known: true,
            packages_upgraded: 1,
            ..ChangeSummary::default()
        };
        (summary.to_dict(), dicts(&[Change::default()]))
    }
    #[zbus(out_args("packages"))]
    fn search_base(&self, #[zbus(header)] header: Header<'_>, text: &str, limit: u32) -> Vec<Dict> {
        self.note(&header, (text, limit), &Dict::new());
        dicts(&[Package::default()])
    }
    #[zbus(out_args("repositories"))]
    fn get_repositories(&self, #[zbus(header)] header: Header<'_>, options: Dict) -> Vec<Dict> {
        self.note(&header, (), &options);
        dicts(&self.0.lock().unwrap().repositories)
    }
    #[zbus(out_args("total", "advisories"))]
    fn get_advisories(
        &self,
        #[zbus(header)] header: Header<'_>,
        offset: u32,
        limit: u32,
        options: Dict,
    ) -> (u32, Vec<Dict>) {
        self.note(&header, (offset, limit), &options);
        let all = &self.0.lock().unwrap().advisories;
        let page = all.iter().skip(offset as usize).take(limit as usize);
        let page = page.map(Dictionary::to_dict).collect();
        (u32::try_from(all.len()).unwrap(), page)
    }
    #[zbus(out_args("policy"))]
    fn explain_policy(&self, #[zbus(header)] header: Header<'_>, options: Dict) -> Dict {
        self.note(&header, (), &options);
        self.policy()
    }
    #[zbus(out_args("policy"))]
    fn apply_policy(&self, #[zbus(header)] header: Header<'_>, options: Dict) -> Dict {
        self.note(&header, (), &options);
        self.policy()
    }
    #[zbus(out_args("watch"))]
    fn watch(&self, #[zbus(header)] header: Header<'_>) -> OwnedFd {
        self.note(&header, (), &Dict::new());
        let (ours, theirs) = UnixStream::pair().unwrap();
        self.0.lock().unwrap().watchers.push(ours);
        std::os::fd::OwnedFd::from(theirs).into()
    }

    #[zbus(out_args("summary", "changes"))]
    fn local_changes(
        &self,
        #[zbus(header)] header: Header<'_>,
        offset: u32,
        limit: u32,
        options: Dict,
    ) -> (Dict, Vec<Dict>) {
        self.note(&header, (offset, limit), &options);
        let (summary, page) = believable::local_changes(offset, limit, &options);
        (summary.to_dict(), dicts(&page))
    }
    #[zbus(out_args("difference"))]
    fn file_diff(
        &self,
        #[zbus(header)] header: Header<'_>,
        path: &str,
        options: Dict,
    ) -> Result<Dict, Refusal> {
        self.note(&header, path, &options);
        match &self.0.lock().unwrap().refusal {
            Some(error) => Err(Refusal::new(error)),
            None => Ok(believable::file_difference(path, &options).to_dict()),
        }
    }

    #[zbus(out_args("job"))]
    fn check(
        &self,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.action(&header, (), &options)
    }
    #[zbus(out_args("job"))]
    fn update(
        &self,
        #[zbus(header)] header: Header<'_>,
        version: &str,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.action(&header, version, &options)
    }
    #[zbus(out_args("job"))]
    fn discard(
        &self,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.action(&header, (), &options)
    }
    #[zbus(out_args("job"))]
    fn restore(
        &self,
        #[zbus(header)] header: Header<'_>,
        target: &str,
        generation: u64,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.action(&header, (target, generation), &options)
    }
    #[zbus(out_args("job"))]
    fn set_pinned(
        &self,
        #[zbus(header)] header: Header<'_>,
        target: &str,
        generation: u64,
        pinned: bool,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.action(&header, (target, generation, pinned), &options)
    }
    #[zbus(out_args("job"))]
    fn delete(
        &self,
        #[zbus(header)] header: Header<'_>,
        targets: Vec<String>,
        generation: u64,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.action(&header, (targets, generation), &options)
    }
    #[zbus(out_args("job"))]
    fn clean_up(
        &self,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.action(&header, (), &options)
    }
    #[zbus(out_args("job"))]
    fn history(
        &self,
        #[zbus(header)] header: Header<'_>,
        cursor: &str,
        limit: u32,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.action(&header, (cursor, limit), &options)
    }
    #[zbus(out_args("job"))]
    async fn search(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        text: String,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        let asked = Asked::Search(text);
        self.answer(connection, &header, &asked, &options).await
    }
    #[zbus(out_args("job"))]
    async fn list_streams(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        let asked = Asked::Streams;
        self.answer(connection, &header, &asked, &options).await
    }
    #[zbus(out_args("job"))]
    async fn rebase(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        stream: String,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        let asked = Asked::Rebase(stream);
        self.answer(connection, &header, &asked, &options).await
    }
    #[zbus(out_args("job"))]
    async fn change_packages(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        changes: Dict,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        let files = Files::read(&changes);
        let asked = Asked::packages(&changes, files);
        self.answer(connection, &header, &asked, &options).await
    }
    #[zbus(out_args("job"))]
    async fn set_kernel_arguments(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        changes: Dict,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        let changes = KernelArgumentChanges::from_dict(&changes).unwrap_or_default();
        let asked = Asked::KernelArguments(changes);
        self.answer(connection, &header, &asked, &options).await
    }
    #[zbus(out_args("job"))]
    fn set_policy(
        &self,
        #[zbus(header)] header: Header<'_>,
        policy: Dict,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.action(&header, policy.len(), &options)
    }
    fn set_hidden(
        &self,
        #[zbus(header)] header: Header<'_>,
        version: &str,
        hidden: bool,
        options: Dict,
    ) -> Result<(), Refusal> {
        self.action(&header, (version, hidden), &options).map(drop)
    }
    #[zbus(out_args("job"))]
    fn restart(
        &self,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<OwnedObjectPath, Refusal> {
        self.action(&header, (), &options)
    }
}

fn dicts<T: Dictionary>(values: &[T]) -> Vec<Dict> {
    values.iter().map(Dictionary::to_dict).collect()
}
