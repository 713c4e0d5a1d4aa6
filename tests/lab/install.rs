//! Installs the product as a distribution would, with `meson install`, into a
//! folder of its own from which the sample system takes it.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};

use anyhow::{Context as _, Result, anyhow};
use ostree::glib;

use crate::tool;

/// Not taken over into the system: the window runs on the session's side, with
/// the libraries of the development root.
const LEFT_OUT: [&str; 1] = ["usr/bin/waymark"];

/// The product, installed below a folder.
#[derive(Clone)]
pub(crate) struct Product {
    folder: PathBuf,
}

impl Product {
    /// Builds and installs, once per process. `None` as long as the checkout has
    /// no meson.build. `WAYMARK_SAMPLE_INSTALL` names a folder that is already
    /// installed, so that a run of many tests does it once.
    pub(crate) fn install() -> Result<Option<Self>> {
        static INSTALLED: OnceLock<Result<Option<Product>, String>> = OnceLock::new();
        INSTALLED
            .get_or_init(|| Self::install_now().map_err(|error| format!("{error:#}")))
            .clone()
            .map_err(|error| anyhow!(error).context("installing the product into the sample"))
    }

    fn install_now() -> Result<Option<Self>> {
        if let Some(folder) = env::var_os("WAYMARK_SAMPLE_INSTALL") {
            return Ok(Some(Self {
                folder: folder.into(),
            }));
        }
        let checkout = tool::checkout()?;
        if !checkout.join("meson.build").exists() {
            return Ok(None);
        }
        let target = env::var_os("CARGO_TARGET_DIR").map_or(checkout.join("target"), PathBuf::from);
        let build = target.join("lab-meson");
        let folder = target.join("lab-install");
        fs::create_dir_all(&target)?;
        let _lock = crate::lock::exclusive(&target.join("lab-install.lock"))?;
        if !build.join("build.ninja").exists() {
            tool::run(
                Command::new("meson")
                    .args(["setup", "--prefix=/usr", "--buildtype=debug"])
                    .args([&build, &checkout]),
            )?;
        }
        tool::run(
            Command::new("meson")
                .args(["install", "--only-changed", "--quiet", "-C"])
                .arg(&build)
                .arg("--destdir")
                .arg(&folder),
        )?;
        Ok(Some(Self { folder }))
    }

    /// Changes whenever an installed file does.
    pub(crate) fn fingerprint(&self) -> Result<String> {
        let mut lines = Vec::new();
        visit(&self.folder, &mut |path, metadata| {
            lines.push(format!(
                "{} {} {:o} {}.{}\n",
                path.display(),
                metadata.size(),
                metadata.mode(),
                metadata.mtime(),
                metadata.mtime_nsec()
            ));
        })?;
        lines.sort();
        let digest =
            glib::compute_checksum_for_data(glib::ChecksumType::Sha256, lines.concat().as_bytes())
                .context("no checksum")?;
        Ok(digest[..16].to_owned())
    }

    /// Copies the installed files to the new folder `to`, laid out as in a
    /// commit, and takes the line tables out of the programs, which would make
    /// every commit and pull of the sample slow.
    pub(crate) fn copy_to(&self, to: &Path) -> Result<()> {
        tool::copy(&[self.folder.join(".")], to)?;
        if to.join("etc").exists() {
            fs::rename(to.join("etc"), to.join("usr/etc"))?;
        }
        for path in LEFT_OUT {
            let path = to.join(path);
            if path.exists() {
                fs::remove_file(path)?;
            }
        }
        let mut programs = Vec::new();
        visit(to, &mut |path, metadata| {
            if metadata.is_file() && metadata.mode() & 0o111 != 0 && is_elf(path) {
                programs.push(path.to_owned());
            }
        })?;
        if !programs.is_empty() {
            tool::run(Command::new("strip").arg("--strip-debug").args(programs))?;
        }
        Ok(())
    }
}

fn is_elf(path: &Path) -> bool {
    fs::read(path).is_ok_and(|content| content.starts_with(b"\x7fELF"))
}

fn visit(folder: &Path, see: &mut dyn FnMut(&Path, &fs::Metadata)) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if metadata.is_dir() {
            visit(&entry.path(), see)?;
        } else {
            see(&entry.path(), &metadata);
        }
    }
    Ok(())
}
