//! What the methods of the OS have in common: noting the call, asking polkit, beginning
//! the transaction.

use std::collections::BTreeSet;

use anyhow::Result as AnyResult;
use ostree::glib::Variant;
use zbus::message::Header;

use super::access::{self, Caller};
use super::os::Os;
use super::refusal::Refusal;
use crate::system::change;
use crate::system::request::Change;
use crate::system::run::Run;
use crate::system::simple::Element;
use crate::wire::{self, Entries, option, told};

type Result<T = String> = std::result::Result<T, Refusal>;

const KIND: &str = "OS";

impl Os {
    /// Notes a call, asks polkit, and says who calls.
    pub(super) async fn admit(
        &self,
        header: &Header<'_>,
        arguments: &str,
        actions: &[&str],
    ) -> Result<Caller> {
        let caller = self.0.called(header, arguments).await?;
        let method = header.member().map(ToString::to_string).unwrap_or_default();
        access::ask(&self.0, header, &caller, actions, KIND, &method).await?;
        Ok(caller)
    }

    /// Admits a call and begins its transaction.
    pub(super) async fn begin(
        &self,
        header: &Header<'_>,
        (arguments, action, title): (String, &str, &str),
        work: impl FnOnce(&Run<'_>) -> AnyResult<()> + Send + 'static,
    ) -> Result<String> {
        let caller = self.admit(header, &arguments, &[action]).await?;
        let method = header.member().map(ToString::to_string).unwrap_or_default();
        self.0
            .begin(&caller, (&method, &arguments, title), work)
            .await
    }

    /// The same for a change.
    pub(super) async fn change(
        &self,
        header: &Header<'_>,
        (arguments, action): (String, &str),
        what: Change,
    ) -> Result<String> {
        self.begin(header, (arguments, action, "new-deployment"), move |run| {
            change::run(run, &what)
        })
        .await
    }

    pub(super) fn dict(value: &Variant) -> zbus::fdo::Result<Entries> {
        wire::entries(value).map_err(|error| zbus::fdo::Error::Failed(format!("{error:#}")))
    }

    /// What is asked by policy or mode: to look, to stage, or nothing.
    pub(super) async fn trigger(
        &self,
        header: &Header<'_>,
        options: &Entries,
    ) -> Result<(bool, String)> {
        let arguments = told(options);
        let caller = self.admit(header, &arguments, &["upgrade"]).await?;
        let mode = option::<String>(options, "mode").unwrap_or_else(|| "auto".to_owned());
        let mode = if mode == "auto" {
            self.0.config().policy
        } else {
            mode
        };
        let check_only = match mode.as_str() {
            "none" => return Ok((false, String::new())),
            "check" => true,
            "stage" => false,
            other => {
                return Err(Refusal::failed(format!(
                    "Invalid automatic update policy: {other}"
                )));
            }
        };
        let what = Change {
            check_only,
            ..Change::default()
        };
        let named = (
            "AutomaticUpdateTrigger",
            arguments.as_str(),
            "new-deployment",
        );
        let address = self
            .0
            .begin(&caller, named, move |run| change::run(run, &what))
            .await?;
        Ok((true, address))
    }

    /// What is to be cleaned up; a word that is none is refused after polkit was asked.
    pub(super) async fn elements(
        &self,
        header: &Header<'_>,
        words: &[String],
    ) -> Result<BTreeSet<Element>> {
        let mut known = BTreeSet::new();
        for word in words {
            let Some(element) = Element::read(word) else {
                self.admit(header, &format!("{words:?}"), &["cleanup"])
                    .await?;
                return Err(Refusal::failed(format!("Invalid cleanup type: {word}")));
            };
            known.insert(element);
        }
        Ok(known)
    }
}
