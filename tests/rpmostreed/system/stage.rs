//! Writing deployments, and cleaning up after that.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use ostree::gio::Cancellable;
use ostree::{Deployment, Repo, RepoPruneFlags, Sysroot, SysrootDeployTreeOpts};

use super::commit::Commit;
use super::origin::Origin;
use super::run::{Run, size};
use crate::knobs::Point;

/// The deployment whose origin and kernel arguments the next one has: the one that is
/// next.
///
/// # Errors
/// If the machine was not booted by OSTree.
pub fn origin_source(sysroot: &Sysroot, osname: &str) -> Result<Deployment> {
    let booted = super::booted(sysroot)?;
    let pending = sysroot
        .deployments()
        .into_iter()
        .take_while(|it| !it.equal(&booted))
        .find(|it| it.osname() == osname);
    Ok(pending.unwrap_or(booted))
}

/// A deployment's kernel arguments, without the one by which it is found.
#[must_use]
pub fn kernel_arguments(deployment: &Deployment) -> Vec<String> {
    let options = deployment
        .bootconfig()
        .and_then(|config| config.get("options"));
    let options = options.unwrap_or_default();
    options
        .split_whitespace()
        .filter(|argument| !argument.starts_with("ostree="))
        .map(str::to_owned)
        .collect()
}

/// Stages a commit. `arguments` are the kernel's; those of the next deployment if none.
///
/// # Errors
/// If libostree refuses.
pub fn stage(
    run: &Run<'_>,
    commit: &str,
    origin: &Origin,
    arguments: Option<Vec<String>>,
    locked: bool,
) -> Result<Deployment> {
    run.at(Point::Stage)?;
    let sysroot = run.sysroot()?;
    let arguments = match arguments {
        Some(arguments) => arguments,
        None => kernel_arguments(&origin_source(&sysroot, &run.osname)?),
    };
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let options = SysrootDeployTreeOpts {
        locked,
        override_kernel_argv: Some(&arguments),
        ..SysrootDeployTreeOpts::default()
    };
    let staged = run.task("Staging deployment", || {
        sysroot.lock()?;
        sysroot.load(Cancellable::NONE)?;
        let merge = super::booted(&sysroot)?;
        let staged = sysroot.stage_tree_with_options(
            Some(&run.osname),
            commit,
            Some(origin.file()),
            Some(&merge),
            &options,
            Cancellable::NONE,
        );
        sysroot.unlock();
        let staged = staged?;
        run.daemon.announce();
        Ok(staged)
    })?;
    clean(run)?;
    Ok(staged)
}

/// Removes what no deployment needs, and says what that freed.
///
/// # Errors
/// If libostree refuses.
pub fn clean(run: &Run<'_>) -> Result<()> {
    let sysroot = run.sysroot()?;
    let repo = sysroot.repo();
    sysroot.lock()?;
    let freed = keep_bases(&sysroot, &repo).and_then(|()| {
        sysroot.prepare_cleanup(Cancellable::NONE)?;
        let (_, pruned, freed) = repo.prune(RepoPruneFlags::REFS_ONLY, 0, Cancellable::NONE)?;
        Ok((pruned > 0).then_some(freed))
    });
    sysroot.unlock();
    if let Some(freed) = freed? {
        run.message(format!("Freed: {} (pkgcache branches: 0)", size(freed)));
    }
    Ok(())
}

/// Names the bases of assembled commits by refs, so that they stay.
fn keep_bases(sysroot: &Sysroot, repo: &Repo) -> Result<()> {
    let mut bases = BTreeSet::new();
    for deployment in sysroot.deployments() {
        let commit = Commit::load(repo, &deployment.csum())?;
        if commit.is_assembled() {
            bases.insert(commit.parent.context("an assembled commit has a base")?);
        }
    }
    let known = repo.list_refs(Some("rpmostree/base"), Cancellable::NONE)?;
    for (number, _) in known.keys().enumerate().skip(bases.len()) {
        repo.set_ref_immediate(
            None,
            &format!("rpmostree/base/{number}"),
            None,
            Cancellable::NONE,
        )?;
    }
    for (number, base) in bases.iter().enumerate() {
        let name = format!("rpmostree/base/{number}");
        repo.set_ref_immediate(None, &name, Some(base), Cancellable::NONE)?;
    }
    Ok(())
}
