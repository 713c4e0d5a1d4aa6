//! `org.projectatomic.rpmostree1.OS`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Result as AnyResult;
use ostree::glib::Variant;
use zbus::{interface, message::Header};

use super::access::{self, Caller};
use super::options;
use super::queries::{self, DiffAnswer, Differences};
use super::refusal::Refusal;
use super::world::World;
use crate::system::change::{self, Change, Options};
use crate::system::layer;
use crate::system::run::Run;
use crate::system::simple::{self, Element, Initramfs, KernelChange};
use crate::wire::{self, Entries, option, told};

/// The object.
pub(super) struct Os(pub(super) Arc<World>);

type Result<T = String> = std::result::Result<T, Refusal>;

const KIND: &str = "OS";

impl Os {
    /// Notes a call, asks polkit, and says who calls.
    async fn admit(
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
    async fn begin(
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
    async fn change(
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

    fn dict(value: &Variant) -> zbus::fdo::Result<Entries> {
        wire::entries(value).map_err(|error| zbus::fdo::Error::Failed(format!("{error:#}")))
    }
}

#[interface(name = "org.projectatomic.rpmostree1.OS", introspection_docs = false)]
impl Os {
    #[zbus(out_args("enabled", "transaction_address"))]
    async fn automatic_update_trigger(
        &self,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<(bool, String)> {
        let arguments = told(&options);
        let caller = self.admit(&header, &arguments, &["upgrade"]).await?;
        let mode = option::<String>(&options, "mode").unwrap_or_else(|| "auto".to_owned());
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

    #[zbus(out_args("result"))]
    async fn get_deployments_rpm_diff(
        &self,
        deployid0: String,
        deployid1: String,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<Differences> {
        self.admit(
            &header,
            &format!("{deployid0}, {deployid1}"),
            &["repo-refresh"],
        )
        .await?;
        queries::off_thread(move || queries::between(&deployid0, &deployid1)).await
    }

    #[zbus(out_args("transaction_address"))]
    async fn deploy(
        &self,
        revision: String,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let what = Change {
            revision: Some(revision.clone()),
            options: options::options(&options),
            ..Change::default()
        };
        self.change(
            &header,
            (format!("{revision}, {}", told(&options)), "deploy"),
            what,
        )
        .await
    }

    #[zbus(out_args("result", "details"))]
    async fn get_cached_deploy_rpm_diff(
        &self,
        revision: String,
        packages: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<DiffAnswer> {
        self.admit(
            &header,
            &format!("{revision}, {packages:?}"),
            &["repo-refresh"],
        )
        .await?;
        queries::off_thread(move || queries::cached_deploy(&revision)).await
    }

    #[zbus(out_args("transaction_address"))]
    async fn download_deploy_rpm_diff(
        &self,
        revision: String,
        packages: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{revision}, {packages:?}");
        let work = move |run: &Run<'_>| simple::download_diff(run, None, Some(&revision));
        self.begin(&header, (arguments, "repo-refresh", "package-diff"), work)
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn upgrade(
        &self,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let what = Change {
            options: options::options(&options),
            ..Change::default()
        };
        self.change(&header, (told(&options), "upgrade"), what)
            .await
    }

    #[zbus(out_args("result", "details"))]
    async fn get_cached_update_rpm_diff(
        &self,
        deployid: String,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<DiffAnswer> {
        self.admit(&header, &deployid, &["repo-refresh"]).await?;
        queries::off_thread(move || queries::cached_update(&deployid)).await
    }

    #[zbus(out_args("transaction_address"))]
    async fn download_update_rpm_diff(&self, #[zbus(header)] header: Header<'_>) -> Result<String> {
        let work = |run: &Run<'_>| simple::download_diff(run, None, None);
        self.begin(
            &header,
            (String::new(), "repo-refresh", "package-diff"),
            work,
        )
        .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn rollback(
        &self,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let reboot = option(&options, "reboot").unwrap_or(false);
        let work = move |run: &Run<'_>| {
            simple::rollback(run)?;
            if reboot { run.daemon.reboot() } else { Ok(()) }
        };
        self.begin(&header, (told(&options), "rollback", "rollback"), work)
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn clear_rollback_target(
        &self,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let work = |run: &Run<'_>| simple::clean_up(run, &BTreeSet::from([Element::Rollback]));
        self.begin(
            &header,
            (told(&options), "rollback", "clear-rollback"),
            work,
        )
        .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn rebase(
        &self,
        options: Entries,
        refspec: String,
        packages: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{}, {refspec}, {packages:?}", told(&options));
        let what = Change {
            refspec: Some(refspec),
            revision: option(&options, "revision"),
            install: packages,
            custom_origin: option(&options, "custom-origin"),
            options: options::options(&options),
            ..Change::default()
        };
        self.change(&header, (arguments, "rebase"), what).await
    }

    #[zbus(out_args("result", "details"))]
    async fn get_cached_rebase_rpm_diff(
        &self,
        refspec: String,
        packages: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<DiffAnswer> {
        self.admit(
            &header,
            &format!("{refspec}, {packages:?}"),
            &["repo-refresh"],
        )
        .await?;
        queries::off_thread(move || queries::cached_rebase(&refspec)).await
    }

    #[zbus(out_args("transaction_address"))]
    async fn download_rebase_rpm_diff(
        &self,
        refspec: String,
        packages: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{refspec}, {packages:?}");
        let work = move |run: &Run<'_>| simple::download_diff(run, Some(&refspec), None);
        self.begin(&header, (arguments, "repo-refresh", "package-diff"), work)
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn pkg_change(
        &self,
        options: Entries,
        packages_added: Vec<String>,
        packages_removed: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let arguments = format!(
            "{}, {packages_added:?}, {packages_removed:?}",
            told(&options)
        );
        let what = Change {
            install: packages_added,
            uninstall: packages_removed,
            options: Options {
                no_pull_base: true,
                ..options::options(&options)
            },
            ..Change::default()
        };
        self.change(&header, (arguments, "install-uninstall-packages"), what)
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn set_initramfs_state(
        &self,
        regenerate: bool,
        args: Vec<String>,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{regenerate}, {args:?}, {}", told(&options));
        let work =
            move |run: &Run<'_>| simple::initramfs(run, &Initramfs::Regenerate(regenerate, args));
        self.begin(&header, (arguments, "bootconfig", "initramfs"), work)
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn initramfs_etc(
        &self,
        track: Vec<String>,
        untrack: Vec<String>,
        untrack_all: bool,
        force_sync: bool,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let arguments = format!(
            "{track:?}, {untrack:?}, {untrack_all}, {force_sync}, {}",
            told(&options)
        );
        let work = move |run: &Run<'_>| {
            simple::initramfs(
                run,
                &Initramfs::Files {
                    track,
                    untrack,
                    untrack_all,
                },
            )
        };
        self.begin(&header, (arguments, "bootconfig", "initramfs-etc"), work)
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn kernel_args(
        &self,
        existing_kernel_arg_string: String,
        kernel_args_added: Vec<String>,
        kernel_args_replaced: Vec<String>,
        kernel_args_removed: Vec<String>,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let what = KernelChange {
            existing: existing_kernel_arg_string,
            added: kernel_args_added,
            replaced: kernel_args_replaced,
            removed: kernel_args_removed,
            whole: option(&options, "final-kernel-args"),
            locked: option(&options, "lock-finalization").unwrap_or(false),
            reboot: option(&options, "reboot").unwrap_or(false),
        };
        let work_on = what.clone();
        let work = move |run: &Run<'_>| simple::kernel_arguments(run, &work_on);
        self.begin(
            &header,
            (
                format!("{what:?}, {}", told(&options)),
                "bootconfig",
                "kargs",
            ),
            work,
        )
        .await
    }

    #[zbus(out_args("bootconfig"))]
    async fn get_deployment_boot_config(
        &self,
        deployid: String,
        is_pending: bool,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<Entries> {
        self.admit(&header, &format!("{deployid}, {is_pending}"), &[])
            .await?;
        queries::off_thread(move || queries::boot_config(&deployid, is_pending)).await
    }

    #[zbus(out_args("transaction_address"))]
    async fn cleanup(
        &self,
        elements: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let mut known = BTreeSet::new();
        for word in &elements {
            let Some(element) = Element::read(word) else {
                self.admit(&header, &format!("{elements:?}"), &["cleanup"])
                    .await?;
                return Err(Refusal::failed(format!("Invalid cleanup type: {word}")));
            };
            known.insert(element);
        }
        let work = move |run: &Run<'_>| simple::clean_up(run, &known);
        self.begin(
            &header,
            (format!("{elements:?}"), "cleanup", "cleanup"),
            work,
        )
        .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn refresh_md(
        &self,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let force = option(&options, "force").unwrap_or(false);
        let title = if force {
            "refresh-md (force)"
        } else {
            "refresh-md"
        };
        self.begin(
            &header,
            (told(&options), "repo-refresh", title),
            layer::refresh,
        )
        .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn modify_yum_repo(
        &self,
        repo_id: String,
        settings: BTreeMap<String, String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{repo_id}, {settings:?}");
        let settings: Vec<_> = settings.into_iter().collect();
        let work = move |run: &Run<'_>| simple::modify_repo(run, &repo_id, &settings);
        self.begin(&header, (arguments, "repo-modify", "modify-yum-repo"), work)
            .await
    }

    #[zbus(out_args("repos"))]
    async fn list_repos(&self, #[zbus(header)] header: Header<'_>) -> Result<Vec<Entries>> {
        self.admit(&header, "", &[]).await?;
        queries::off_thread(queries::repos).await
    }

    #[zbus(out_args("transaction_address"))]
    async fn update_deployment(
        &self,
        modifiers: Entries,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{}, {}", told(&modifiers), told(&options));
        let actions = options::actions(&modifiers, &options);
        let caller = self.admit(&header, &arguments, &actions).await?;
        let what = options::change(&modifiers, &options)?;
        let named = ("UpdateDeployment", arguments.as_str(), "new-deployment");
        self.0
            .begin(&caller, named, move |run| change::run(run, &what))
            .await
    }

    #[zbus(out_args("transaction_address"))]
    async fn finalize_deployment(
        &self,
        options: Entries,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<String> {
        let expected: Option<String> = option(&options, "checksum");
        let any = option(&options, "allow-missing-checksum").unwrap_or(false);
        let work = move |run: &Run<'_>| simple::finalize(run, expected.as_deref(), any);
        self.begin(
            &header,
            (told(&options), "finalize-deployment", "finalize-deployment"),
            work,
        )
        .await
    }

    #[zbus(out_args("packages"))]
    async fn what_provides(
        &self,
        provides: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<Vec<Entries>> {
        self.admit(&header, &format!("{provides:?}"), &[]).await?;
        Ok(queries::what_provides(&provides)?)
    }

    #[zbus(out_args("packages"))]
    async fn get_packages(
        &self,
        names: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<Vec<Entries>> {
        self.admit(&header, &format!("{names:?}"), &[]).await?;
        Ok(queries::packages(&names)?)
    }

    #[zbus(out_args("packages"))]
    async fn search(
        &self,
        names: Vec<String>,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<Vec<Entries>> {
        self.admit(&header, &format!("{names:?}"), &[]).await?;
        Ok(queries::search(&names)?)
    }

    #[zbus(property)]
    fn booted_deployment(&self) -> zbus::fdo::Result<Entries> {
        Self::dict(&self.0.now().booted)
    }

    #[zbus(property)]
    fn default_deployment(&self) -> zbus::fdo::Result<Entries> {
        Self::dict(&self.0.now().default)
    }

    #[zbus(property)]
    fn rollback_deployment(&self) -> zbus::fdo::Result<Entries> {
        Self::dict(&self.0.now().rollback)
    }

    #[zbus(property)]
    fn cached_update(&self) -> zbus::fdo::Result<Entries> {
        Self::dict(&self.0.now().cached)
    }

    #[zbus(property)]
    fn has_cached_update_rpm_diff(&self) -> bool {
        self.0.now().has_diff
    }

    #[zbus(property)]
    fn name(&self) -> String {
        self.0.now().osname.clone()
    }
}
