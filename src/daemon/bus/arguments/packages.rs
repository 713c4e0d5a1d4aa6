//! Changes of packages and of kernel arguments, as they come from the bus.
//!
//! Names go on to a package manager that runs as root. So they are words and nothing
//! that it could take for an option, an address or a file.

use waymark_model::{
    Action, ActionName, Dict, Error, KernelArgumentChanges, PackageChanges, PackageFile, Result,
};
use zbus::Fd;

use super::Options;

/// Most entries of one list.
const LIST_MAX: usize = 200;
/// Longest name of a package or of what one provides, in bytes.
const NAME_MAX: usize = 256;
/// Most bytes of kernel arguments that one call adds: more than a kernel reads.
const LINE_MAX: usize = 2048;

/// `ChangePackages`: what must be allowed for it, as far as it can be read, and the action.
pub fn change_packages(changes: Dict, options: Dict) -> (Vec<ActionName>, Result<Action>) {
    let mut changes = Options::new(changes);
    let read = package_changes(&mut changes);
    let action = read.and_then(|(changes, local_packages, local_replacements)| {
        let mut options = Options::new(options);
        let dry_run = options.take("dry-run")?.unwrap_or(false);
        let action = Action::ChangePackages {
            changes,
            local_packages,
            local_replacements,
            dry_run,
        };
        Ok((action, options))
    });
    match action {
        Ok((action, options)) => {
            let known = changes.end().and_then(|()| options.end());
            (action.gates(), known.map(|()| action))
        }
        Err(error) => (vec![ActionName::ChangePackages], Err(error)),
    }
}

/// `SetKernelArguments`
pub fn set_kernel_arguments(changes: Dict, options: Dict) -> Result<Action> {
    let mut given = Options::new(changes);
    let changes = KernelArgumentChanges {
        append: given.take("append")?.unwrap_or_default(),
        replace: given.take("replace")?.unwrap_or_default(),
        delete: given.take("delete")?.unwrap_or_default(),
        seen: given.take("seen")?,
    };
    let KernelArgumentChanges {
        append,
        replace,
        delete,
        seen,
    } = &changes;
    if append.is_empty() && replace.is_empty() && delete.is_empty() {
        return Err(Error::invalid("changes", "no kernel argument is named"));
    }
    for (key, list) in [
        ("append", append.iter().collect::<Vec<_>>()),
        ("replace", replace.keys().chain(replace.values()).collect()),
        ("delete", delete.iter().collect()),
    ] {
        bounded(key, list.len() / if key == "replace" { 2 } else { 1 })?;
        list.into_iter()
            .try_for_each(|argument| kernel_argument(key, argument))?;
    }
    let added: usize = append.iter().chain(replace.values()).map(String::len).sum();
    if added > LINE_MAX {
        return Err(Error::invalid(
            "append",
            format!("more than {LINE_MAX} bytes of kernel arguments are added"),
        ));
    }
    let seen_length: usize = seen.iter().flatten().map(String::len).sum();
    if seen_length > LINE_MAX * 8 {
        return Err(Error::invalid("seen", "no kernel line is so long"));
    }
    given.end()?;
    Options::new(options).end()?;
    Ok(Action::SetKernelArguments { changes })
}

type Packages = (PackageChanges, Vec<PackageFile>, Vec<PackageFile>);

fn package_changes(given: &mut Options) -> Result<Packages> {
    let changes = PackageChanges {
        add: names(given, "add")?,
        remove: names(given, "remove")?,
        override_remove: names(given, "override-remove")?,
        override_replace: names(given, "override-replace")?,
        override_reset: names(given, "override-reset")?,
        reset_all: given.take("reset-all")?.unwrap_or(false),
    };
    let local_packages = files(given, "local-packages")?;
    let local_replacements = files(given, "local-replacements")?;
    let has_files = !(local_packages.is_empty() && local_replacements.is_empty());
    if changes.is_empty() && !has_files {
        return Err(Error::invalid("changes", "no package is named"));
    }
    let others = PackageChanges {
        reset_all: false,
        ..changes.clone()
    };
    if changes.reset_all && (has_files || !others.is_empty()) {
        return Err(Error::invalid(
            "reset-all",
            "“reset-all” takes everything back and stands alone",
        ));
    }
    one_wish_each(&changes)?;
    Ok((changes, local_packages, local_replacements))
}

fn names(given: &mut Options, key: &'static str) -> Result<Vec<String>> {
    let mut names: Vec<String> = given.take(key)?.unwrap_or_default();
    bounded(key, names.len())?;
    names.iter().try_for_each(|name| package(key, name))?;
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// A name, what a package provides, or the path of a file in a package.
fn package(key: &str, name: &str) -> Result<()> {
    let climbs = || name.split('/').any(|part| part == "..");
    let path = name.starts_with('/');
    let fault = if name.is_empty() || name.len() > NAME_MAX {
        "a name is empty or too long"
    } else if name.chars().any(char::is_control) {
        "a name holds control characters"
    } else if name.starts_with(['-', ' ']) || name.ends_with(' ') {
        "a name begins with “-”, or begins or ends with a blank"
    } else if (path && climbs()) || (!path && name.contains('/')) {
        "a name is a path that does not lead straight to a file of a package"
    } else {
        return Ok(());
    };
    Err(Error::invalid(key, fault))
}

/// What is to be there cannot be gone as well.
fn one_wish_each(changes: &PackageChanges) -> Result<()> {
    let pairs = [
        ("remove", &changes.add, &changes.remove),
        (
            "override-replace",
            &changes.override_remove,
            &changes.override_replace,
        ),
        (
            "override-reset",
            &changes.override_remove,
            &changes.override_reset,
        ),
        (
            "override-reset",
            &changes.override_replace,
            &changes.override_reset,
        ),
    ];
    for (key, one, other) in pairs {
        if let Some(name) = one.iter().find(|name| other.contains(name)) {
            let message = format!("“{name}” is named for two changes that exclude each other");
            return Err(Error::invalid(key, message));
        }
    }
    Ok(())
}

fn files(given: &mut Options, key: &'static str) -> Result<Vec<PackageFile>> {
    let Some(value) = given.0.remove(key) else {
        return Ok(Vec::new());
    };
    let wrong = || Error::invalid(key, format!("“{key}” is not of the type “ah”"));
    let descriptors: Vec<Fd<'static>> = value.try_into().map_err(|_| wrong())?;
    bounded(key, descriptors.len())?;
    descriptors
        .into_iter()
        .map(|descriptor| descriptor.try_into().map_err(|_| wrong()))
        .map(|descriptor| descriptor.map(PackageFile::new))
        .collect()
}

fn bounded(key: &str, count: usize) -> Result<()> {
    if count > LIST_MAX {
        return Err(Error::invalid(
            key,
            format!("“{key}” has more than {LIST_MAX} entries"),
        ));
    }
    Ok(())
}

/// One word, as a boot entry has it: blanks only between quotes.
fn kernel_argument(key: &str, argument: &str) -> Result<()> {
    let quotes = argument.matches('"').count();
    let outside = argument.split('"').step_by(2);
    let fault = if argument.is_empty() || argument.len() > LINE_MAX {
        "a kernel argument is empty or too long"
    } else if argument.chars().any(char::is_control) {
        "a kernel argument holds control characters"
    } else if quotes % 2 == 1 {
        "a kernel argument has a quote that does not end"
    } else if outside
        .into_iter()
        .any(|part| part.contains(char::is_whitespace))
    {
        "a kernel argument is one word; blanks stand between quotes"
    } else if argument.starts_with('=') || argument.starts_with('-') {
        "a kernel argument begins with its key"
    } else if argument == "ostree" || argument.starts_with("ostree=") {
        "“ostree” says which deployment starts, and is not for changing"
    } else {
        return Ok(());
    };
    Err(Error::invalid(key, fault))
}
