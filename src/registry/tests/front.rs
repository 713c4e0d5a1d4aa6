//! Stands before the registry: counts requests, and fails them as it is told.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What happens to a request.
#[derive(Clone, Debug)]
pub(crate) enum Rule {
    /// This whole answer, without asking the registry.
    Say(String),
    /// No answer, ever.
    Hang,
    /// The registry's answer without its last bytes.
    Cut,
    /// The registry's answer with one byte changed.
    Damage,
    /// A head that promises no end, and bytes for as long as anybody reads.
    Flood,
}

/// The rules and what was asked.
#[derive(Default)]
struct State {
    /// By a part of the request's first line; each rule counts so many times.
    rules: Vec<(String, Rule, usize)>,
    /// How many tags a page holds; 0: the registry's own way.
    page: usize,
    asked: Vec<String>,
    agents: BTreeSet<String>,
}

/// A listening front; it ends with this.
pub(crate) struct Front {
    pub(crate) address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Front {
    pub(crate) async fn before(registry: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = shared.clone();
                // One that hangs up in the middle is its own business.
                tokio::spawn(async move { serve(stream, registry, &state).await.ok() });
            }
        });
        Self {
            address,
            state,
            task,
        }
    }

    /// From now on, so many requests whose first line holds `part` go by this rule.
    pub(crate) fn rule(&self, part: &str, rule: Rule, times: usize) {
        let mut state = self.state.lock().unwrap();
        state.rules.push((part.to_owned(), rule, times));
    }

    /// Gives tags by so many a page, with a link to the next: this registry gives all at
    /// once.
    pub(crate) fn page(&self, tags: usize) {
        self.state.lock().unwrap().page = tags;
    }

    /// The first lines of all requests so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.state.lock().unwrap().asked.clone()
    }

    /// How many requests' first lines hold `part`.
    pub(crate) fn count(&self, part: &str) -> usize {
        self.asked()
            .iter()
            .filter(|line| line.contains(part))
            .count()
    }

    /// As whom the requests came.
    pub(crate) fn agents(&self) -> Vec<String> {
        self.state.lock().unwrap().agents.iter().cloned().collect()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

async fn serve(
    mut stream: TcpStream,
    registry: SocketAddr,
    state: &Mutex<State>,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        // What is no HTTP is a try with TLS.
        match stream.read_u8().await? {
            byte if head.is_empty() && !byte.is_ascii_uppercase() => return Ok(()),
            byte => head.push(byte),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let (line, fields) = head.split_once("\r\n").unwrap_or_default();
    let field = |name: &str| {
        fields.lines().find_map(|field| {
            let (key, value) = field.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    };
    let (rule, page) = {
        let mut state = state.lock().unwrap();
        state.asked.push(line.to_owned());
        let agent = field("user-agent").unwrap_or_default();
        state.agents.insert(agent);
        let rule = state
            .rules
            .iter_mut()
            .find(|(part, _, times)| *times > 0 && line.contains(part.as_str()))
            .map(|(_, rule, times)| {
                *times -= 1;
                rule.clone()
            });
        (rule, state.page)
    };
    let said = match &rule {
        Some(Rule::Say(said)) => said.clone().into_bytes(),
        Some(Rule::Hang) => return stream.read_to_end(&mut Vec::new()).await.map(drop),
        Some(Rule::Flood) => return flood(stream).await,
        _ => ask(registry, &head).await?,
    };
    let said = match rule {
        Some(Rule::Cut) => said[..said.len() - 10].to_vec(),
        Some(Rule::Damage) => {
            let mut said = said;
            let at = said.len() - 3;
            said[at] ^= 1;
            said
        }
        _ => said,
    };
    let said = match page {
        0 => said,
        _ if !line.contains("/tags/list") => said,
        page => paged(&said, line, page),
    };
    stream.write_all(&said).await
}

/// The registry's whole answer.
async fn ask(registry: SocketAddr, head: &str) -> std::io::Result<Vec<u8>> {
    let mut upstream = TcpStream::connect(registry).await?;
    let kept = head
        .trim_end()
        .lines()
        .filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    // The older protocol has no answers in chunks, so that an answer can be cut and paged.
    let head = kept.collect::<Vec<_>>().join("\r\n");
    let head = head.replacen(" HTTP/1.1\r\n", " HTTP/1.0\r\n", 1);
    upstream
        .write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes())
        .await?;
    let mut said = Vec::new();
    upstream.read_to_end(&mut said).await?;
    Ok(said)
}

async fn flood(mut stream: TcpStream) -> std::io::Result<()> {
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        .await?;
    loop {
        stream.write_all(&[b' '; 65536]).await?;
    }
}

/// The part of a list of tags that a request asks for, as registries with pages give it.
fn paged(said: &[u8], line: &str, page: usize) -> Vec<u8> {
    let text = String::from_utf8_lossy(said);
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let list: serde_json::Value = serde_json::from_str(body).unwrap();
    let tags = list["tags"].as_array().unwrap();
    let from = line
        .split_once("from=")
        .and_then(|(_, rest)| rest.split([' ', '&']).next()?.parse().ok())
        .unwrap_or(0);
    let part: Vec<_> = tags.iter().skip(from).take(page).collect();
    let path = line.split([' ', '?']).nth(1).unwrap();
    let link = if from + page < tags.len() {
        format!(
            "Link: <{path}?n={page}&from={}>; rel=\"next\"\r\n",
            from + page
        )
    } else {
        String::new()
    };
    let body = serde_json::json!({"name": list["name"], "tags": part}).to_string();
    answer("200 OK", &link, &body)
}
