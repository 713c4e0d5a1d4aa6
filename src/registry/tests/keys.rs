//! A key with a certificate for loopback, and tokens signed with it.

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
    time::SystemTime,
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::json;
use tempfile::TempDir;

use crate::world::REPOSITORY;

/// See the module.
pub(crate) struct Keys {
    folder: TempDir,
}

impl Keys {
    pub(crate) fn new() -> Self {
        let keys = Self {
            folder: crate::lockdown::open_folder(),
        };
        let output = Command::new("openssl")
            .args([
                "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "2",
            ])
            .args(["-subj", "/CN=lab", "-addext", "subjectAltName=IP:127.0.0.1"])
            // Who serves may not be who vouches for others.
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .arg("-keyout")
            .arg(keys.key())
            .arg("-out")
            .arg(keys.certificate())
            .output()
            .expect("openssl is needed");
        assert!(output.status.success(), "{output:?}");
        keys
    }

    /// Those of a server, and the certificate of the authority that vouches for it.
    pub(crate) fn issued() -> (Self, String) {
        let keys = Self {
            folder: crate::lockdown::open_folder(),
        };
        let path = |name: &str| keys.folder.path().join(name);
        let (authority, secret) = (path("authority.pem"), path("authority.key"));
        let make = |common: &str, more: &[&str]| {
            let output = Command::new("openssl")
                .args([
                    "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "2",
                ])
                .args(["-subj", common])
                .args(more)
                .output()
                .expect("openssl is needed");
            assert!(output.status.success(), "{output:?}");
        };
        let (authority, secret) = (authority.to_str().unwrap(), secret.to_str().unwrap());
        let ca = "basicConstraints=critical,CA:TRUE";
        make(
            "/CN=authority",
            &["-addext", ca, "-keyout", secret, "-out", authority],
        );
        let (key, certificate) = (keys.key(), keys.certificate());
        make(
            "/CN=lab",
            &[
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-CA",
                authority,
                "-CAkey",
                secret,
                "-keyout",
                key.to_str().unwrap(),
                "-out",
                certificate.to_str().unwrap(),
            ],
        );
        let authority = std::fs::read_to_string(authority).unwrap();
        (keys, authority)
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    /// A token that allows this on the tests' repository, from `lab` for `test`.
    pub(crate) fn token(&self, actions: &[&str]) -> String {
        let certificate = std::fs::read_to_string(self.certificate()).unwrap();
        let body: String = certificate
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .collect();
        assert!(STANDARD.decode(&body).is_ok());
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        let header = json!({"typ": "JWT", "alg": "RS256", "x5c": [body]});
        let claims = json!({
            "iss": "lab", "sub": "", "aud": "test", "jti": "1",
            "iat": now, "nbf": now - 10, "exp": now + 600,
            "access": [{"type": "repository", "name": REPOSITORY, "actions": actions}],
        });
        let text = [header, claims]
            .map(|part| URL_SAFE_NO_PAD.encode(part.to_string()))
            .join(".");
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(self.sign(&text)))
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        let mut openssl = Command::new("openssl")
            .args(["dgst", "-sha256", "-sign"])
            .arg(self.key())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = openssl.stdin.take().unwrap();
        input.write_all(text.as_bytes()).unwrap();
        drop(input);
        let output = openssl.wait_with_output().unwrap();
        assert!(output.status.success());
        output.stdout
    }
}
