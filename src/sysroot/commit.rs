//! Commits: a version as the repository knows it.

use ostree::glib;
use waymark_model::{Error, ErrorKind, Result};

use crate::errors::translate;

/// No text of a description is told beyond so many characters.
const LONGEST_TEXT: usize = 1000;

/// One version.
#[derive(Clone, Debug)]
pub(crate) struct Commit {
    pub(crate) checksum: String,
    /// Whether all of its content is here, not its description alone.
    pub(crate) complete: bool,
    /// The object: `(a{sv}aya(say)sstayay)`.
    pub(crate) object: glib::Variant,
}

impl Commit {
    /// Loads it; `None` if it is not in the repository.
    pub(crate) fn find(repo: &ostree::Repo, checksum: &str) -> Result<Option<Self>> {
        let known = repo
            .load_variant_if_exists(ostree::ObjectType::Commit, checksum)
            .map_err(translate("a version could not be read"))?;
        if known.is_none() {
            return Ok(None);
        }
        let (object, state) = repo
            .load_commit(checksum)
            .map_err(translate("a version could not be read"))?;
        Ok(Some(Self {
            checksum: checksum.to_owned(),
            complete: !state.contains(ostree::RepoCommitState::PARTIAL),
            object,
        }))
    }

    /// Loads it.
    pub(crate) fn load(repo: &ostree::Repo, checksum: &str) -> Result<Self> {
        Self::find(repo, checksum)?.ok_or_else(|| {
            Error::new(
                ErrorKind::NotFound,
                format!("version {checksum} is not on this disk"),
            )
            .with(|fields| fields.reference = Some(format!("version:{checksum}")))
        })
    }

    /// The publisher's version string.
    pub(crate) fn version(&self) -> Option<String> {
        self.text("version")
    }

    /// The version of its kernel, where the publisher says it.
    pub(crate) fn kernel(&self) -> Option<String> {
        // It is the name of a folder.
        self.text("ostree.linux").filter(|name| {
            let special = matches!(name.as_str(), "" | "." | "..");
            !special && !name.contains('/') && name.len() <= 255
        })
    }

    /// What the publisher says of the end of its stream.
    pub(crate) fn end_of_life(&self) -> Option<String> {
        self.text("ostree.endoflife")
    }

    /// When it was published, in seconds since 1970.
    pub(crate) fn timestamp(&self) -> u64 {
        ostree::commit_get_timestamp(&self.object)
    }

    /// The version before it.
    pub(crate) fn parent(&self) -> Option<String> {
        ostree::commit_get_parent(&self.object).map(Into::into)
    }

    /// The refs that it was published for; empty where the publisher does not say.
    pub(crate) fn bound_refs(&self) -> Vec<String> {
        self.metadata()
            .lookup::<Vec<String>>("ostree.ref-binding")
            .ok()
            .flatten()
            .unwrap_or_default()
    }

    /// A value of its description.
    pub(crate) fn value(&self, key: &str) -> Option<glib::Variant> {
        self.metadata().lookup_value(key, None)
    }

    fn text(&self, key: &str) -> Option<String> {
        let text = self.metadata().lookup::<String>(key).ok().flatten()?;
        Some(match text.char_indices().nth(LONGEST_TEXT) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        })
    }

    fn metadata(&self) -> glib::VariantDict {
        glib::VariantDict::new(Some(&self.object.child_value(0)))
    }
}

/// Refuses what is no checksum of a version.
pub(crate) fn validate(checksum: &str, argument: &str) -> Result<()> {
    ostree::validate_structureof_checksum_string(checksum).map_err(|error| {
        Error::invalid(argument, "this is no checksum of a version").raw(error.message())
    })
}
