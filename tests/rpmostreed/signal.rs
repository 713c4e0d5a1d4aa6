//! The signals of a transaction.

use anyhow::{Context as _, Result, bail};
use ostree::glib::{Variant, VariantTy, prelude::*};

/// The interface of a transaction's object.
pub const INTERFACE: &str = "org.projectatomic.rpmostree1.Transaction";

/// What a transaction says on its own socket, in GLib's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// The signal's name.
    pub member: String,
    /// Its arguments, a tuple; none if it has no arguments.
    pub body: Option<Variant>,
}

impl Signal {
    /// `Message`: a line for people.
    #[must_use]
    pub fn message(text: impl Into<String>) -> Self {
        Self::of("Message", &(text.into(),))
    }

    /// `TaskBegin`: a step of unknown length.
    #[must_use]
    pub fn task_begin(text: impl Into<String>) -> Self {
        Self::of("TaskBegin", &(text.into(),))
    }

    /// `TaskEnd` with the word that always comes.
    #[must_use]
    pub fn task_end() -> Self {
        Self::of("TaskEnd", &("done".to_owned(),))
    }

    /// `PercentProgress` of a step, 0 to 100.
    #[must_use]
    pub fn percent(text: impl Into<String>, percent: u32) -> Self {
        Self::of("PercentProgress", &(text.into(), percent))
    }

    /// `ProgressEnd`.
    #[must_use]
    pub fn progress_end() -> Self {
        Self {
            member: "ProgressEnd".to_owned(),
            body: None,
        }
    }

    /// `Finished`.
    #[must_use]
    pub fn finished(success: bool, message: impl Into<String>) -> Self {
        Self::of("Finished", &(success, message.into()))
    }

    /// A signal with these arguments.
    pub fn of(member: &str, body: &impl ToVariant) -> Self {
        Self {
            member: member.to_owned(),
            body: Some(body.to_variant()),
        }
    }

    /// Success and text of `Finished`.
    #[must_use]
    pub fn outcome(&self) -> Option<(bool, String)> {
        (self.member == "Finished").then_some(())?;
        self.body.as_ref()?.get()
    }

    /// The title that the signal announces.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        (self.member == "PropertiesChanged").then_some(())?;
        let changed = self.body.as_ref()?.try_child_value(1)?;
        crate::wire::lookup(&changed, "Title")
    }

    /// `PropertiesChanged` with a new title.
    #[must_use]
    pub fn titled(title: &str) -> Self {
        let changed = std::collections::HashMap::from([("Title", title.to_variant())]);
        Self::of(
            "PropertiesChanged",
            &(INTERFACE.to_owned(), changed, Vec::<String>::new()),
        )
    }

    /// The signal `member` whose arguments are told in GLib's text form.
    ///
    /// # Errors
    /// If there is no such signal, or the text is not of its type.
    pub fn parse(member: &str, text: &str) -> Result<Self> {
        let kind = match member {
            "Message" | "TaskBegin" | "TaskEnd" => "(s)",
            "PercentProgress" => "(su)",
            "DownloadProgress" => "((tt)(uu)(uuu)(uuut)(uu)(tt))",
            "SignatureProgress" => "(avs)",
            "Finished" => "(bs)",
            "PropertiesChanged" => "(sa{sv}as)",
            "ProgressEnd" => return Ok(Self::progress_end()),
            _ => bail!("a transaction has no signal {member}"),
        };
        let kind = VariantTy::new(kind)?;
        let body = Variant::parse(Some(kind), text).with_context(|| format!("{member}: {text}"))?;
        Ok(Self {
            member: member.to_owned(),
            body: Some(body),
        })
    }
}
