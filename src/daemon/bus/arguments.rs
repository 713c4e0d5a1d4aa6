//! Arguments from the bus as actions. Pure: nothing here asks or changes anything.
//!
//! Text is measured before it is looked at, and never repeated in full.

mod packages;
mod policy;
mod streams;
#[cfg(test)]
mod tests;

use waymark_model::{Action, ChangeType, Dict, Error, ErrorKind, Ref, Result, dict::Field, words};

use crate::reads::Query;

pub use packages::{change_packages, set_kernel_arguments};
pub use policy::set_policy;
pub use streams::{list_streams, rebase, search};

/// Longest text that is searched for, in characters.
pub const TEXT_MAX: usize = 256;
/// Longest cursor, path or stream, in bytes.
const LONG_MAX: usize = 4096;
/// Most deployments that one call deletes.
const TARGETS_MAX: usize = 64;
/// Most versions that one History lists.
const HISTORY_MAX: u32 = 200;
/// Longest name of an option that is repeated in an error, in characters.
const KEY_MAX: usize = 64;

/// Options that a call carries; each that is not taken is refused.
#[derive(Debug)]
pub struct Options(Dict);

impl Options {
    /// The options of a call.
    #[must_use]
    pub fn new(dict: Dict) -> Self {
        Self(dict)
    }

    /// Takes an option.
    ///
    /// # Errors
    /// `InvalidArgument` if its value has another type.
    pub fn take<T: Field>(&mut self, key: &str) -> Result<Option<T>> {
        let Some(value) = self.0.remove(key) else {
            return Ok(None);
        };
        T::read(&value).map(Some).ok_or_else(|| {
            Error::invalid(
                key,
                format!("the option “{key}” is not of the type “{}”", T::SIGNATURE),
            )
        })
    }

    /// The first key that was not taken, as a sentence may hold it: a stranger's text goes
    /// into the log and onto terminals.
    fn unknown(&self) -> Option<String> {
        let key = self.0.keys().min()?;
        let key: String = key.chars().take(KEY_MAX).collect();
        Some(words::plain(&key))
    }

    /// Nothing more is known.
    ///
    /// # Errors
    /// `NotSupported` if an option is left.
    pub fn end(self) -> Result<()> {
        let Some(key) = self.unknown() else {
            return Ok(());
        };
        Err(Error::new(
            ErrorKind::NotSupported,
            format!("the option “{key}” is not known"),
        )
        .with(|fields| fields.argument = Some(key)))
    }
}

/// A reference in an argument.
///
/// # Errors
/// `InvalidArgument`.
pub fn reference(argument: &str, text: &str) -> Result<Ref> {
    text.parse()
        .map_err(|error: waymark_model::refs::RefError| Error::invalid(argument, error.to_string()))
}

/// The id in a reference to a deployment.
///
/// # Errors
/// `InvalidArgument`.
pub fn deployment(argument: &str, text: &str) -> Result<Ref> {
    match reference(argument, text)? {
        Ref::Version(_) => Err(Error::invalid(
            argument,
            "a deployment is named as “deployment:ID”",
        )),
        deployment => Ok(deployment),
    }
}

fn version(argument: &str, text: &str) -> Result<Ref> {
    match reference(argument, text)? {
        Ref::Deployment(_) => Err(Error::invalid(
            argument,
            "a version is named as “version:CHECKSUM”",
        )),
        version => Ok(version),
    }
}

/// A text to search for.
///
/// # Errors
/// `InvalidArgument` if it is too long.
pub fn search_text(argument: &str, text: &str) -> Result<()> {
    // Bytes first: counting the characters of a huge text takes time.
    if text.len() > TEXT_MAX * 4 || text.chars().count() > TEXT_MAX {
        return Err(Error::invalid(
            argument,
            format!("the text is longer than {TEXT_MAX} characters"),
        ));
    }
    Ok(())
}

/// A text that must say something and be of sensible length.
///
/// # Errors
/// `InvalidArgument`.
pub fn some_text(argument: &str, text: &str) -> Result<()> {
    if text.is_empty() || text.len() > LONG_MAX || text.chars().any(char::is_control) {
        return Err(Error::invalid(
            argument,
            "the text is empty, too long or holds control characters",
        ));
    }
    Ok(())
}

/// `GetChanges`: what is compared, and the page of it, as offset and limit.
///
/// # Errors
/// `InvalidArgument`, or `NotSupported` for an unknown option.
pub fn comparison(from: &str, to: &str, page: (u32, u32), options: Dict) -> Result<Query> {
    let mut options = Options::new(options);
    let query = Query {
        from: reference("from", from)?,
        to: reference("to", to)?,
        files: wants_files(&mut options)?,
        change: change_option(&mut options)?,
        text: search_option(&mut options)?,
        offset: page.0,
        limit: page.1,
    };
    options.end()?;
    Ok(query)
}

/// The option `kind` of a comparison: whether files are wanted rather than packages.
///
/// # Errors
/// `InvalidArgument` for any other word.
fn wants_files(options: &mut Options) -> Result<bool> {
    match options.take::<String>("kind")?.as_deref() {
        None | Some("packages") => Ok(false),
        Some("files") => Ok(true),
        Some(_) => Err(Error::invalid("kind", "a kind is “packages” or “files”")),
    }
}

/// The option `change` of a comparison: how a row must differ.
///
/// # Errors
/// `InvalidArgument` for a word that means nothing.
fn change_option(options: &mut Options) -> Result<Option<ChangeType>> {
    let Some(word) = options.take::<String>("change")? else {
        return Ok(None);
    };
    let mut all = [ChangeType::Changed].iter().chain(ChangeType::ALL);
    let known = all.find(|known| known.as_str() == word);
    known.copied().map(Some).ok_or_else(|| {
        Error::invalid(
            "change",
            "a change is “added”, “removed”, “upgraded”, “downgraded” or “changed”",
        )
    })
}

/// The option `search` of a comparison; empty if absent.
///
/// # Errors
/// `InvalidArgument` if it is too long.
fn search_option(options: &mut Options) -> Result<String> {
    let text = options.take::<String>("search")?.unwrap_or_default();
    search_text("search", &text)?;
    Ok(text)
}

/// `LocalChanges`: the text that is searched for.
///
/// # Errors
/// `InvalidArgument`, or `NotSupported` for an unknown option.
pub fn only_search(options: Dict) -> Result<String> {
    let mut options = Options::new(options);
    let text = search_option(&mut options)?;
    options.end()?;
    Ok(text)
}

/// `FileDiff`: whether what not everyone may read is wanted.
///
/// # Errors
/// `InvalidArgument`, or `NotSupported` for an unknown option.
pub fn file_difference(path: &str, options: Dict) -> Result<bool> {
    some_text("path", path)?;
    let mut options = Options::new(options);
    let secret = options.take("secret")?.unwrap_or(false);
    options.end()?;
    Ok(secret)
}

/// `SetHidden`: the checksum or digest that is meant.
///
/// # Errors
/// `InvalidArgument`, or `NotSupported` for an unknown option.
pub fn set_hidden(text: &str, options: Dict) -> Result<String> {
    let version = version("version", text)?;
    Options::new(options).end()?;
    Ok(version.id().to_owned())
}

/// `Check`
///
/// # Errors
/// As all of these: `InvalidArgument`, or `NotSupported` for an unknown option.
pub fn check(options: Dict) -> Result<Action> {
    let mut options = Options::new(options);
    let target = options
        .take::<String>("ref")?
        .map(|text| version("ref", &text))
        .transpose()?;
    options.end()?;
    Ok(Action::Check { target })
}

/// `Update`
pub fn update(text: &str, options: Dict) -> Result<Action> {
    let version = if text.is_empty() {
        None
    } else {
        Some(version("version", text)?)
    };
    let mut options = Options::new(options);
    let download_only = options.take("download-only")?.unwrap_or(false);
    options.end()?;
    Ok(Action::Update {
        version,
        download_only,
    })
}

/// `Discard`
pub fn discard(options: Dict) -> Result<Action> {
    Options::new(options).end()?;
    Ok(Action::Discard)
}

/// `Restore`
pub fn restore(target: &str, generation: u64, options: Dict) -> Result<Action> {
    let target = reference("target", target)?;
    Options::new(options).end()?;
    Ok(Action::Restore { target, generation })
}

/// `SetPinned`
pub fn set_pinned(target: &str, generation: u64, pinned: bool, options: Dict) -> Result<Action> {
    let target = deployment("target", target)?;
    Options::new(options).end()?;
    Ok(Action::SetPinned {
        target,
        generation,
        pinned,
    })
}

/// `Delete`
pub fn delete(targets: &[&str], generation: u64, options: Dict) -> Result<Action> {
    if targets.is_empty() || targets.len() > TARGETS_MAX {
        return Err(Error::invalid(
            "targets",
            format!("between 1 and {TARGETS_MAX} deployments can be named"),
        ));
    }
    let mut refs = targets
        .iter()
        .map(|target| deployment("targets", target))
        .collect::<Result<Vec<_>>>()?;
    refs.sort_unstable();
    refs.dedup();
    Options::new(options).end()?;
    Ok(Action::Delete {
        targets: refs,
        generation,
    })
}

/// `CleanUp`
pub fn clean_up(options: Dict) -> Result<Action> {
    let mut options = Options::new(options);
    let keep = options.take("keep")?.unwrap_or(1);
    options.end()?;
    Ok(Action::CleanUp { keep })
}

/// `History`
pub fn history(cursor: &str, limit: u32, options: Dict) -> Result<Action> {
    if cursor.len() > LONG_MAX || !cursor.chars().all(|c| c.is_ascii_graphic()) {
        return Err(Error::invalid("cursor", "no result ever held this cursor"));
    }
    Options::new(options).end()?;
    Ok(Action::History {
        cursor: cursor.to_owned(),
        limit: limit.clamp(1, HISTORY_MAX),
    })
}

/// `Restart`
pub fn restart(options: Dict) -> Result<Action> {
    let mut options = Options::new(options);
    let power_off = options.take("power-off")?.unwrap_or(false);
    options.end()?;
    Ok(Action::Restart { power_off })
}
