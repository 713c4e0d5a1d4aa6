//! Changing the kernel arguments: the same version once more, beside the others,
//! with another line in its boot entry.

use std::path::Path;

use waymark_model::{Error, ErrorKind, KernelArgumentChanges, Result, Step};

use crate::{commit::Commit, control::Control, deploy, open, origin, outcome::Applied, read};

/// Stages what starts next once more, with changed arguments.
pub(crate) fn change(
    path: Option<&Path>,
    changes: &KernelArgumentChanges,
    control: &Control,
) -> Result<Applied> {
    control.step(Step::Preparing);
    // Who is in the way is told at once: nothing was done yet that could be in vain.
    drop(open::locked(path)?);
    let sysroot = open::for_writing(path)?;
    let next =
        sysroot.deployments().into_iter().next().ok_or_else(|| {
            Error::new(ErrorKind::NotFound, "there is no deployment on this system")
        })?;
    let now = read::kernel_arguments(&next);
    if changes.seen.as_ref().is_some_and(|seen| *seen != now) {
        let message = "the kernel arguments have changed since they were read";
        return Err(Error::new(ErrorKind::Conflict, message)
            .with(|fields| fields.found = Some(now.join(" "))));
    }
    let wanted = changed(&now, changes)?;
    if wanted == now {
        return Ok(Applied::unchanged(Some(read::id(&next))));
    }
    let commit = Commit::load(&sysroot.repo(), &next.csum())?;
    let origin = origin::lasting(&next)?;
    deploy::stage(path, &commit, origin.as_ref(), Some(&wanted), control)
}

/// The arguments in a kernel's line: blanks part them, but for those between quotes. A
/// quote that does not end goes on to the end of the line, as it does for the kernel.
#[must_use]
pub fn arguments_in(line: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = line.split(|c: char| {
        quoted ^= c == '"';
        c.is_ascii_whitespace() && !quoted
    });
    let some = parts.filter(|argument| !argument.is_empty());
    some.map(str::to_owned).collect()
}

/// Refuses what libostree would end the whole program for, now or as the machine shuts
/// down: to write a boot list with a line in which a quote does not end.
pub(crate) fn require_whole(deployments: &[ostree::Deployment]) -> Result<()> {
    let is_broken = |one: &&ostree::Deployment| read::options(one).matches('"').count() % 2 == 1;
    let Some(broken) = deployments.iter().find(is_broken) else {
        return Ok(());
    };
    let message = "the boot entry of a version has a quote that does not end in its kernel \
                   arguments; correct it in /boot/loader/entries";
    Err(Error::new(ErrorKind::Corrupt, message).with(|fields| {
        fields.reference = Some(format!("deployment:{}", read::id(broken)));
    }))
}

/// The line after the changes: deleted, replaced in place, appended, in this order.
fn changed(now: &[String], changes: &KernelArgumentChanges) -> Result<Vec<String>> {
    let mut line = now.to_vec();
    for argument in &changes.delete {
        let at = place(&line, "delete", argument)?;
        line.remove(at);
    }
    // Found before any is replaced: two may change places.
    let places = changes.replace.iter().map(|(old, new)| {
        let at = place(&line, "replace", old)?;
        Ok((at, new.clone()))
    });
    for (at, new) in places.collect::<Result<Vec<_>>>()? {
        line[at] = new;
    }
    line.extend(changes.append.iter().cloned());
    Ok(line)
}

fn place(line: &[String], key: &str, argument: &String) -> Result<usize> {
    line.iter()
        .position(|one| one == argument)
        .ok_or_else(|| Error::invalid(key, format!("there is no kernel argument “{argument}”")))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn replacing(pairs: &[(&str, &str)]) -> HashMap<String, String> {
        pairs
            .iter()
            .map(|(old, new)| ((*old).to_owned(), (*new).to_owned()))
            .collect()
    }

    #[test]
    fn arguments_are_deleted_replaced_and_appended() {
        let now = words("rw quiet console=tty0 console=ttyS0 root=UUID=1");
        let changes = KernelArgumentChanges {
            append: words("debug mitigations=off"),
            replace: replacing(&[
                ("root=UUID=1", "root=UUID=2"),
                ("console=ttyS0", "console=ttyS1"),
            ]),
            delete: words("quiet console=tty0"),
            seen: None,
        };
        let line = changed(&now, &changes).unwrap().join(" ");
        assert_eq!(line, "rw console=ttyS1 root=UUID=2 debug mitigations=off");
        assert_eq!(
            changed(&now, &KernelArgumentChanges::default()).unwrap(),
            now
        );
    }

    #[test]
    fn a_line_is_taken_apart_at_blanks_outside_of_quotes() {
        let arguments = arguments_in(" root=UUID=1  quiet opt=\"a b\"\tc ");
        assert_eq!(arguments, ["root=UUID=1", "quiet", "opt=\"a b\"", "c"]);
        assert_eq!(arguments_in("rw opt=\"a b"), ["rw", "opt=\"a b"]);
        assert!(arguments_in(" ").is_empty());
    }

    #[test]
    fn two_that_change_places_are_both_kept() {
        let changes = KernelArgumentChanges {
            replace: replacing(&[
                ("console=tty0", "console=ttyS0"),
                ("console=ttyS0", "console=tty0"),
            ]),
            ..KernelArgumentChanges::default()
        };
        let line = changed(&words("console=tty0 rw console=ttyS0"), &changes).unwrap();
        assert_eq!(line.join(" "), "console=ttyS0 rw console=tty0");
    }

    #[test]
    fn what_is_not_there_is_refused_by_name() {
        let now = words("rw console=tty0");
        let deleting = KernelArgumentChanges {
            delete: words("console"),
            ..KernelArgumentChanges::default()
        };
        let replacing = KernelArgumentChanges {
            replace: replacing(&[("console=ttyS0", "console=tty0")]),
            ..KernelArgumentChanges::default()
        };
        for (changes, key) in [(deleting, "delete"), (replacing, "replace")] {
            let error = changed(&now, &changes).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidArgument);
            assert_eq!(error.fields.argument.as_deref(), Some(key), "{error}");
        }
    }
}
