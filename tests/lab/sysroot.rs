//! The disk of the sample machine: a sysroot into which versions are deployed
//! as an installer and earlier updates would have left it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::base::Base;
use crate::repo::pull_local;
use crate::sample::REMOTE;
use crate::tool;

/// A sysroot that no machine runs from at the moment.
pub(crate) struct Sysroot {
    path: PathBuf,
    /// The kernel arguments of what is deployed.
    arguments: Vec<String>,
}

impl Sysroot {
    /// Makes an empty sysroot that knows the server at `url` and trusts `key`.
    pub(crate) fn create(
        path: &Path,
        base: &Base,
        url: &str,
        branch: &str,
        key: &Path,
    ) -> Result<Self> {
        // A disk may be mounted there.
        fs::create_dir_all(path)?;
        tool::run(
            tool::ostree()
                .args(["admin", "init-fs", "--modern"])
                .arg(path),
        )?;
        let sysroot = Self {
            path: path.to_owned(),
            arguments: vec!["rw".to_owned()],
        };
        for (name, value) in [("sysroot.bootloader", "none"), ("core.fsync", "false")] {
            tool::run(sysroot.repo().args(["config", "set", name, value]))?;
        }
        tool::run(
            sysroot
                .repo()
                .args(["remote", "add", "--set=gpg-verify=true"])
                .arg(format!("--gpg-import={}", key.display()))
                .args([REMOTE, url, branch]),
        )?;
        // The unpacked base comes as links, so that a version is quickly there.
        tool::link_all(
            &base.unpacked().join("objects"),
            &sysroot.repo_path().join("objects"),
        )?;
        Ok(sysroot)
    }

    /// Lets what is deployed from now on be booted with these kernel arguments, and as a
    /// machine's disk is: read-only but where OSTree makes it writable.
    pub(crate) fn becomes_a_disk(&mut self, arguments: &[&str]) -> Result<()> {
        self.arguments = arguments.iter().map(|it| (*it).to_owned()).collect();
        for (name, value) in [("sysroot.readonly", "true"), ("core.fsync", "true")] {
            tool::run(self.repo().args(["config", "set", name, value]))?;
        }
        Ok(())
    }

    fn arguments(&self) -> impl Iterator<Item = String> {
        self.arguments.iter().map(|it| format!("--karg={it}"))
    }

    /// Adds a stateroot, with `/var` as on a system's first start.
    pub(crate) fn add_stateroot(&self, name: &str, base: &Base) -> Result<()> {
        tool::run(self.admin("os-init").arg(name))?;
        let var = self.path.join("ostree/deploy").join(name).join("var");
        if var.exists() {
            fs::remove_dir_all(&var)?;
        }
        tool::copy(&[base.var()], &self.path.join("ostree/deploy").join(name))
    }

    /// Deploys a commit of the archive as the followed branch; it becomes the
    /// next one, or the last one if it is only `beside` the others. All
    /// deployments stay.
    pub(crate) fn deploy(
        &self,
        stateroot: &str,
        archive: &Path,
        branch: &str,
        checksum: &str,
        beside: bool,
    ) -> Result<()> {
        pull_local(&self.repo_path(), archive, checksum, Some(REMOTE))?;
        let refspec = format!("{REMOTE}:{branch}");
        tool::run(
            self.repo()
                .args(["refs", "--force", &format!("--create={refspec}"), checksum]),
        )?;
        let mut deploy = self.admin("deploy");
        deploy
            .arg(format!("--os={stateroot}"))
            .args(["--retain", "--no-prune"])
            .args(self.arguments());
        if beside {
            deploy.arg("--not-as-default");
        }
        tool::run(deploy.arg(refspec))?;
        Ok(())
    }

    /// Deploys a commit with an origin of its own; it becomes the next one.
    pub(crate) fn deploy_with_origin(
        &self,
        stateroot: &str,
        commit: &str,
        origin: &Path,
    ) -> Result<()> {
        let mut deploy = self.admin("deploy");
        deploy
            .arg(format!("--os={stateroot}"))
            .arg(format!("--origin-file={}", origin.display()))
            .args(["--retain", "--no-prune"])
            .args(self.arguments())
            .arg(commit);
        tool::run(&mut deploy)?;
        Ok(())
    }

    fn repo_path(&self) -> PathBuf {
        self.path.join("ostree/repo")
    }

    fn repo(&self) -> std::process::Command {
        let mut command = tool::ostree();
        command.arg(format!("--repo={}", self.repo_path().display()));
        command
    }

    fn admin(&self, verb: &str) -> std::process::Command {
        let mut command = tool::ostree();
        command
            .args(["admin", verb])
            .arg(format!("--sysroot={}", self.path.display()));
        command
    }
}
