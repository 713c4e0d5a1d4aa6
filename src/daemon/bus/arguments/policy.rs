//! What is to be changed of the policy.

use waymark_model::{
    Action, Dict, Error, PolicyChanges, PolicyMode, PolicySettings, Result, WaitOverride,
};

use super::Options;

/// `SetPolicy`, on what is set now.
///
/// # Errors
/// `InvalidArgument`, which names the key, if one is unknown or what would be set has no
/// meaning; `NotSupported` for an unknown option.
pub fn set_policy(policy: Dict, options: Dict, now: &PolicySettings) -> Result<Action> {
    let mut given = Options::new(policy);
    let changes = PolicyChanges {
        mode: word(&mut given, "mode", PolicyMode::Manual, PolicyMode::ALL)?,
        on_metered: given.take("on-metered")?,
        on_low_battery: given.take("on-low-battery")?,
        window_days: given.take("window-days")?,
        window_start: given.take("window-start")?,
        window_end: given.take("window-end")?,
        wait_days: given.take("wait-days")?,
        wait_override: word(
            &mut given,
            "wait-override",
            WaitOverride::Never,
            WaitOverride::ALL,
        )?,
        keep: given.take("keep")?,
        hidden: given.take("hidden")?,
    };
    if let Some(key) = given.unknown() {
        let message = format!("the policy has no key “{key}”; see PolicySettings");
        return Err(Error::invalid(&key, message));
    }
    now.with(&changes)?;
    Options::new(options).end()?;
    Ok(Action::SetPolicy { changes })
}

/// A word that is known: another one would stand for the most careful value.
fn word<T: Copy + ToString>(
    given: &mut Options,
    key: &str,
    first: T,
    others: &[T],
) -> Result<Option<T>> {
    let Some(word) = given.take::<String>(key)? else {
        return Ok(None);
    };
    let known: Vec<T> = [&[first], others].concat();
    let found = known.iter().find(|one| one.to_string() == word).copied();
    found.map(Some).ok_or_else(|| {
        let words: Vec<_> = known.iter().map(ToString::to_string).collect();
        Error::invalid(key, format!("“{key}” is one of {}", words.join(", ")))
    })
}
