//! Logins to registries, from the files that ostree reads them from.

use std::{collections::BTreeMap, fmt, io::ErrorKind, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use crate::RegistryError;

/// A login. It shows itself without its secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// The user's name.
    pub user: String,
    /// The password, or a token in its place.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// The files, the first that exists counts.
const FILES: [&str; 3] = [
    "run/ostree/auth.json",
    "etc/ostree/auth.json",
    "usr/lib/ostree/auth.json",
];

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    auths: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    auth: Option<String>,
}

/// The login for an image's repository, if there is one.
pub(crate) fn find(
    root: &Path,
    host: &str,
    repository: &str,
) -> Result<Option<Credentials>, RegistryError> {
    for file in FILES {
        let path = root.join(file);
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                return choose(&text, host, repository).map_err(|detail| {
                    RegistryError::Configuration {
                        path: path.display().to_string(),
                        detail,
                    }
                });
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                return Err(RegistryError::Configuration {
                    path: path.display().to_string(),
                    detail: error.to_string(),
                });
            }
        }
    }
    Ok(None)
}

/// The longest entry that covers the repository counts. No message quotes the text:
/// it is secret.
pub(crate) fn choose(
    text: &str,
    host: &str,
    repository: &str,
) -> Result<Option<Credentials>, String> {
    let file: File = serde_json::from_str(text)
        .map_err(|error| format!("it is not JSON of the right form (line {})", error.line()))?;
    let mut key = format!("{host}/{repository}");
    loop {
        let entry = file.auths.get(&key).or_else(|| {
            // As Docker's own tools call its registry.
            (key == "docker.io")
                .then(|| file.auths.get("https://index.docker.io/v1/"))
                .flatten()
        });
        if let Some(auth) = entry.and_then(|entry| entry.auth.as_deref()) {
            return decode(auth)
                .map(Some)
                .ok_or_else(|| format!("the login for {key} is not base64 of NAME:PASSWORD"));
        }
        match key.rfind('/') {
            Some(at) => key.truncate(at),
            None => return Ok(None),
        }
    }
}

fn decode(auth: &str) -> Option<Credentials> {
    let text = String::from_utf8(STANDARD.decode(auth.trim()).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some(Credentials {
        user: user.to_owned(),
        password: password.trim_end_matches('\0').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(text: &str, host: &str, repository: &str) -> Option<String> {
        choose(text, host, repository)
            .unwrap()
            .map(|found| found.user)
    }

    #[test]
    fn the_longest_entry_that_covers_the_repository_counts() {
        // host:x, namespace:x, repository:x
        let text = r#"{"auths": {
            "quay.io": {"auth": "aG9zdDp4"},
            "quay.io/team": {"auth": "bmFtZXNwYWNlOng="},
            "quay.io/team/os": {"auth": "cmVwb3NpdG9yeTp4"},
            "https://index.docker.io/v1/": {"auth": "aG9zdDp4"}
        }}"#;
        assert_eq!(user(text, "quay.io", "team/os").unwrap(), "repository");
        assert_eq!(user(text, "quay.io", "team/other").unwrap(), "namespace");
        assert_eq!(user(text, "quay.io", "teamwork/os").unwrap(), "host");
        assert_eq!(user(text, "docker.io", "library/fedora").unwrap(), "host");
        assert_eq!(user(text, "ghcr.io", "team/os"), None);
    }

    #[test]
    fn a_wrong_file_is_told_without_its_secrets() {
        let wrong = choose(
            r#"{"auths": {"quay.io": {"auth": "hunter2"}}}"#,
            "quay.io",
            "a",
        );
        let told = wrong.unwrap_err();
        assert!(
            told.contains("quay.io") && !told.contains("hunter2"),
            "{told}"
        );
        let broken = choose(r#"{"auths": {"quay.io": {"auth": hunter2"#, "quay.io", "a");
        assert!(!broken.unwrap_err().contains("hunter2"));
    }

    #[test]
    fn run_comes_before_etc_and_a_secret_is_never_shown() {
        let root = tempfile::tempdir().unwrap();
        for (folder, auth) in [
            ("etc/ostree", "ZXRjOng="),
            ("run/ostree", "cnVuOmh1bnRlcjI="),
        ] {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
            let text = format!(r#"{{"auths": {{"quay.io": {{"auth": "{auth}"}}}}}}"#);
            std::fs::write(root.path().join(folder).join("auth.json"), text).unwrap();
        }
        let found = find(root.path(), "quay.io", "a/b").unwrap().unwrap();
        assert_eq!(
            (found.user.as_str(), found.password.as_str()),
            ("run", "hunter2")
        );
        assert!(!format!("{found:?}").contains("hunter2"));
    }
}
