//! The files of a version: small, but what libostree deploys.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Result;

/// Seconds since 1970 of version 0; each number is a day later.
const FIRST: u64 = 1_700_000_000;

/// What a version holds.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub(crate) timestamp: u64,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    packages: BTreeMap<String, String>,
    /// In the place of its package database.
    pub(crate) bogus: Option<Vec<u8>>,
}

impl Tree {
    /// The files of version `number`: a package that grows with it, one that is
    /// its own, one that never changes, and some content.
    pub(crate) fn version(number: u64) -> Self {
        let mut tree = Self {
            timestamp: FIRST + number * 86_400,
            files: BTreeMap::new(),
            packages: BTreeMap::new(),
            bogus: None,
        };
        tree.file("usr/lib/modules/6.1/vmlinuz", b"a kernel");
        tree.file("usr/lib/modules/6.1/initramfs.img", b"an initramfs");
        tree.file("usr/lib/os-release", b"NAME=\"Sample OS\"\nID=sample\n");
        tree.file("usr/etc/issue", b"sample\n");
        tree.file("usr/share/same", b"the same in every version");
        tree.file("usr/share/number", number.to_string().as_bytes());
        tree.file(&format!("usr/share/only/{number}"), b"of one version");
        tree.package("grows", &format!("1.{number}-1"));
        tree.package(&format!("only-{number}"), "1");
        tree.package("same", "2:1.0~rc1");
        tree
    }

    pub(crate) fn file(&mut self, path: &str, content: &[u8]) -> &mut Self {
        self.files.insert(path.to_owned(), content.to_owned());
        self
    }

    pub(crate) fn package(&mut self, name: &str, version: &str) -> &mut Self {
        self.packages.insert(name.to_owned(), version.to_owned());
        self
    }

    /// Adds files that do not compress: so many, each of so many bytes.
    pub(crate) fn bulk(mut self, seed: u64, count: u64, size: usize) -> Self {
        for number in 0..count {
            let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (number + 1);
            let content: Vec<u8> = std::iter::repeat_with(|| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()[0]
            })
            .take(size)
            .collect();
            self.file(&format!("usr/share/bulk/{number}"), &content);
        }
        self
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        for path in ["boot", "var", "dev", "proc", "sys", "run", "tmp", "sysroot"] {
            fs::create_dir_all(folder.join(path))?;
        }
        std::os::unix::fs::symlink("sysroot/ostree", folder.join("ostree"))?;
        for (path, content) in &self.files {
            put(&folder.join(path), content)?;
        }
        let status = folder.join("usr/share/dpkg/database/status");
        match &self.bogus {
            Some(content) => put(&status, content),
            None => put(&status, self.status().as_bytes()),
        }
    }

    fn status(&self) -> String {
        let entry = |(name, version): (&String, &String)| {
            format!(
                "Package: {name}\nStatus: install ok installed\nPriority: optional\n\
                 Section: misc\nMaintainer: Nobody <nobody@example.invalid>\n\
                 Architecture: amd64\nVersion: {version}\nDescription: does {name}\n more of it\n\n"
            )
        };
        self.packages.iter().map(entry).collect()
    }
}

fn put(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    Ok(fs::write(path, content)?)
}
