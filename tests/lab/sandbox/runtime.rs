//! A runtime of Debian's packages, in the place and under the name of the one that the
//! manifest asks for. It is installed once and kept in the cache.

use std::{
    env, fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use ostree::glib;

use super::{flatpak, manifest::Manifest};
use crate::{base::by_use, lock, tool};

/// What a sandbox gets from elsewhere: flatpak and the system that it runs on.
const FOREIGN: [&str; 8] = [
    "passwd",
    "group",
    "shadow",
    "machine-id",
    "resolv.conf",
    "hosts",
    "ld.so.cache",
    "ld.so.conf.d",
];

/// Where libraries are found: extensions of the app, the app, extensions of the
/// runtime, the runtime.
const LIBRARIES: &str = "\
include /run/flatpak/ld.so.conf.d/app-*.conf
/app/lib
include /run/flatpak/ld.so.conf.d/runtime-*.conf
/usr/lib/x86_64-linux-gnu
/usr/lib
";

/// An installation of the system's that has the runtime and nothing else.
#[derive(Debug)]
pub(super) struct Runtime {
    installation: PathBuf,
}

impl Runtime {
    /// Makes it if it is not in the cache yet. `WAYMARK_PLATFORM` names the root with
    /// the packages, whose own name changes with their list.
    pub(super) fn ensure(manifest: &Manifest) -> Result<Self> {
        let root = PathBuf::from(env::var_os("WAYMARK_PLATFORM").context(
            "WAYMARK_PLATFORM is not set; the lab is used through the commands in dev/",
        )?);
        let cache = tool::cache()?;
        let _lock = lock::exclusive(&cache.join("lock-runtime"))?;
        let installation = cache.join(format!("runtime-{}", recipe(&root, manifest)?));
        if !installation.exists() {
            eprintln!("Making the runtime of the sandbox (once)");
            forget_old(&cache)?;
            let part = installation.with_extension("part");
            create(&root, manifest, &part).context("making the runtime of the sandbox")?;
            fs::rename(&part, &installation)?;
        }
        Ok(Self { installation })
    }

    pub(super) fn installation(&self) -> &Path {
        &self.installation
    }
}

/// Changes whenever the runtime would be made otherwise.
fn recipe(root: &Path, manifest: &Manifest) -> Result<String> {
    let text = format!(
        "{} {} {} {}",
        root.display(),
        manifest.runtime,
        manifest.runtime_version,
        include_str!("runtime.rs"),
    );
    let digest = glib::compute_checksum_for_data(glib::ChecksumType::Sha256, text.as_bytes())
        .context("no checksum")?;
    Ok(digest[..12].to_owned())
}

/// Exports the root as a runtime and installs that in `installation`.
fn create(root: &Path, manifest: &Manifest, installation: &Path) -> Result<()> {
    if installation.exists() {
        fs::remove_dir_all(installation)?;
    }
    fs::create_dir_all(installation)?;
    let work = tempfile::tempdir_in(installation)?;
    let (runtime, repo) = (work.path().join("runtime"), work.path().join("repo"));
    let files = runtime.join("files");
    fs::create_dir_all(&files)?;
    // Nothing is written into the files themselves.
    tool::link_all(&root.join("usr"), &files)?;
    let etc = files.join("etc");
    fs::create_dir(&etc)?;
    tool::link_all(&root.join("etc"), &etc)?;
    for name in FOREIGN {
        let path = etc.join(name);
        if path.is_dir() && !path.is_symlink() {
            fs::remove_dir_all(path)?;
        } else if path.symlink_metadata().is_ok() {
            fs::remove_file(path)?;
        }
    }
    replace(&etc.join("ld.so.conf"), LIBRARIES)?;
    let ldconfig = files.join("bin/ldconfig");
    if !ldconfig.exists() {
        symlink("../sbin/ldconfig", ldconfig)?;
    }
    let Manifest {
        runtime: name,
        runtime_version: version,
        ..
    } = manifest;
    let reference = format!("{name}/{}/{version}", env::consts::ARCH);
    replace(
        &runtime.join("metadata"),
        &format!("[Runtime]\nname={name}\nruntime={reference}\nsdk={reference}\n"),
    )?;

    // The mode that flatpak's own repositories have, so that the export writes each
    // file once and the installation takes it over as a link.
    tool::run(
        tool::ostree()
            .args(["init", "--mode=bare-user-only"])
            .arg(format!("--repo={}", repo.display())),
    )?;
    tool::run(
        flatpak(installation)
            .args(["build-export", "--runtime", "--files=files"])
            .arg("--disable-sandbox")
            .args([&repo, &runtime])
            .arg(version),
    )?;
    tool::run(
        flatpak(installation)
            .args(["remote-add", "--system", "--no-gpg-verify", "debian"])
            .arg(format!("file://{}", repo.display())),
    )?;
    tool::run(
        flatpak(installation)
            .args(["install", "--system", "--noninteractive", "debian"])
            .arg(format!("{name}//{version}")),
    )?;
    Ok(())
}

/// Writes a new file: one that is there may be a link into the root.
fn replace(path: &Path, text: &str) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        fs::remove_file(path)?;
    }
    fs::write(path, text).with_context(|| path.display().to_string())
}

/// Removes all but the one that was made last; each takes some hundred megabytes.
fn forget_old(cache: &Path) -> Result<()> {
    let runtimes = by_use(cache, "runtime-")?;
    let kept = runtimes.len().saturating_sub(1);
    for name in &runtimes[..kept] {
        fs::remove_dir_all(cache.join(name))?;
    }
    Ok(())
}
