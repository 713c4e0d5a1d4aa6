//! Changing the kernel arguments of what starts next.

use waymark_model::{Error, ErrorKind, KernelArgumentChanges, Result, Step};

use super::{
    RpmOstreeEngine,
    call::Call,
    errors::of_method,
    listings::RawBootConfig,
    reading::os_proxy,
    work::{ALL, begin},
};
use crate::{engine::Done, jobs::JobContext};

impl RpmOstreeEngine {
    /// Stages what starts next once more, with another line.
    pub(super) async fn change_kernel_arguments(
        &self,
        changes: &KernelArgumentChanges,
        job: &JobContext,
    ) -> Result<Done> {
        begin(job, Step::Preparing, ALL)?;
        let os = os_proxy(&self.connection, self.os().await?).await?;
        let pending = os.get_deployment_boot_config("", true).await;
        let config = RawBootConfig::read(&pending.map_err(|error| of_method(&error))?);
        let now: Vec<String> = config
            .arguments()
            .into_iter()
            .filter(|argument| !argument.starts_with("ostree="))
            .collect();
        if changes.seen.as_ref().is_some_and(|seen| *seen != now) {
            let message = "the kernel arguments have changed since they were read";
            return Err(Error::new(ErrorKind::Conflict, message)
                .with(|fields| fields.found = Some(now.join(" "))));
        }
        let call = call(&now, changes)?;
        let reading = self.reading().await?;
        let ends_hold = self.ended_hold(&reading);
        let ended = self.run(&call, job, ALL).await?;
        let made = self.made(&ended).await?;
        Ok(made.ending_hold(ends_hold))
    }
}

/// The call that changes a line.
fn call(now: &[String], changes: &KernelArgumentChanges) -> Result<Call> {
    let mut removed = Vec::new();
    let mut replaced = Vec::new();
    let mut added = Vec::new();
    for argument in &changes.delete {
        require(now, "delete", argument)?;
        removed.push(argument.clone());
    }
    let mut pairs: Vec<_> = changes.replace.iter().collect();
    pairs.sort();
    for (old, new) in pairs {
        require(now, "replace", old)?;
        match in_place(old, new) {
            Some(replacement) => replaced.push(replacement),
            None => {
                removed.push(old.clone());
                added.push(new.clone());
            }
        }
    }
    added.extend(changes.append.iter().cloned());
    Ok(Call::KernelArgs {
        existing: now.join(" "),
        added,
        replaced,
        removed,
    })
}

/// `key=old=new`, which is how libostree replaces a value where it stands. It takes
/// the first `=` behind the key for the border, so no value may hold one; and both
/// must be values of one key.
pub(super) fn in_place(old: &str, new: &str) -> Option<String> {
    let (key, old) = old.split_once('=')?;
    let (new_key, new) = new.split_once('=')?;
    let plain = key == new_key && !old.contains('=') && !new.contains('=');
    plain.then(|| format!("{key}={old}={new}"))
}

fn require(now: &[String], key: &str, argument: &String) -> Result<()> {
    if now.contains(argument) {
        return Ok(());
    }
    Err(Error::invalid(
        key,
        format!("there is no kernel argument “{argument}”"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn values_are_replaced_in_place_where_libostree_can() {
        let now = words("rw quiet console=tty0 root=UUID=1 a=1");
        let replace = [
            ("console=tty0", "console=tty1"),
            ("root=UUID=1", "root=UUID=2"),
            ("quiet", "loud"),
        ];
        let changes = KernelArgumentChanges {
            append: words("debug"),
            replace: replace
                .map(|(old, new)| (old.to_owned(), new.to_owned()))
                .into(),
            delete: words("a=1"),
            seen: None,
        };
        let Call::KernelArgs {
            existing,
            added,
            replaced,
            removed,
        } = call(&now, &changes).unwrap()
        else {
            panic!("another call");
        };
        assert_eq!(existing, now.join(" "));
        assert_eq!(replaced, ["console=tty0=tty1"]);
        assert_eq!(removed, ["a=1", "quiet", "root=UUID=1"]);
        assert_eq!(added, ["loud", "root=UUID=2", "debug"]);
    }

    #[test]
    fn what_is_not_there_is_refused_by_name() {
        let changes = KernelArgumentChanges {
            delete: words("console"),
            ..KernelArgumentChanges::default()
        };
        let error = call(&words("rw console=tty0"), &changes).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidArgument);
        assert_eq!(error.fields.argument.as_deref(), Some("delete"));
    }
}
