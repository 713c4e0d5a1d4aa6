//! The service's properties, read at once.

use waymark_model::{
    Deployment, Dict, Dictionary, JobResult, LastCheck, LastStart, Policy, System, Update,
    dict::{DictError, Field},
};
use zbus::{OwnedObjectPath, Variant};

use crate::Result;

/// What the properties are called together in messages.
const PROPERTIES: &str = "Properties";

/// Everything that the service announces, as it was at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Version of the contract that the service speaks.
    pub api_version: u32,
    /// Rises with every change of the system's state; actions on a deployment name it.
    pub generation: u64,
    /// The system as a whole.
    pub system: System,
    /// What is on this disk, in boot order: what starts next first.
    pub deployments: Vec<Deployment>,
    /// What the stream offers and is not staged yet, if a check found something.
    pub update: Option<Update>,
    /// When updates were last looked for.
    pub last_check: LastCheck,
    /// Paths of the jobs that run, for [`Client::job`](crate::Client::job).
    pub jobs: Vec<String>,
    /// What the service does by itself.
    pub policy: Policy,
    /// The last finished jobs, without their raw text.
    pub results: Vec<JobResult>,
    /// How this start of the machine came out, where that is known.
    pub last_start: Option<LastStart>,
}

impl Snapshot {
    /// Reads what `GetAll` answered.
    pub(crate) fn from_properties(all: &Dict) -> Result<Self> {
        Ok(Self {
            api_version: property(all, "ApiVersion", u32::SIGNATURE, u32::read)?,
            generation: property(all, "Generation", u64::SIGNATURE, u64::read)?,
            system: dictionary(all, "System")?,
            deployments: dictionaries(all, "Deployments")?,
            update: some_dictionary::<Update>(all, "Update")?,
            last_check: dictionary(all, "LastCheck")?,
            jobs: property(all, "Jobs", "ao", convert::<Vec<OwnedObjectPath>>)?
                .into_iter()
                .map(|path| path.to_string())
                .collect(),
            policy: dictionary(all, "Policy")?,
            results: dictionaries(all, "Results")?,
            last_start: some_dictionary::<LastStart>(all, "LastStart")?,
        })
    }

    /// The deployment that the machine runs now.
    #[must_use]
    pub fn booted(&self) -> Option<&Deployment> {
        self.deployments.iter().find(|d| d.booted)
    }

    /// The deployment that the next start will run.
    #[must_use]
    pub fn next(&self) -> Option<&Deployment> {
        self.deployments.iter().find(|d| d.next)
    }

    /// The deployment that enters the boot list at shutdown.
    #[must_use]
    pub fn staged(&self) -> Option<&Deployment> {
        self.deployments.iter().find(|d| d.staged)
    }

    /// The deployment with this id.
    #[must_use]
    pub fn deployment(&self, id: &str) -> Option<&Deployment> {
        self.deployments.iter().find(|d| d.id == id)
    }
}

fn convert<'a, T: TryFrom<Variant<'a>>>(value: &Variant<'a>) -> Option<T> {
    value.try_clone().ok()?.try_into().ok()
}

fn property<T>(
    all: &Dict,
    key: &'static str,
    expected: &'static str,
    read: impl Fn(&Variant<'static>) -> Option<T>,
) -> Result<T> {
    let value = all.get(key).ok_or(DictError::Missing {
        dictionary: PROPERTIES,
        key,
    })?;
    Ok(read(value).ok_or(DictError::WrongType {
        dictionary: PROPERTIES,
        key,
        expected,
    })?)
}

fn dictionary<T: Dictionary>(all: &Dict, key: &'static str) -> Result<T> {
    let dict: Dict = property(all, key, "a{sv}", convert)?;
    Ok(T::from_dict(&dict)?)
}

/// A dictionary that is empty where there is nothing to say.
fn some_dictionary<T: Dictionary>(all: &Dict, key: &'static str) -> Result<Option<T>> {
    let dict: Dict = property(all, key, "a{sv}", convert)?;
    Ok(if dict.is_empty() {
        None
    } else {
        Some(T::from_dict(&dict)?)
    })
}

fn dictionaries<T: Dictionary>(all: &Dict, key: &'static str) -> Result<Vec<T>> {
    let dicts: Vec<Dict> = property(all, key, "aa{sv}", convert)?;
    read_all(&dicts)
}

/// Reads a list of dictionaries.
pub(crate) fn read_all<T: Dictionary>(dicts: &[Dict]) -> Result<Vec<T>> {
    Ok(dicts
        .iter()
        .map(T::from_dict)
        .collect::<std::result::Result<_, _>>()?)
}
