//! Starts the asking program, gives it one question and reads one answer.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    time::timeout,
};

use crate::{
    Answer, Image, Inspect, Limits, Question, RegistryError, Request, TagPage, Tags, certificates,
    credentials, registries, user,
};

/// The program's name in the folder of the service.
const PROGRAM: &str = "waymark-registry";
/// The most bytes that an answer may have.
const ANSWER: u64 = 4 << 20;
/// What the program may know of our environment: how to get out, and whom to trust.
const KEPT: [&str; 10] = [
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

/// Asks registries through `waymark-registry`, a program without rights.
///
/// Each question is a process of its own. Where this process is root it runs as the user
/// `waymark`, or `nobody` where there is none. Dropping the future of a question kills it.
#[derive(Clone, Debug)]
pub struct Helper {
    program: PathBuf,
    root: PathBuf,
    limits: Limits,
}

impl Helper {
    /// The helper that is installed beside the running program.
    #[must_use]
    pub fn installed() -> Self {
        let folder = std::env::current_exe()
            .ok()
            .and_then(|program| program.parent().map(Path::to_path_buf))
            .unwrap_or_else(|| PathBuf::from("/usr/libexec"));
        Self::new(folder.join(PROGRAM))
    }

    /// The helper at this path.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
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
        let child = self.start()?;
        let patience = Duration::from_millis(self.limits.total);
        timeout(patience, talk(child, &line))
            .await
            .unwrap_or(Err(RegistryError::Timeout { host }))
    }

    fn start(&self) -> Result<Child, RegistryError> {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .envs(
                KEPT.iter()
                    .filter_map(|name| Some((name, std::env::var_os(name)?))),
            )
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        if let Some(nobody) = user::unprivileged() {
            // With these two, and root here, the standard library also empties the list
            // of groups.
            command.uid(nobody.uid).gid(nobody.gid);
        }
        command
            .spawn()
            .map_err(|error| failed(&format!("{}: {error}", self.program.display())))
    }
}

/// Writes the question and reads the answer. The program's input stays open while it
/// works: its end tells the program that nobody waits any more.
async fn talk(mut child: Child, line: &[u8]) -> Result<Answer, RegistryError> {
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(failed("it has no pipes"));
    };
    // A program that ends early says why in its answer, or by its status.
    let asked = input.write_all(line).await;
    let mut answer = Vec::new();
    output
        .take(ANSWER + 1)
        .read_to_end(&mut answer)
        .await
        .map_err(|error| failed(&error.to_string()))?;
    if answer.len() as u64 > ANSWER {
        return Err(failed("its answer is too large"));
    }
    let status = child
        .wait()
        .await
        .map_err(|error| failed(&error.to_string()))?;
    drop(input);
    if answer.is_empty() {
        let why = asked.err().map(|error| format!(", {error}"));
        return Err(failed(&format!(
            "it ended with {status} and without an answer{}",
            why.unwrap_or_default()
        )));
    }
    serde_json::from_slice::<Result<Answer, RegistryError>>(&answer)
        .map_err(|error| failed(&format!("its answer has no meaning: {error}")))?
}

fn failed(detail: &str) -> RegistryError {
    RegistryError::Helper {
        detail: detail.to_owned(),
    }
}
