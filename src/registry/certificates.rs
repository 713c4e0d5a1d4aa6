//! Who vouches for a registry beside those whom the whole machine trusts: containers'
//! certs.d, a folder for each host.
//!
//! Of its files the certificates of authorities (`*.crt`) are read. A client's own
//! (`*.cert` with `*.key`) are not: the OCI client can show none when it logs in.

use std::{
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

use crate::{Authority, RegistryError};

/// The folders; the first with one for the host counts, as for the containers' tools.
const FOLDERS: [&str; 2] = ["etc/containers/certs.d", "etc/docker/certs.d"];
/// The most bytes of all files for one host: some hundred certificates.
const LARGEST: u64 = 256 << 10;

/// The authorities for a host, which has its port if there is one.
pub(crate) fn find(root: &Path, host: &str) -> Result<Vec<Authority>, RegistryError> {
    for folder in FOLDERS {
        let folder = root.join(folder).join(host);
        match std::fs::read_dir(&folder) {
            Ok(entries) => {
                let paths = entries.map(|entry| Ok(entry?.path()));
                let paths = paths.collect::<std::io::Result<Vec<_>>>();
                return read(paths.map_err(|error| wrong(&folder, &error.to_string()))?);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(wrong(&folder, &error.to_string())),
        }
    }
    Ok(Vec::new())
}

fn read(mut paths: Vec<PathBuf>) -> Result<Vec<Authority>, RegistryError> {
    paths.retain(|path| path.extension().is_some_and(|end| end == "crt"));
    paths.sort();
    let mut left = LARGEST;
    let mut found = Vec::new();
    for path in paths {
        let mut pem = String::new();
        let file = std::fs::File::open(&path);
        let size = file.and_then(|file| file.take(left + 1).read_to_string(&mut pem));
        let size = size.map_err(|error| wrong(&path, &error.to_string()))? as u64;
        left = left
            .checked_sub(size)
            .ok_or_else(|| wrong(&path, "there is too much of it"))?;
        found.push(Authority {
            path: path.display().to_string(),
            pem,
        });
    }
    Ok(found)
}

fn wrong(path: &Path, detail: &str) -> RegistryError {
    RegistryError::Configuration {
        path: path.display().to_string(),
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(root: &Path, file: &str, text: &str) {
        let path = root.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn pems(root: &Path, host: &str) -> Vec<String> {
        let found = find(root, host).unwrap().into_iter();
        found.map(|one| one.pem).collect()
    }

    #[test]
    fn the_folder_of_the_host_counts_and_its_certificates_alone() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        assert!(pems(root, "hub:5000").is_empty());
        place(root, "etc/docker/certs.d/hub:5000/a.crt", "docker");
        assert_eq!(pems(root, "hub:5000"), ["docker"]);
        place(root, "etc/containers/certs.d/hub:5000/b.crt", "b");
        place(root, "etc/containers/certs.d/hub:5000/a.crt", "a");
        place(root, "etc/containers/certs.d/hub:5000/mine.cert", "mine");
        place(root, "etc/containers/certs.d/hub:5000/mine.key", "key");
        assert_eq!(pems(root, "hub:5000"), ["a", "b"]);
        assert!(pems(root, "hub").is_empty(), "the port belongs to it");
    }

    #[test]
    fn what_is_too_large_is_named() {
        let root = tempfile::tempdir().unwrap();
        let all = "x".repeat(usize::try_from(LARGEST).unwrap());
        place(root.path(), "etc/containers/certs.d/hub/a.crt", &all);
        assert_eq!(pems(root.path(), "hub").len(), 1);
        place(root.path(), "etc/containers/certs.d/hub/b.crt", "x");
        let error = find(root.path(), "hub").unwrap_err();
        assert!(error.to_string().contains("hub/b.crt"), "{error}");
    }
}
