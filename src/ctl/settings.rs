//! From typed settings to a change of the policy.

use waymark_model::{Error, PolicyChanges, PolicyMode, Result, WaitOverride};

/// What `KEY=VALUE…` says.
///
/// # Errors
/// `InvalidArgument`, which names the key and what would be right.
pub(crate) fn changes(settings: &[String]) -> Result<PolicyChanges> {
    let mut changes = PolicyChanges::default();
    for setting in settings {
        let (key, value) = setting.split_once('=').ok_or_else(|| {
            let message = format!("“{setting}” is no KEY=VALUE; see waymarkctl policy set --help");
            Error::invalid("settings", message)
        })?;
        set(&mut changes, key, value.trim())?;
    }
    Ok(changes)
}

fn set(changes: &mut PolicyChanges, key: &str, value: &str) -> Result<()> {
    match key {
        "mode" => changes.mode = Some(word(key, value, PolicyMode::Manual, PolicyMode::ALL)?),
        "on-metered" => changes.on_metered = Some(yes(key, value)?),
        "on-low-battery" => changes.on_low_battery = Some(yes(key, value)?),
        "window" => window(changes, value)?,
        "window-days" => changes.window_days = Some(list(value)),
        "window-start" => changes.window_start = Some(value.to_owned()),
        "window-end" => changes.window_end = Some(value.to_owned()),
        "wait-days" => changes.wait_days = Some(number(key, value)?),
        "wait-override" => {
            let severity = word(key, value, WaitOverride::Never, WaitOverride::ALL)?;
            changes.wait_override = Some(severity);
        }
        "keep" => changes.keep = Some(number(key, value)?),
        "hidden" => changes.hidden = Some(list(value)),
        _ => {
            let message =
                format!("the policy has no key “{key}”; see waymarkctl policy set --help");
            return Err(Error::invalid(key, message));
        }
    }
    Ok(())
}

fn word<T: Copy + ToString>(key: &str, value: &str, first: T, others: &[T]) -> Result<T> {
    let known: Vec<T> = [&[first], others].concat();
    let found = known.iter().find(|one| one.to_string() == value).copied();
    found.ok_or_else(|| {
        let words: Vec<_> = known.iter().map(ToString::to_string).collect();
        Error::invalid(key, format!("{key} is one of {}", words.join(", ")))
    })
}

fn yes(key: &str, value: &str) -> Result<bool> {
    match value {
        "yes" | "true" | "on" => Ok(true),
        "no" | "false" | "off" => Ok(false),
        _ => Err(Error::invalid(key, format!("{key} is yes or no"))),
    }
}

fn number(key: &str, value: &str) -> Result<u32> {
    let wrong = |_| Error::invalid(key, format!("{key} is a whole number"));
    value.parse().map_err(wrong)
}

fn list(value: &str) -> Vec<String> {
    let all = value.split(',').map(str::trim);
    all.filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect()
}

fn window(changes: &mut PolicyChanges, value: &str) -> Result<()> {
    if value == "always" {
        changes.window_days = Some(Vec::new());
        return Ok(());
    }
    let parts = value
        .split_once(' ')
        .and_then(|(days, hours)| Some((days, hours.trim().split_once('-')?)));
    let Some((days, (start, end))) = parts else {
        let message =
            "write a window as “DAYS HH:MM-HH:MM”, such as “sat,sun 02:00-05:00”, or always";
        return Err(Error::invalid("window", message));
    };
    changes.window_days = Some(list(days));
    changes.window_start = Some(start.to_owned());
    changes.window_end = Some(end.to_owned());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(settings: &[&str]) -> Result<PolicyChanges> {
        let settings: Vec<_> = settings.iter().map(|&one| one.to_owned()).collect();
        changes(&settings)
    }

    #[test]
    fn every_key_is_understood() {
        let all = [
            "mode=stage",
            "on-metered=yes",
            "on-low-battery=off",
            "window=sat, 22:00-06:00",
            "wait-days=7",
            "wait-override=critical",
            "keep=3",
            "hidden=aa,bb",
        ];
        let expected = PolicyChanges {
            mode: Some(PolicyMode::Stage),
            on_metered: Some(true),
            on_low_battery: Some(false),
            window_days: Some(vec!["sat".into()]),
            window_start: Some("22:00".into()),
            window_end: Some("06:00".into()),
            wait_days: Some(7),
            wait_override: Some(WaitOverride::Critical),
            keep: Some(3),
            hidden: Some(vec!["aa".into(), "bb".into()]),
        };
        assert_eq!(typed(&all), Ok(expected));
        let gone = typed(&["window=always", "hidden="]).unwrap();
        assert_eq!(
            (gone.window_days, gone.hidden),
            (Some(vec![]), Some(vec![]))
        );
    }

    #[test]
    fn what_is_not_is_refused_by_its_key() {
        for (setting, key) in [
            ("mode", "settings"),
            ("mode=sometimes", "mode"),
            ("on-metered=perhaps", "on-metered"),
            ("wait-days=-1", "wait-days"),
            ("wait-days=a week", "wait-days"),
            ("window=sat", "window"),
            ("window=sat 22:00", "window"),
            ("colour=red", "colour"),
        ] {
            let error = typed(&[setting]).unwrap_err();
            assert_eq!(error.fields.argument.as_deref(), Some(key), "{setting}");
        }
    }
}
