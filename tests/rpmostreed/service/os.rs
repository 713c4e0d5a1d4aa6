//! `org.projectatomic.rpmostree1.OS`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use zbus::{interface, message::Header};

use super::options;
use super::queries::{self, DiffAnswer, Differences};
use super::refusal::Refusal;
use super::world::World;
use crate::system::change;
use crate::system::layer;
use crate::system::run::Run;
use crate::system::simple::{self, Element, Initramfs};
use crate::wire::{Entries, option, told};

/// The object.
pub(super) struct Os(pub(super) Arc<World>);

type Result<T = String> = std::result::Result<T, Refusal>;

/// A list of names.
type Words = Vec<String>;

#[interface(name = "org.projectatomic.rpmostree1.OS", introspection_docs = false)]
impl Os {
    async fn automatic_update_trigger(
        &self,
        options: Entries,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<(bool, String)> {
        self.trigger(&by, &options).await
    }

    async fn get_deployments_rpm_diff(
        &self,
        deployid0: String,
        deployid1: String,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<Differences> {
        self.admit(&by, &format!("{deployid0}, {deployid1}"), &["repo-refresh"])
            .await?;
        queries::off_thread(move || queries::between(&deployid0, &deployid1)).await
    }

    async fn deploy(
        &self,
        revision: String,
        options: Entries,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let what = options::deploy(&revision, &options);
        self.change(
            &by,
            (format!("{revision}, {}", told(&options)), "deploy"),
            what,
        )
        .await
    }

    async fn get_cached_deploy_rpm_diff(
        &self,
        revision: String,
        packages: Words,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<DiffAnswer> {
        self.admit(&by, &format!("{revision}, {packages:?}"), &["repo-refresh"])
            .await?;
        queries::off_thread(move || queries::cached_deploy(&revision)).await
    }

    async fn download_deploy_rpm_diff(
        &self,
        revision: String,
        packages: Words,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{revision}, {packages:?}");
        let work = move |run: &Run<'_>| simple::download_diff(run, None, Some(&revision));
        self.begin(&by, (arguments, "repo-refresh", "package-diff"), work)
            .await
    }

    async fn upgrade(&self, options: Entries, #[zbus(header)] by: Header<'_>) -> Result<String> {
        let what = options::upgrade(&options);
        self.change(&by, (told(&options), "upgrade"), what).await
    }

    async fn get_cached_update_rpm_diff(
        &self,
        deployid: String,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<DiffAnswer> {
        self.admit(&by, &deployid, &["repo-refresh"]).await?;
        queries::off_thread(move || queries::cached_update(&deployid)).await
    }

    async fn download_update_rpm_diff(&self, #[zbus(header)] by: Header<'_>) -> Result<String> {
        let work = |run: &Run<'_>| simple::download_diff(run, None, None);
        self.begin(&by, (String::new(), "repo-refresh", "package-diff"), work)
            .await
    }

    async fn rollback(&self, options: Entries, #[zbus(header)] by: Header<'_>) -> Result<String> {
        let reboot = option(&options, "reboot").unwrap_or(false);
        let work = move |run: &Run<'_>| {
            simple::rollback(run)?;
            if reboot { run.daemon.reboot() } else { Ok(()) }
        };
        self.begin(&by, (told(&options), "rollback", "rollback"), work)
            .await
    }

    async fn clear_rollback_target(
        &self,
        options: Entries,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let work = |run: &Run<'_>| simple::clean_up(run, &BTreeSet::from([Element::Rollback]));
        self.begin(&by, (told(&options), "rollback", "clear-rollback"), work)
            .await
    }

    async fn rebase(
        &self,
        options: Entries,
        refspec: String,
        packages: Words,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{}, {refspec}, {packages:?}", told(&options));
        let what = options::rebase(refspec, packages, &options);
        self.change(&by, (arguments, "rebase"), what).await
    }

    async fn get_cached_rebase_rpm_diff(
        &self,
        refspec: String,
        packages: Words,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<DiffAnswer> {
        self.admit(&by, &format!("{refspec}, {packages:?}"), &["repo-refresh"])
            .await?;
        queries::off_thread(move || queries::cached_rebase(&refspec)).await
    }

    async fn download_rebase_rpm_diff(
        &self,
        refspec: String,
        packages: Words,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{refspec}, {packages:?}");
        let work = move |run: &Run<'_>| simple::download_diff(run, Some(&refspec), None);
        self.begin(&by, (arguments, "repo-refresh", "package-diff"), work)
            .await
    }

    async fn pkg_change(
        &self,
        options: Entries,
        packages_added: Words,
        packages_removed: Words,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let arguments = format!(
            "{}, {packages_added:?}, {packages_removed:?}",
            told(&options)
        );
        let what = options::packages(packages_added, packages_removed, &options);
        self.change(&by, (arguments, "install-uninstall-packages"), what)
            .await
    }

    async fn set_initramfs_state(
        &self,
        regenerate: bool,
        args: Words,
        options: Entries,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{regenerate}, {args:?}, {}", told(&options));
        let work =
            move |run: &Run<'_>| simple::initramfs(run, &Initramfs::Regenerate(regenerate, args));
        self.begin(&by, (arguments, "bootconfig", "initramfs"), work)
            .await
    }

    async fn initramfs_etc(
        &self,
        track: Words,
        untrack: Words,
        untrack_all: bool,
        force_sync: bool,
        options: Entries,
        #[zbus(header)] by: Header<'_>,
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
        self.begin(&by, (arguments, "bootconfig", "initramfs-etc"), work)
            .await
    }

    async fn kernel_args(
        &self,
        existing_kernel_arg_string: String,
        kernel_args_added: Words,
        kernel_args_replaced: Words,
        kernel_args_removed: Words,
        options: Entries,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let lists = [kernel_args_added, kernel_args_replaced, kernel_args_removed];
        let what = options::kernel(existing_kernel_arg_string, lists, &options);
        let work_on = what.clone();
        let work = move |run: &Run<'_>| simple::kernel_arguments(run, &work_on);
        self.begin(
            &by,
            (
                format!("{what:?}, {}", told(&options)),
                "bootconfig",
                "kargs",
            ),
            work,
        )
        .await
    }

    async fn get_deployment_boot_config(
        &self,
        deployid: String,
        is_pending: bool,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<Entries> {
        self.admit(&by, &format!("{deployid}, {is_pending}"), &[])
            .await?;
        queries::off_thread(move || queries::boot_config(&deployid, is_pending)).await
    }

    async fn cleanup(&self, elements: Words, #[zbus(header)] by: Header<'_>) -> Result<String> {
        let known = self.elements(&by, &elements).await?;
        let work = move |run: &Run<'_>| simple::clean_up(run, &known);
        self.begin(&by, (format!("{elements:?}"), "cleanup", "cleanup"), work)
            .await
    }

    async fn refresh_md(&self, options: Entries, #[zbus(header)] by: Header<'_>) -> Result<String> {
        let force = option(&options, "force").unwrap_or(false);
        let title = if force {
            "refresh-md (force)"
        } else {
            "refresh-md"
        };
        self.begin(&by, (told(&options), "repo-refresh", title), layer::refresh)
            .await
    }

    async fn modify_yum_repo(
        &self,
        repo_id: String,
        settings: BTreeMap<String, String>,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{repo_id}, {settings:?}");
        let settings: Vec<_> = settings.into_iter().collect();
        let work = move |run: &Run<'_>| simple::modify_repo(run, &repo_id, &settings);
        self.begin(&by, (arguments, "repo-modify", "modify-yum-repo"), work)
            .await
    }

    async fn list_repos(&self, #[zbus(header)] by: Header<'_>) -> Result<Vec<Entries>> {
        self.admit(&by, "", &[]).await?;
        queries::off_thread(queries::repos).await
    }

    async fn update_deployment(
        &self,
        modifiers: Entries,
        options: Entries,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let arguments = format!("{}, {}", told(&modifiers), told(&options));
        let actions = options::actions(&modifiers, &options);
        let caller = self.admit(&by, &arguments, &actions).await?;
        let what = options::change(&modifiers, &options)?;
        let named = ("UpdateDeployment", arguments.as_str(), "new-deployment");
        self.0
            .begin(&caller, named, move |run| change::run(run, &what))
            .await
    }

    async fn finalize_deployment(
        &self,
        options: Entries,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<String> {
        let expected: Option<String> = option(&options, "checksum");
        let any = option(&options, "allow-missing-checksum").unwrap_or(false);
        let work = move |run: &Run<'_>| simple::finalize(run, expected.as_deref(), any);
        self.begin(
            &by,
            (told(&options), "finalize-deployment", "finalize-deployment"),
            work,
        )
        .await
    }

    async fn what_provides(
        &self,
        provides: Words,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<Vec<Entries>> {
        self.admit(&by, &format!("{provides:?}"), &[]).await?;
        Ok(queries::what_provides(&provides)?)
    }

    async fn get_packages(
        &self,
        names: Words,
        #[zbus(header)] by: Header<'_>,
    ) -> Result<Vec<Entries>> {
        self.admit(&by, &format!("{names:?}"), &[]).await?;
        Ok(queries::packages(&names)?)
    }

    async fn search(&self, names: Words, #[zbus(header)] by: Header<'_>) -> Result<Vec<Entries>> {
        self.admit(&by, &format!("{names:?}"), &[]).await?;
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
