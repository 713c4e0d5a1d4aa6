//! What comes over the bus. A dictionary is its bytes in a message, little-endian.

use std::fmt::Debug;

use waymark_model::{
    Advisory, Change, ChangeSummary, Deployment, Dict, Dictionary, ErrorFields, FileDifference,
    Holder, JobResult, KernelArgumentChanges, LastCheck, LastStart, Layer, Package, PackageChanges,
    Policy, PolicyChanges, PolicyReason, PolicySettings, Ref, Reference, RemoteVersion, Repository,
    Signature, StartVersion, Stream, System, Update, policy::minutes,
};
use zbus::wire::{
    Endian,
    serialized::{Context, Data},
};

use crate::{halves, numbers, text};

/// The dictionary in these bytes.
pub(crate) fn dict(data: &[u8]) -> Option<Dict> {
    let data = Data::new(data, Context::new(Endian::Little, 0));
    data.deserialize().ok().map(|(dict, _)| dict)
}

/// All dictionaries of the contract.
pub(crate) fn dictionaries(data: &[u8]) {
    let Some(dict) = dict(data) else { return };
    macro_rules! all {
        ($($name:ident),* $(,)?) => {$(
            again::<$name>(&dict);
        )*};
    }
    all!(
        Advisory,
        Change,
        Deployment,
        ErrorFields,
        FileDifference,
        Holder,
        KernelArgumentChanges,
        LastCheck,
        Layer,
        Package,
        PackageChanges,
        Policy,
        PolicyChanges,
        PolicyReason,
        PolicySettings,
        Reference,
        RemoteVersion,
        Repository,
        Signature,
        StartVersion,
        Stream,
        System,
        Update,
    );
    if let Some(summary) = again::<ChangeSummary>(&dict) {
        let _ = (summary.packages_changed(), summary.files_changed_total());
    }
    if let Some(start) = again::<LastStart>(&dict) {
        let _ = (start.went_wrong(), start.gone_back_from());
        let all = start.failed_units.as_deref().unwrap_or_default();
        assert!(start.new_failures().len() <= all.len());
    }
    if let Some(result) = again::<JobResult>(&dict) {
        assert_eq!(result.for_everyone().raw, None);
        let _ = result.error().map(|error| error.to_string());
    }
}

/// What is read is written and read again, in both forms.
fn again<T>(dict: &Dict) -> Option<T>
where
    T: Dictionary + Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned,
{
    let value = T::from_dict(dict).ok()?;
    assert_eq!(T::from_dict(&value.to_dict()).as_ref(), Ok(&value));
    let json = serde_json::to_string(&value).expect("it has a form in JSON");
    let read: T = serde_json::from_str(&json).expect("what was written is read");
    assert_eq!(read, value);
    Some(value)
}

/// The properties of the service, as the window reads them.
pub(crate) fn properties(data: &[u8]) {
    if let Some(dict) = dict(data) {
        waymark_client::fuzzing::properties(&dict);
    }
}

/// The arguments of a call: a text, two numbers, a dictionary.
pub(crate) fn arguments(data: &[u8]) {
    let (word, rest) = halves(data);
    let [number] = numbers(rest);
    let dict = rest.get(8..).and_then(dict).unwrap_or_default();
    text(word, |word| {
        let pair = (number as u32, (number >> 32) as u32);
        waymarkd::fuzzing::arguments(word, pair, &dict);
    });
}

/// References to versions and deployments.
pub(crate) fn refs(data: &[u8]) {
    text(data, |text| {
        if let Ok(reference) = text.parse::<Ref>() {
            assert_eq!(reference.to_string(), text);
            assert!(text.len() <= 512 && text.is_ascii() && !text.contains(".."));
        }
    });
}

/// Settings of the policy, as they are stored and as they are changed.
pub(crate) fn policy(data: &[u8]) {
    let (settings, changes) = halves(data);
    let settings: PolicySettings = serde_json::from_slice(settings).unwrap_or_default();
    let changes: PolicyChanges = serde_json::from_slice(changes).unwrap_or_default();
    if let Ok(new) = settings.with(&changes) {
        let nothing = PolicyChanges::default();
        assert_eq!(new.with(&nothing).as_ref(), Ok(&new));
        if !new.window_days.is_empty() {
            let hours = [&new.window_start, &new.window_end];
            assert!(
                hours
                    .iter()
                    .all(|text| minutes(text).is_some_and(|it| it < 1440))
            );
        }
        for version in &new.hidden {
            assert!(new.hiding(version, false).is_ok());
        }
        assert!(new.hidden.len() <= 32 && new.keep <= 10 && new.wait_days <= 90);
    }
}
