//! What the administrator says about registries: containers' registries.conf, version 2.
//!
//! Read are the host's place (`location`), whether it may be asked without TLS
//! (`insecure`) and whether it may be asked at all (`blocked`). Mirrors are not used: a
//! mirror that lags would hide an update.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{Endpoint, RegistryError, RegistryImage};

/// The main file; the second counts where the first is missing.
const FILES: [&str; 2] = [
    "etc/containers/registries.conf",
    "usr/share/containers/registries.conf",
];
const FOLDER: &str = "etc/containers/registries.conf.d";

#[derive(Default, Deserialize)]
struct File {
    #[serde(default)]
    registry: Vec<Entry>,
}

#[derive(Clone, Deserialize)]
struct Entry {
    prefix: Option<String>,
    location: Option<String>,
    #[serde(default)]
    insecure: bool,
    #[serde(default)]
    blocked: bool,
}

impl Entry {
    fn prefix(&self) -> &str {
        let prefix = self.prefix.as_deref().filter(|prefix| !prefix.is_empty());
        prefix.or(self.location.as_deref()).unwrap_or_default()
    }

    /// How many bytes of the name the prefix covers; `None`: not this one.
    fn covers(&self, name: &str) -> Option<usize> {
        let prefix = self.prefix();
        if let Some(domain) = prefix.strip_prefix('*') {
            let host = name.split('/').next().unwrap_or_default();
            let domain = domain.strip_prefix('.')?;
            return host
                .strip_suffix(domain)
                .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
                .then_some(host.len());
        }
        let rest = name.strip_prefix(prefix)?;
        (!prefix.is_empty() && (rest.is_empty() || rest.starts_with('/'))).then_some(prefix.len())
    }
}

/// Where an image is really asked for. Login and authorities are not filled in.
pub(crate) fn endpoint(root: &Path, image: &RegistryImage) -> Result<Endpoint, RegistryError> {
    chosen(entries(root)?, image)
}

/// Where these entries say that an image is asked for.
fn chosen(entries: Vec<Entry>, image: &RegistryImage) -> Result<Endpoint, RegistryError> {
    let name = format!("{}/{}", image.host, image.repository);
    let mut best: Option<(usize, Entry)> = None;
    for entry in entries {
        if let Some(covered) = entry.covers(&name) {
            // Equal prefixes: the later file counts. A wildcard yields to a name.
            let weight = entry.prefix().len();
            if best
                .as_ref()
                .is_none_or(|(_, other)| weight >= other.prefix().len())
            {
                best = Some((covered, entry));
            }
        }
    }
    let plain = Endpoint {
        host: image.host.clone(),
        repository: image.repository.clone(),
        insecure: false,
        credentials: None,
        authorities: Vec::new(),
    };
    let Some((covered, entry)) = best else {
        return Ok(plain);
    };
    if entry.blocked {
        return Err(RegistryError::Blocked {
            image: image.to_string(),
        });
    }
    let (host, repository) = match entry.location.as_deref().filter(|text| !text.is_empty()) {
        Some(location) => {
            let moved = format!("{location}{}", &name[covered..]);
            let (host, repository) = moved.split_once('/').unwrap_or((&moved, ""));
            (host.to_owned(), repository.to_owned())
        }
        None => (plain.host, plain.repository),
    };
    Ok(Endpoint {
        host,
        repository,
        insecure: entry.insecure,
        credentials: None,
        authorities: Vec::new(),
    })
}

fn entries(root: &Path) -> Result<Vec<Entry>, RegistryError> {
    let mut found = Vec::new();
    for file in FILES {
        if let Some(file) = read(&root.join(file))? {
            found = file.registry;
            break;
        }
    }
    for path in drop_ins(&root.join(FOLDER))? {
        if let Some(file) = read(&path)? {
            found.extend(file.registry);
        }
    }
    Ok(found)
}

fn drop_ins(folder: &Path) -> Result<Vec<PathBuf>, RegistryError> {
    let wrong = |error: std::io::Error| RegistryError::Configuration {
        path: folder.display().to_string(),
        detail: error.to_string(),
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(wrong(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(wrong)?.path();
        if path.extension().is_some_and(|end| end == "conf") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<Option<File>, RegistryError> {
    let wrong = |detail: String| RegistryError::Configuration {
        path: path.display().to_string(),
        detail,
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(wrong(error.to_string())),
    };
    parse(&text).map(Some).map_err(wrong)
}

fn parse(text: &str) -> Result<File, String> {
    toml::from_str(text).map_err(|error| error.message().to_owned())
}

/// The file, whatever is in it.
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing {
    use super::{chosen, parse};
    use crate::RegistryImage;

    /// Looks for an image in it.
    pub fn registries(text: &str, image: &RegistryImage) {
        let Ok(file) = parse(text) else {
            return;
        };
        if let Ok(endpoint) = chosen(file.registry, image) {
            let told = endpoint.host.len() + endpoint.repository.len();
            assert!(told <= text.len() + image.to_string().len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reference;

    fn ask(files: &[(&str, &str)], image: &str) -> Result<Endpoint, RegistryError> {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join(FOLDER)).unwrap();
        for (name, text) in files {
            std::fs::write(root.path().join("etc/containers").join(name), text).unwrap();
        }
        let reference: Reference = format!("ostree-unverified-registry:{image}")
            .parse()
            .unwrap();
        endpoint(root.path(), reference.registry().unwrap())
    }

    fn place(files: &[(&str, &str)], image: &str) -> (String, bool) {
        let endpoint = ask(files, image).unwrap();
        (
            format!("{}/{}", endpoint.host, endpoint.repository),
            endpoint.insecure,
        )
    }

    #[test]
    fn without_files_a_registry_is_asked_as_it_is_named() {
        assert_eq!(place(&[], "quay.io/a/b:1"), ("quay.io/a/b".into(), false));
    }

    #[test]
    fn the_longest_prefix_moves_the_image() {
        let file = (
            "registries.conf",
            concat!(
                "unqualified-search-registries = ['docker.io']\n",
                "[[registry]]\nprefix = 'quay.io'\nlocation = 'mirror.example:5000/all'\ninsecure = true\n",
                "[[registry.mirror]]\nlocation = 'lag.example'\n",
                "[[registry]]\nprefix = 'quay.io/team'\nlocation = 'other.example/group'\n",
                "[[registry]]\nlocation = 'localhost:5000'\ninsecure = true\n",
                "[[registry]]\nprefix = '*.corp.example'\nlocation = 'hub.example/corp'\n",
            ),
        );
        for (image, expected, insecure) in [
            ("quay.io/a/b:1", "mirror.example:5000/all/a/b", true),
            ("quay.io/team/b:1", "other.example/group/b", false),
            (
                "quay.io/teamwork/b:1",
                "mirror.example:5000/all/teamwork/b",
                true,
            ),
            ("quay.io:443/a/b:1", "quay.io:443/a/b", false),
            ("localhost:5000/os:1", "localhost:5000/os", true),
            ("localhost:5001/os:1", "localhost:5001/os", false),
            ("x.corp.example/os:1", "hub.example/corp/os", false),
            ("corp.example/os:1", "corp.example/os", false),
        ] {
            assert_eq!(
                place(&[file], image),
                (expected.into(), insecure),
                "{image}"
            );
        }
    }

    #[test]
    fn a_later_file_counts() {
        let files = [
            (
                "registries.conf",
                "[[registry]]\nlocation = 'quay.io'\ninsecure = true\n",
            ),
            (
                "registries.conf.d/10-a.conf",
                "[[registry]]\nlocation = 'quay.io'\n",
            ),
            (
                "registries.conf.d/20-b.conf",
                "[[registry]]\nprefix = 'quay.io'\nblocked = true\n",
            ),
            ("registries.conf.d/30-c.txt", "]["),
        ];
        assert_eq!(
            place(&files[..2], "quay.io/a:1"),
            ("quay.io/a".into(), false)
        );
        let blocked = ask(&files, "quay.io/a:1").unwrap_err();
        assert!(
            matches!(blocked, RegistryError::Blocked { .. }),
            "{blocked}"
        );
    }

    #[test]
    fn a_wrong_file_is_named() {
        let error = ask(&[("registries.conf", "][")], "quay.io/a:1").unwrap_err();
        assert!(
            error.to_string().contains("etc/containers/registries.conf"),
            "{error}"
        );
    }
}
