//! Puts images into a registry over HTTP.

use std::net::SocketAddr;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// Where to push.
pub(crate) struct Push {
    http: reqwest::Client,
    address: SocketAddr,
    repository: String,
    scheme: &'static str,
    login: Login,
}

/// What comes with each request.
enum Login {
    None,
    Basic(String, String),
    Token(String),
}

/// SHA-256 as registries write it.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256:{hex}")
}

/// What this machine's processor is called in images.
pub(crate) fn processor() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

impl Push {
    pub(crate) fn to(address: SocketAddr, repository: &str) -> Self {
        // It fails only where one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            http: reqwest::Client::new(),
            address,
            repository: repository.to_owned(),
            scheme: "http",
            login: Login::None,
        }
    }

    pub(crate) fn with_login(mut self, user: &str, password: &str) -> Self {
        self.login = Login::Basic(user.to_owned(), password.to_owned());
        self
    }

    pub(crate) fn with_token(mut self, token: String) -> Self {
        self.login = Login::Token(token);
        self
    }

    /// With whatever certificate.
    pub(crate) fn over_tls(mut self) -> Self {
        let builder = reqwest::Client::builder().danger_accept_invalid_certs(true);
        self.http = builder.build().unwrap();
        self.scheme = "https";
        self
    }

    fn send(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.login {
            Login::None => request,
            Login::Basic(user, password) => request.basic_auth(user, Some(password)),
            Login::Token(token) => request.bearer_auth(token),
        }
    }

    /// Puts a blob there and gives its descriptor.
    pub(crate) async fn blob(&self, kind: &str, bytes: &[u8]) -> Value {
        let start = format!(
            "{}://{}/v2/{}/blobs/uploads/",
            self.scheme, self.address, self.repository
        );
        let started = self.send(self.http.post(start)).send().await.unwrap();
        assert_eq!(started.status(), 202);
        let place = started.headers()["location"].to_str().unwrap().to_owned();
        let digest = digest(bytes);
        let place = format!("{place}&digest={digest}");
        let put = self.http.put(place).body(bytes.to_vec());
        assert_eq!(self.send(put).send().await.unwrap().status(), 201);
        json!({"mediaType": kind, "digest": digest, "size": bytes.len()})
    }

    /// Puts an image's configuration there.
    pub(crate) async fn config(&self, created: Option<&str>, labels: &Value) -> Value {
        let config = json!({
            "architecture": processor(), "os": "linux", "created": created,
            "config": {"Labels": labels}, "rootfs": {"type": "layers", "diff_ids": []},
        });
        let bytes = config.to_string().into_bytes();
        self.blob("application/vnd.oci.image.config.v1+json", &bytes)
            .await
    }

    /// Puts a layer there.
    pub(crate) async fn layer(&self, bytes: &[u8]) -> Value {
        self.blob("application/vnd.oci.image.layer.v1.tar+gzip", bytes)
            .await
    }

    /// Puts a manifest there under a tag, or under its digest, and gives the digest.
    pub(crate) async fn manifest(
        &self,
        tag: Option<&str>,
        config: &Value,
        layers: &[Value],
        annotations: &Value,
    ) -> String {
        let manifest = json!({
            "schemaVersion": 2, "mediaType": MANIFEST, "config": config,
            "layers": layers, "annotations": annotations,
        });
        self.put(tag, MANIFEST, &manifest).await
    }

    /// Puts a list of manifests there: `entries` are processors and digests.
    pub(crate) async fn index(&self, tag: &str, entries: &[(&str, &str)]) -> String {
        let manifests: Vec<Value> = entries
            .iter()
            .map(|(processor, digest)| {
                json!({
                    "mediaType": MANIFEST, "digest": digest, "size": 1,
                    "platform": {"architecture": processor, "os": "linux"},
                })
            })
            .collect();
        let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests});
        self.put(Some(tag), INDEX, &index).await
    }

    async fn put(&self, tag: Option<&str>, kind: &str, document: &Value) -> String {
        let bytes = document.to_string().into_bytes();
        let digest = digest(&bytes);
        let name = tag.unwrap_or(&digest);
        let place = format!(
            "{}://{}/v2/{}/manifests/{name}",
            self.scheme, self.address, self.repository
        );
        let put = self
            .http
            .put(place)
            .header("content-type", kind)
            .body(bytes);
        let answer = self.send(put).send().await.unwrap();
        assert_eq!(answer.status(), 201, "{:?}", answer.text().await);
        digest
    }

    /// Puts a whole small image there and gives its digest.
    pub(crate) async fn image(&self, tag: &str, version: &str, created: &str) -> String {
        let labels = json!({"org.opencontainers.image.version": version, "ostree.bootable": "1"});
        let config = self.config(Some(created), &labels).await;
        let layer = self.layer(format!("layer of {version}").as_bytes()).await;
        self.manifest(Some(tag), &config, &[layer], &json!({}))
            .await
    }
}
