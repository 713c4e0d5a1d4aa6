//! Many clients at once: each has a connection of its own and holds watches. Says how
//! many watches it got, then when each has heard that something is staged, and leaves when
//! its input ends.

use std::process::ExitCode;

use anyhow::{Context, Result};
use futures_util::{StreamExt, future::try_join_all};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, stdin};
use zbus::{Connection, MatchRule, Message, MessageStream, message::Type};

use crate::probe;

const NAME: &str = "io.github.waymarkos.Waymark1";
const PATH: &str = "/io/github/waymarkos/Waymark1";

struct Client {
    connection: Connection,
    changes: MessageStream,
    /// The descriptors are in them.
    watches: Vec<Message>,
    refused: Vec<String>,
}

pub(crate) async fn run(clients: usize, watches: usize) -> Result<ExitCode> {
    let mut crowd = Vec::new();
    for _ in 0..clients {
        crowd.push(Client::join(watches).await?);
    }
    let opened: usize = crowd.iter().map(|client| client.watches.len()).sum();
    let refused: Vec<&String> = crowd.iter().flat_map(|client| &client.refused).collect();
    let said = refused.last();
    println!(
        "{}",
        json!({"opened": opened, "refused": refused.len(), "said": said})
    );
    try_join_all(crowd.iter_mut().map(Client::hear)).await?;
    println!("heard");
    stdin().read_to_end(&mut Vec::new()).await?;
    Ok(ExitCode::SUCCESS)
}

impl Client {
    async fn join(watches: usize) -> Result<Self> {
        let connection = Connection::system().await?;
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .interface("org.freedesktop.DBus.Properties")
            .path(PATH)
            .build()?;
        let mut client = Self {
            changes: MessageStream::for_match_rule(rule, &connection, None).await?,
            connection,
            watches: Vec::new(),
            refused: Vec::new(),
        };
        for _ in 0..watches {
            let opened = client
                .connection
                .call_method(Some(NAME), PATH, Some(NAME), "Watch", &())
                .await;
            match opened {
                Ok(message) => client.watches.push(message),
                Err(error) => client.refused.push(error.to_string()),
            }
        }
        Ok(client)
    }

    /// Waits until it has heard that a deployment is staged.
    async fn hear(&mut self) -> Result<()> {
        loop {
            let message = self.changes.next().await.context("the bus is gone")??;
            let changed = probe::values(&message)?;
            let deployments = changed.get(1).map(|changed| &changed["Deployments"]);
            let mut all = deployments.and_then(Value::as_array).into_iter().flatten();
            if all.any(|each| each["staged"] == true) {
                return Ok(());
            }
        }
    }
}
