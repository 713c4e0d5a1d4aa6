//! The bare proxies: `data/dbus/*.xml` in Rust, a method for a method.
//!
//! Calls that may ask the user for a password carry the flag that permits it. A
//! test compares both with the XML.

use std::collections::HashMap;

use zbus::{OwnedFd, OwnedObjectPath, Variant};

use waymark_model::Dict;

/// The service's object.
#[zbus::proxy(
    interface = "io.github.waymarkos.Waymark1",
    default_service = "io.github.waymarkos.Waymark1",
    default_path = "/io/github/waymarkos/Waymark1"
)]
pub trait Service {
    /// Version of the contract.
    #[zbus(property(emits_changed_signal = "const"))]
    fn api_version(&self) -> zbus::Result<u32>;
    /// Rises with every change of the system's state.
    #[zbus(property)]
    fn generation(&self) -> zbus::Result<u64>;
    /// The system as a whole.
    #[zbus(property)]
    fn system(&self) -> zbus::Result<Dict>;
    /// What is on this disk, in boot order.
    #[zbus(property)]
    fn deployments(&self) -> zbus::Result<Vec<Dict>>;
    /// What the stream offers; empty if nothing is known.
    #[zbus(property, name = "Update")]
    fn available_update(&self) -> zbus::Result<Dict>;
    /// When updates were last looked for.
    #[zbus(property)]
    fn last_check(&self) -> zbus::Result<Dict>;
    /// The jobs that run.
    #[zbus(property)]
    fn jobs(&self) -> zbus::Result<Vec<OwnedObjectPath>>;
    /// What the service does by itself.
    #[zbus(property)]
    fn policy(&self) -> zbus::Result<Dict>;
    /// The last finished jobs.
    #[zbus(property)]
    fn results(&self) -> zbus::Result<Vec<Dict>>;
    /// How this start came out; empty if nothing is known.
    #[zbus(property)]
    fn last_start(&self) -> zbus::Result<Dict>;

    /// One deployment with all that is known of it.
    fn get_deployment(&self, deployment: &str) -> zbus::Result<Dict>;
    /// What differs between two versions, a page of it.
    fn get_changes(
        &self,
        from: &str,
        to: &str,
        offset: u32,
        limit: u32,
        options: Dict,
    ) -> zbus::Result<(Dict, Vec<Dict>)>;
    /// Packages of the running base.
    fn search_base(&self, text: &str, limit: u32) -> zbus::Result<Vec<Dict>>;
    /// Package repositories of the system.
    fn get_repositories(&self, options: Dict) -> zbus::Result<Vec<Dict>>;
    /// Advisories of the update, a page of them.
    fn get_advisories(
        &self,
        offset: u32,
        limit: u32,
        options: Dict,
    ) -> zbus::Result<(u32, Vec<Dict>)>;
    /// What the service does by itself and why, as things stand now.
    fn explain_policy(&self, options: Dict) -> zbus::Result<Dict>;
    /// Keeps the service alive while the descriptor is open.
    fn watch(&self) -> zbus::Result<OwnedFd>;

    /// What differs in /etc, a page of it.
    #[zbus(allow_interactive_auth)]
    fn local_changes(
        &self,
        offset: u32,
        limit: u32,
        options: Dict,
    ) -> zbus::Result<(Dict, Vec<Dict>)>;
    /// How a file in /etc differs.
    #[zbus(allow_interactive_auth)]
    fn file_diff(&self, path: &str, options: Dict) -> zbus::Result<Dict>;

    /// Looks for an update.
    #[zbus(allow_interactive_auth)]
    fn check(&self, options: Dict) -> zbus::Result<OwnedObjectPath>;
    /// Downloads and stages.
    #[zbus(allow_interactive_auth)]
    fn update(&self, version: &str, options: Dict) -> zbus::Result<OwnedObjectPath>;
    /// Drops what is staged.
    #[zbus(allow_interactive_auth)]
    fn discard(&self, options: Dict) -> zbus::Result<OwnedObjectPath>;
    /// Makes a deployment or an older version next.
    #[zbus(allow_interactive_auth)]
    fn restore(
        &self,
        target: &str,
        generation: u64,
        options: Dict,
    ) -> zbus::Result<OwnedObjectPath>;
    /// Pins or unpins.
    #[zbus(allow_interactive_auth)]
    fn set_pinned(
        &self,
        target: &str,
        generation: u64,
        pinned: bool,
        options: Dict,
    ) -> zbus::Result<OwnedObjectPath>;
    /// Deletes deployments.
    #[zbus(allow_interactive_auth)]
    fn delete(
        &self,
        targets: &[&str],
        generation: u64,
        options: Dict,
    ) -> zbus::Result<OwnedObjectPath>;
    /// Removes what nobody needs.
    #[zbus(allow_interactive_auth)]
    fn clean_up(&self, options: Dict) -> zbus::Result<OwnedObjectPath>;
    /// Lists the remote's versions.
    #[zbus(allow_interactive_auth)]
    fn history(&self, cursor: &str, limit: u32, options: Dict) -> zbus::Result<OwnedObjectPath>;
    /// Searches the repositories.
    #[zbus(allow_interactive_auth)]
    fn search(&self, text: &str, options: Dict) -> zbus::Result<OwnedObjectPath>;
    /// Lists what the system could follow.
    #[zbus(allow_interactive_auth)]
    fn list_streams(&self, options: Dict) -> zbus::Result<OwnedObjectPath>;
    /// Follows another stream.
    #[zbus(allow_interactive_auth)]
    fn rebase(&self, stream: &str, options: Dict) -> zbus::Result<OwnedObjectPath>;
    /// Adds, removes and replaces packages.
    #[zbus(allow_interactive_auth)]
    fn change_packages(
        &self,
        changes: HashMap<String, Variant<'_>>,
        options: Dict,
    ) -> zbus::Result<OwnedObjectPath>;
    /// Changes kernel arguments.
    #[zbus(allow_interactive_auth)]
    fn set_kernel_arguments(&self, changes: Dict, options: Dict) -> zbus::Result<OwnedObjectPath>;
    /// Changes what the service does by itself.
    #[zbus(allow_interactive_auth)]
    fn set_policy(&self, policy: Dict, options: Dict) -> zbus::Result<OwnedObjectPath>;
    /// Offers a version no more, or again.
    #[zbus(allow_interactive_auth)]
    fn set_hidden(&self, version: &str, hidden: bool, options: Dict) -> zbus::Result<()>;
    /// Restarts the machine.
    #[zbus(allow_interactive_auth)]
    fn restart(&self, options: Dict) -> zbus::Result<OwnedObjectPath>;

    /// Does what the policy says; for the system's own timer, as root.
    fn apply_policy(&self, options: Dict) -> zbus::Result<Dict>;
}

/// A job: an action that runs.
#[zbus::proxy(
    interface = "io.github.waymarkos.Waymark1.Job",
    default_service = "io.github.waymarkos.Waymark1",
    assume_defaults = false
)]
pub trait Job {
    /// Name of the action.
    #[zbus(property(emits_changed_signal = "const"))]
    fn action(&self) -> zbus::Result<String>;
    /// Who runs it.
    #[zbus(property(emits_changed_signal = "const"))]
    fn holder(&self) -> zbus::Result<Dict>;
    /// Where it is in its life.
    #[zbus(property)]
    fn state(&self) -> zbus::Result<String>;
    /// What it does now.
    #[zbus(property)]
    fn step(&self) -> zbus::Result<String>;
    /// How far it is, 0 to 1; −1 if unknown.
    #[zbus(property)]
    fn fraction(&self) -> zbus::Result<f64>;
    /// Bytes transferred.
    #[zbus(property)]
    fn bytes_done(&self) -> zbus::Result<u64>;
    /// Bytes to be transferred; 0 if unknown.
    #[zbus(property)]
    fn bytes_total(&self) -> zbus::Result<u64>;
    /// Bytes a second.
    #[zbus(property)]
    fn rate(&self) -> zbus::Result<u64>;
    /// Whether asking it to stop has an effect now.
    #[zbus(property)]
    fn cancellable(&self) -> zbus::Result<bool>;
    /// How it ended; empty while it runs.
    #[zbus(property)]
    fn result(&self) -> zbus::Result<Dict>;

    /// Asks it to stop. For another user's job this asks for authorization.
    #[zbus(allow_interactive_auth)]
    fn cancel(&self) -> zbus::Result<()>;

    /// What the tool behind it said so far, line by line, from a line on. For its starter.
    fn get_log(&self, from: u32) -> zbus::Result<Vec<String>>;

    /// It ended.
    #[zbus(signal)]
    fn finished(&self, result: Dict) -> zbus::Result<()>;
}
