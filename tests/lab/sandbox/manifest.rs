//! The manifest, as flatpak-builder reads it.

use std::{path::Path, process::Command};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::tool;

/// What is needed of the manifest.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Manifest {
    #[serde(alias = "app-id")]
    pub(super) id: String,
    pub(super) runtime: String,
    pub(super) runtime_version: String,
    pub(super) command: String,
    /// What the app may do.
    pub(super) finish_args: Vec<String>,
    modules: Vec<Module>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Module {
    config_opts: Vec<String>,
}

impl Manifest {
    pub(super) fn read(file: &Path) -> Result<Self> {
        // It makes a folder for its work even if it does none.
        let work = tempfile::tempdir()?;
        let text = tool::run(
            Command::new("flatpak-builder")
                .arg("--show-manifest")
                .arg(file)
                .current_dir(work.path()),
        )?;
        let manifest: Self = serde_json::from_str(&text).context("not such a manifest")?;
        ensure!(
            manifest.modules.len() == 1,
            "the app is the only module that is known here"
        );
        Ok(manifest)
    }

    /// Meson's options, but for the profile of the build.
    pub(super) fn options(&self) -> impl Iterator<Item = &String> {
        let options = self.modules.iter().flat_map(|module| &module.config_opts);
        options.filter(|option| !option.starts_with("-Dprofile="))
    }
}
