//! A real registry of container images for systems that follow one: Debian's
//! docker-registry on loopback. What it has lies in the sample's folder.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use ureq::Agent;
use waymark_rpmostreed::system::registry::digest;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A registry that runs. It ends with this value, and with this process's thread.
#[derive(Debug)]
pub(crate) struct Registry {
    process: Child,
    address: String,
}

impl Registry {
    /// Serves `storage` on a port; on any one that is free if it is 0.
    pub(crate) fn start(storage: &Path, port: u16) -> Result<Self> {
        fs::create_dir_all(storage)?;
        let folder = tempfile::tempdir()?;
        let config = folder.path().join("config.yml");
        fs::write(
            &config,
            format!(
                "version: 0.1\nlog:\n  level: info\n  formatter: text\nstorage:\n  filesystem:\n    \
                 rootdirectory: {}\nhttp:\n  addr: 127.0.0.1:{port}\n",
                storage.display()
            ),
        )?;
        let mut process = Command::new("docker-registry")
            .arg("serve")
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start docker-registry (Debian package docker-registry)")?;
        let log = process.stderr.take().context("a pipe was asked for")?;
        let (tell, told) = mpsc::channel();
        // Read to its end: the registry must never wait for a full pipe.
        thread::spawn(move || {
            for line in BufReader::new(log).lines().map_while(Result::ok) {
                let Some((_, rest)) = line.split_once("listening on ") else {
                    continue;
                };
                let end =
                    rest.find(|letter: char| !letter.is_ascii_digit() && !".:".contains(letter));
                // Nobody waits any more if starting it was given up.
                let _ = tell.send(rest[..end.unwrap_or(rest.len())].to_owned());
            }
        });
        let mut registry = Self {
            process,
            address: String::new(),
        };
        registry.address = told
            .recv_timeout(PATIENCE)
            .context("docker-registry does not listen")?;
        Ok(registry)
    }

    /// Uploads an image: layers, configuration, and the manifest under each tag.
    pub(crate) fn push(&self, name: &str, image: &Pushed<'_>) -> Result<()> {
        for blob in image
            .layers
            .iter()
            .map(Vec::as_slice)
            .chain([image.config.as_bytes()])
        {
            self.push_blob(name, blob)?;
        }
        let media = "application/vnd.oci.image.manifest.v1+json";
        for tag in image.tags {
            let url = format!("http://{}/v2/{name}/manifests/{tag}", self.address);
            let put = ureq::put(&url).header("Content-Type", media);
            let answer = put.send(image.manifest).with_context(|| url.clone())?;
            ensure!(answer.status() == 201, "{url}: {}", answer.status());
        }
        Ok(())
    }

    fn push_blob(&self, name: &str, blob: &[u8]) -> Result<()> {
        let base = format!("http://{}/v2/{name}/blobs", self.address);
        let digest = digest(blob)?;
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        if agent.head(format!("{base}/{digest}")).call()?.status() == 200 {
            return Ok(());
        }
        let begun = agent.post(format!("{base}/uploads/")).send_empty()?;
        let place = begun
            .headers()
            .get("Location")
            .context("no place to upload to")?;
        let place = place.to_str()?;
        let mark = if place.contains('?') { '&' } else { '?' };
        let put = agent.put(format!("{place}{mark}digest={digest}"));
        let answer = put
            .header("Content-Type", "application/octet-stream")
            .send(blob)?;
        if answer.status() != 201 {
            bail!("{place}: {}", answer.status());
        }
        Ok(())
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An image to upload.
pub(crate) struct Pushed<'a> {
    pub(crate) layers: &'a [Vec<u8>],
    pub(crate) config: &'a str,
    pub(crate) manifest: &'a str,
    pub(crate) tags: &'a [String],
}

/// A manifest of layers and a configuration.
pub(crate) fn manifest(layers: &[Vec<u8>], config: &str, annotations: &Value) -> Result<String> {
    let layers = layers.iter().map(|layer| {
        Ok(serde_json::json!({
            "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
            "digest": digest(layer)?,
            "size": layer.len(),
        }))
    });
    let manifest = serde_json::json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": digest(config.as_bytes())?,
            "size": config.len(),
        },
        "layers": layers.collect::<Result<Vec<_>>>()?,
        "annotations": annotations,
    });
    Ok(manifest.to_string())
}
