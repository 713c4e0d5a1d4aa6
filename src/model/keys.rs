//! The table of every dictionary on the bus. The docs and the test of what is
//! really served come from it.

use crate::{
    advisories::{Advisory, Reference},
    changes::{Change, ChangeSummary},
    deployment::{Deployment, Signature},
    dict::{Dictionary, Key},
    error::ErrorFields,
    job::{Holder, JobResult},
    local_changes::FileDifference,
    packages::{KernelArgumentChanges, Layer, Package, PackageChanges, Repository},
    policy::{Policy, PolicyChanges, PolicyReason, PolicySettings},
    start::{LastStart, StartVersion},
    streams::Stream,
    system::{LastCheck, RemoteVersion, System, Update},
};

/// A dictionary and its keys.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The dictionary's name.
    pub name: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

const fn table<T: Dictionary>() -> Table {
    Table {
        name: T::NAME,
        keys: T::KEYS,
    }
}

/// Every dictionary.
pub const TABLES: &[Table] = &[
    table::<System>(),
    table::<Deployment>(),
    table::<Signature>(),
    table::<Layer>(),
    table::<Update>(),
    table::<Advisory>(),
    table::<Reference>(),
    table::<LastCheck>(),
    table::<LastStart>(),
    table::<StartVersion>(),
    table::<Policy>(),
    table::<PolicySettings>(),
    table::<PolicyReason>(),
    table::<PolicyChanges>(),
    table::<Package>(),
    table::<Change>(),
    table::<ChangeSummary>(),
    table::<FileDifference>(),
    table::<RemoteVersion>(),
    table::<Stream>(),
    table::<Repository>(),
    table::<PackageChanges>(),
    table::<KernelArgumentChanges>(),
    table::<Holder>(),
    table::<JobResult>(),
    table::<ErrorFields>(),
];

/// The tables as Markdown, for the docs.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::new();
    for table in TABLES {
        text += &format!(
            "### {}\n\n| key | type | unit | absent | meaning |\n|---|---|---|---|---|\n",
            table.name
        );
        for key in table.keys {
            text += &format!(
                "| `{}` | `{}` | {} | {} | {} |\n",
                key.name,
                key.signature,
                key.unit,
                if key.optional { "may be" } else { "never" },
                key.meaning.trim(),
            );
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dict::DictError;

    #[test]
    fn a_dictionary_survives_the_bus() {
        let deployment = Deployment {
            id: "sample-0a.0".into(),
            checksum: "0a".into(),
            version: Some("42.1".into()),
            layers: vec!["htop".into()],
            booted: true,
            ..Deployment::default()
        };
        assert_eq!(Deployment::from_dict(&deployment.to_dict()), Ok(deployment));
        let result = JobResult {
            action: "history".into(),
            versions: Some(vec![RemoteVersion::default()]),
            ..JobResult::default()
        };
        assert_eq!(JobResult::from_dict(&result.to_dict()), Ok(result));
    }

    #[test]
    fn a_missing_or_mistyped_key_is_named() {
        let mut dict = Deployment::default().to_dict();
        dict.insert("unheard-of".into(), true.into());
        assert!(
            Deployment::from_dict(&dict).is_ok(),
            "unknown keys are ignored"
        );
        dict.insert("version".into(), 7u32.into());
        let wrong = Deployment::from_dict(&dict).unwrap_err();
        assert!(matches!(wrong, DictError::WrongType { key: "version", .. }));
        dict.remove("version");
        dict.remove("id");
        let missing = Deployment::from_dict(&dict).unwrap_err();
        assert!(matches!(missing, DictError::Missing { key: "id", .. }));
    }

    #[test]
    fn keys_are_spelt_alike_and_told_once() {
        for table in TABLES {
            let mut names: Vec<_> = table.keys.iter().map(|key| key.name).collect();
            assert!(table.keys.iter().all(|key| {
                key.name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
                    && !key.meaning.is_empty()
            }));
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), table.keys.len(), "{}", table.name);
        }
    }
}
