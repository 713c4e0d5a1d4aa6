//! The double of rpm-ostreed as it is installed into a sample system that has it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use ostree::glib;

use crate::machine::built_program;
use crate::packages::write_file;
use crate::tool;

const PROGRAM: &str = "rpm-ostreed-double";

/// Where each file goes in a commit.
const FILES: [(&str, &str); 5] = [
    (
        "usr/share/dbus-1/system-services/org.projectatomic.rpmostree1.service",
        include_str!("../rpmostreed/data/org.projectatomic.rpmostree1.service"),
    ),
    (
        "usr/share/dbus-1/system.d/org.projectatomic.rpmostree1.conf",
        include_str!("../rpmostreed/data/org.projectatomic.rpmostree1.conf"),
    ),
    (
        "usr/share/polkit-1/actions/org.projectatomic.rpmostree1.policy",
        include_str!("../rpmostreed/data/org.projectatomic.rpmostree1.policy"),
    ),
    (
        "usr/etc/rpm-ostreed.conf",
        include_str!("../rpmostreed/data/rpm-ostreed.conf"),
    ),
    (
        "usr/etc/yum.repos.d/lab.repo",
        include_str!("../rpmostreed/data/lab.repo"),
    ),
];

/// The built double.
pub(crate) struct Double {
    program: PathBuf,
}

impl Double {
    /// The one that was built with this program.
    pub(crate) fn find() -> Result<Self> {
        let program = built_program(PROGRAM).with_context(|| {
            format!("{PROGRAM} is not built: cargo build -p waymark-rpmostreed")
        })?;
        Ok(Self { program })
    }

    /// Changes whenever a file of it does.
    pub(crate) fn fingerprint(&self) -> Result<String> {
        let mut digest =
            glib::Checksum::new(glib::ChecksumType::Sha256).context("no such checksum")?;
        digest.update(&fs::read(&self.program)?);
        for (path, text) in FILES {
            digest.update(path.as_bytes());
            digest.update(text.as_bytes());
        }
        let digest = digest.string().context("no checksum")?;
        Ok(digest[..16].to_owned())
    }

    /// Copies it into the folder `to`, laid out as in a commit.
    pub(crate) fn copy_to(&self, to: &Path) -> Result<()> {
        for (path, text) in FILES {
            write_file(&to.join(path), text.as_bytes())?;
        }
        let program = to.join("usr/libexec").join(PROGRAM);
        fs::create_dir_all(program.parent().context("a file is in a folder")?)?;
        tool::run(
            Command::new("strip")
                .arg("--strip-debug")
                .arg("-o")
                .args([&program, &self.program]),
        )?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        Ok(())
    }
}
