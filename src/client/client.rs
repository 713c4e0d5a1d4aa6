//! The client itself: a connection, and the calls on the service's object.

use std::{collections::HashMap, os::fd::AsFd, sync::Arc};

use tokio::sync::Mutex;
use waymark_model::{
    Action, Dict, Dictionary, Error, ErrorKind, PackageChanges, PackageFile, Ref, dict,
    names::{JOB_INTERFACE, PATH, SERVICE},
};
use zbus::{
    Connection, Fd, OwnedFd, OwnedObjectPath, Variant, fdo::PropertiesProxy, names::InterfaceName,
    proxy::CacheProperties,
};

use crate::{
    ClientError, Events, JobHandle, Observed, Result, Snapshot, events, job, observe,
    proxy::{JobProxy, ServiceProxy},
};

/// The way to the service. Cheap to clone; clones share one connection.
///
/// The service need not run: the bus starts it when it is called.
#[derive(Clone, Debug)]
pub struct Client {
    bus: Arc<Bus>,
}

#[derive(Debug)]
struct Bus {
    /// Whether a lost connection to the system bus is made anew.
    reconnects: bool,
    connection: Mutex<Option<Connection>>,
}

/// Keeps the service from its idle exit while it is held.
#[derive(Debug)]
pub struct Watch {
    _descriptor: OwnedFd,
}

impl Client {
    /// A client on the system bus.
    ///
    /// # Errors
    /// [`ClientError::NoBus`] if there is no system bus.
    pub async fn system() -> Result<Self> {
        let client = Self::system_lazy();
        let _shared = client.connection().await?;
        Ok(client)
    }

    /// A client on the system bus that connects when it is first used, and again
    /// after the bus was away.
    #[must_use]
    pub fn system_lazy() -> Self {
        Self::new(true, None)
    }

    /// A client on a bus connection that the caller made.
    #[must_use]
    pub fn connect(connection: Connection) -> Self {
        Self::new(false, Some(connection))
    }

    fn new(reconnects: bool, connection: Option<Connection>) -> Self {
        Self {
            bus: Arc::new(Bus {
                reconnects,
                connection: Mutex::new(connection),
            }),
        }
    }

    pub(crate) async fn connection(&self) -> Result<Connection> {
        let mut held = self.bus.connection.lock().await;
        match &*held {
            Some(connection) if !self.bus.reconnects || !connection.is_closed() => {
                Ok(connection.clone())
            }
            _ => {
                let connection = Connection::system().await.map_err(ClientError::NoBus)?;
                *held = Some(connection.clone());
                Ok(connection)
            }
        }
    }

    pub(crate) async fn service(&self) -> Result<ServiceProxy<'static>> {
        let connection = self.connection().await?;
        Ok(ServiceProxy::builder(&connection)
            .cache_properties(CacheProperties::No)
            .build()
            .await?)
    }

    pub(crate) async fn job_proxy(&self, path: &OwnedObjectPath) -> Result<JobProxy<'static>> {
        let connection = self.connection().await?;
        Ok(JobProxy::builder(&connection)
            .path(path.clone())
            .cache_properties(CacheProperties::No)
            .build()
            .await?)
    }

    pub(crate) async fn properties(
        &self,
        path: &OwnedObjectPath,
    ) -> Result<PropertiesProxy<'static>> {
        let connection = self.connection().await?;
        Ok(PropertiesProxy::builder(&connection)
            .destination(SERVICE)
            .path(path.clone())
            .cache_properties(CacheProperties::No)
            .build()
            .await?)
    }

    pub(crate) async fn job_properties(&self, path: &OwnedObjectPath) -> Result<Dict> {
        let interface = InterfaceName::from_static_str_unchecked(JOB_INTERFACE);
        Ok(self.properties(path).await?.get_all(interface).await?)
    }

    /// The service's object.
    pub(crate) fn path() -> OwnedObjectPath {
        OwnedObjectPath::from(zbus::ObjectPath::from_static_str_unchecked(PATH))
    }

    /// Everything that the service announces, in one call.
    ///
    /// # Errors
    /// The service is missing, gone or refuses, or speaks another contract.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let properties = self.properties(&Self::path()).await?;
        let interface = InterfaceName::from_static_str_unchecked(SERVICE);
        Snapshot::from_properties(&properties.get_all(interface).await?)
    }

    /// Keeps the service alive while the answer is held.
    ///
    /// # Errors
    /// The service is missing or gone.
    pub async fn watch(&self) -> Result<Watch> {
        Ok(Watch {
            _descriptor: self.service().await?.watch().await?,
        })
    }

    /// The system as it changes, and the service's comings and goings. Never ends.
    ///
    /// It holds a [`Watch`] and connects again by itself: see [`Event`](crate::Event). Must be
    /// called on a tokio runtime.
    #[must_use]
    pub fn events(&self) -> Events {
        events::start(self.clone())
    }

    /// The system as it changes, without keeping the service awake: what it says now, and
    /// again whenever it tells by itself of a change. Never ends. Must be called on a tokio
    /// runtime.
    #[must_use]
    pub fn observe(&self) -> Observed {
        observe::start(self.clone())
    }

    /// Offers a version no more, or again. The user may be asked for a password.
    ///
    /// # Errors
    /// `NotAuthorized`, `InvalidArgument`; or the service is missing or gone.
    pub async fn set_hidden(&self, version: &Ref, hidden: bool) -> Result<()> {
        let service = self.service().await?;
        let version = version.to_string();
        Ok(service.set_hidden(&version, hidden, Dict::new()).await?)
    }

    /// Asks for an action. The user may be asked for a password meanwhile, so this
    /// can take as long as a person does.
    ///
    /// # Errors
    /// What the service refused before there was a job: `NotAuthorized`, `Busy`
    /// (with the path of the job that runs), `Conflict`, `NotFound`,
    /// `InvalidArgument`, `NotSupported`; or the service is missing or gone.
    pub async fn act(&self, action: &Action) -> Result<JobHandle> {
        let service = self.service().await?;
        let mut options = Dict::new();
        let path = match action {
            Action::Check { target } => {
                let target = target.as_ref().map(ToString::to_string);
                dict::insert(&mut options, "ref", &target);
                service.check(options).await?
            }
            Action::Update {
                version,
                download_only,
            } => {
                dict::insert(
                    &mut options,
                    "download-only",
                    &download_only.then_some(true),
                );
                let version = version.as_ref().map(ToString::to_string);
                service
                    .update(version.as_deref().unwrap_or_default(), options)
                    .await?
            }
            Action::Discard => service.discard(options).await?,
            Action::Restore { target, generation } => {
                service
                    .restore(&target.to_string(), *generation, options)
                    .await?
            }
            Action::SetPinned {
                target,
                generation,
                pinned,
            } => {
                service
                    .set_pinned(&target.to_string(), *generation, *pinned, options)
                    .await?
            }
            Action::Delete {
                targets,
                generation,
            } => {
                let targets: Vec<String> = targets.iter().map(ToString::to_string).collect();
                let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
                service.delete(&targets, *generation, options).await?
            }
            Action::CleanUp { keep } => {
                dict::insert(&mut options, "keep", keep);
                service.clean_up(options).await?
            }
            Action::History { cursor, limit } => service.history(cursor, *limit, options).await?,
            Action::Search { text } => service.search(text, options).await?,
            Action::ListStreams => service.list_streams(options).await?,
            Action::Rebase { stream, dry_run } => {
                dict::insert(&mut options, "dry-run", &dry_run.then_some(true));
                service.rebase(stream, options).await?
            }
            Action::ChangePackages {
                changes,
                local_packages,
                local_replacements,
                dry_run,
            } => {
                dict::insert(&mut options, "dry-run", &dry_run.then_some(true));
                let files = [
                    ("local-packages", local_packages),
                    ("local-replacements", local_replacements),
                ];
                let changes = package_changes(changes, &files)?;
                service.change_packages(changes, options).await?
            }
            Action::SetKernelArguments { changes } => {
                service
                    .set_kernel_arguments(changes.to_dict(), options)
                    .await?
            }
            Action::SetPolicy { changes } => service.set_policy(changes.to_dict(), options).await?,
            Action::Restart { power_off } => {
                dict::insert(&mut options, "power-off", &power_off.then_some(true));
                service.restart(options).await?
            }
        };
        Ok(JobHandle::new(self.clone(), path))
    }

    /// Looks for an update as [`act`](Self::act) does, where that is allowed without
    /// asking the user for anything; otherwise it is `NotAuthorized`.
    ///
    /// # Errors
    /// Those of [`act`](Self::act).
    pub async fn check_quietly(&self) -> Result<JobHandle> {
        let service = self.service().await?;
        // The proxy's own method permits a question.
        let path = service.inner().call("Check", &(Dict::new(),)).await?;
        Ok(JobHandle::new(self.clone(), path))
    }

    /// Attaches to a job that someone started, by its path.
    ///
    /// # Errors
    /// `NotFound` if no such job runs or ended lately; `InvalidArgument` if it is
    /// no path; the service is missing or gone.
    pub async fn job(&self, path: &str) -> Result<JobHandle> {
        let path = OwnedObjectPath::try_from(path)
            .map_err(|_| Error::invalid("job", "this is not the path of a job"))?;
        match self.job_properties(&path).await {
            Ok(_) => Ok(JobHandle::new(self.clone(), path)),
            Err(error) if job::is_unknown_object(&error) => {
                let snapshot = self.snapshot().await?;
                if snapshot.results.iter().any(|r| r.job == path.as_str()) {
                    return Ok(JobHandle::new(self.clone(), path));
                }
                Err(Error::new(ErrorKind::NotFound, "there is no such job")
                    .with(|f| f.job = Some(path.to_string()))
                    .into())
            }
            Err(error) => Err(error),
        }
    }
}

/// The changes with the package files beside them, each a descriptor of its own.
fn package_changes(
    changes: &PackageChanges,
    files: &[(&str, &Vec<PackageFile>)],
) -> Result<HashMap<String, Variant<'static>>> {
    let mut dict: HashMap<String, Variant<'static>> = changes
        .to_dict()
        .into_iter()
        .map(|(key, value)| (key, value.into()))
        .collect();
    for (key, files) in files.iter().filter(|(_, files)| !files.is_empty()) {
        let descriptors = files
            .iter()
            .map(|file| Ok(Fd::from(file.as_fd().try_clone_to_owned()?)))
            .collect::<std::io::Result<Vec<_>>>()
            .map_err(|error| {
                Error::new(ErrorKind::Failed, "a package file cannot be handed over")
                    .raw(error.to_string())
            })?;
        dict.insert((*key).to_owned(), Variant::from(descriptors));
    }
    Ok(dict)
}
