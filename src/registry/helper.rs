//! Gives the asking program one question and reads one answer.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    time::timeout,
};

use crate::{
    Answer, Image, Inspect, Limits, Question, RegistryError, Request, TagPage, Tags, certificates,
    credentials, registries,
};

/// Where systemd listens: `ListenStream=` of `waymark-registry.socket`.
const SOCKET: &str = "/run/waymark-registry.socket";
/// The most bytes that an answer may have.
const ANSWER: u64 = 4 << 20;

/// Asks registries through `waymark-registry`, a program without rights.
///
/// Each question is a connection of its own, for which systemd starts the program as the
/// user `waymark`. Dropping the future of a question ends it.
#[derive(Clone, Debug)]
pub struct Helper {
    socket: PathBuf,
    root: PathBuf,
    limits: Limits,
}

impl Helper {
    /// The helper that is installed.
    #[must_use]
    pub fn installed() -> Self {
        Self::new(SOCKET)
    }

    /// The helper behind this socket.
    #[must_use]
    pub fn new(socket: impl Into<PathBuf>) -> Self {
        Self {
            socket: socket.into(),
            root: PathBuf::from("/"),
            limits: Limits::default(),
        }
    }

    /// The same, with the administrator's files read under another root.
    #[must_use]
    pub fn with_root(mut self, root: impl Into<PathBuf>) -> Self {
        self.root = root.into();
        self
    }

    /// The same with other limits; the default is 60 s for an answer and 15 s without
    /// a byte.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// What the image's tag (or held digest) points at now.
    ///
    /// # Errors
    /// See [`RegistryError`].
    pub async fn inspect(&self, question: Inspect) -> Result<Image, RegistryError> {
        match self.ask(Question::Inspect(question)).await? {
            Answer::Image(image) => Ok(image),
            Answer::Tags(_) => Err(failed("it answered another question")),
        }
    }

    /// A page of the versions of the image's stream, newest first.
    ///
    /// # Errors
    /// See [`RegistryError`].
    pub async fn tags(&self, question: Tags) -> Result<TagPage, RegistryError> {
        match self.ask(Question::Tags(question)).await? {
            Answer::Tags(page) => Ok(page),
            Answer::Image(_) => Err(failed("it answered another question")),
        }
    }

    /// Asks any question.
    ///
    /// # Errors
    /// See [`RegistryError`].
    pub async fn ask(&self, question: Question) -> Result<Answer, RegistryError> {
        let Some(image) = question.image().registry().cloned() else {
            return Err(RegistryError::NoRegistry {
                image: question.image().source.to_string(),
            });
        };
        let mut endpoint = registries::endpoint(&self.root, &image)?;
        endpoint.authorities = certificates::find(&self.root, &endpoint.host)?;
        endpoint.credentials = credentials::find(&self.root, &endpoint.host, &endpoint.repository)?;
        let host = endpoint.host.clone();
        let request = Request {
            question,
            endpoint,
            limits: self.limits,
        };
        let mut line = serde_json::to_vec(&request).map_err(|error| failed(&error.to_string()))?;
        line.push(b'\n');
        let patience = Duration::from_millis(self.limits.total);
        timeout(patience, talk(&self.socket, &line))
            .await
            .unwrap_or(Err(RegistryError::Timeout { host }))
    }
}

/// Writes the question and reads the answer. The connection stays open while the program
/// works: its end tells the program that nobody waits any more.
async fn talk(socket: &Path, line: &[u8]) -> Result<Answer, RegistryError> {
    let connected = UnixStream::connect(socket).await;
    let mut stream = connected.map_err(|error| {
        failed(&format!(
            "{}: {error}; start waymark-registry.socket",
            socket.display()
        ))
    })?;
    // A program that ends early may have said why in its answer.
    let asked = stream.write_all(line).await;
    let mut answer = Vec::new();
    let read = (&mut stream)
        .take(ANSWER + 1)
        .read_to_end(&mut answer)
        .await;
    if answer.len() as u64 > ANSWER {
        return Err(failed("its answer is too large"));
    }
    if answer.is_empty() {
        let why = [asked, read.map(drop)]
            .into_iter()
            .find_map(io::Result::err)
            .map(|error| format!(": {error}"));
        let why = why.unwrap_or_default();
        return Err(failed(&format!("it ended without an answer{why}")));
    }
    serde_json::from_slice::<Result<Answer, RegistryError>>(&answer)
        .map_err(|error| failed(&format!("its answer has no meaning: {error}")))?
}

fn failed(detail: &str) -> RegistryError {
    RegistryError::Helper {
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn systemd_listens_where_it_is_asked() {
        let unit = include_str!("../../data/systemd/waymark-registry.socket");
        let listens = format!("\nListenStream={}\n", super::SOCKET);
        assert!(unit.contains(&listens));
    }
}
