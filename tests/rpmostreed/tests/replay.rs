//! Every recorded transaction, replayed over a real socket, is received by an
//! independent client signal for signal as it was recorded.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use futures_util::{StreamExt as _, stream};
use waymark_rpmostreed::{
    recording::{self, Recording},
    replay,
};
use zbus::{Connection, MessageStream, Structure, connection::Builder, message};

const SOON: Duration = Duration::from_secs(20);

/// The recorded lines of signals, without their times: what the recorder printed of
/// what it received. Not the double's own reading of them.
fn recorded_lines(name: &str) -> Result<Vec<String>> {
    let text = fs::read_to_string(recording::folder().join(name))?;
    Ok(text
        .lines()
        .filter_map(|line| line.trim_start().split_once(" SIG  "))
        .map(|(_, signal)| signal.to_owned())
        .collect())
}

/// A received signal as the recorder printed it.
fn printed(message: &zbus::Message) -> Result<String> {
    let header = message.header();
    let member = header.member().context("a signal has a name")?;
    let body = message.body();
    if body.is_empty() {
        return Ok(format!("{member} () "));
    }
    let fields: Structure<'_> = body.deserialize()?;
    Ok(format!("{member} ({}) {fields}", body.signature()))
}

async fn call(peer: &Connection, method: &str) -> Result<zbus::Message> {
    let interface = "org.projectatomic.rpmostree1.Transaction";
    Ok(peer
        .call_method(None::<&str>, "/", Some(interface), method, &())
        .await?)
}

async fn received(recording: &Recording, count: usize) -> Result<(bool, Vec<String>)> {
    let folder = tempfile::tempdir()?;
    let served = replay::serve(recording, &folder.path().join("socket"), 0.0)?;
    let address = served.address();
    let peer = Builder::address(address.as_str()).p2p().build().await?;
    let mut messages = MessageStream::from(&peer);
    let first = call(&peer, "Start").await?.body().deserialize()?;
    let mut lines = Vec::new();
    while lines.len() < count {
        let message = messages.next().await.context("the peer left")??;
        if message.message_type() == message::Type::Signal {
            lines.push(printed(&message)?);
        }
    }
    // What comes now would be too much: after an answer, all before it has come.
    call(&peer, "Cancel").await?;
    let more = stream::poll_fn(|context| messages.poll_next_unpin(context));
    let more = more.take_while(|message| {
        let end = matches!(message, Ok(it) if it.message_type() == message::Type::MethodReturn);
        std::future::ready(!end)
    });
    ensure!(more.count().await == 0, "more came than was recorded");
    drop((peer, messages));
    served.over().await;
    ensure!(!folder.path().join("socket").exists(), "the socket stays");
    Ok((first, lines))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_recording_comes_back_signal_for_signal() -> Result<()> {
    let mut replayed = 0;
    for recording in recording::all()?.iter().filter(|it| it.has_transaction()) {
        let expected = recorded_lines(&recording.name)?;
        let came = tokio::time::timeout(SOON, received(recording, expected.len()))
            .await
            .with_context(|| format!("{}: too slow", recording.name))?
            .with_context(|| recording.name.clone())?;
        assert_eq!(
            came,
            (recording.started() == Some(true), expected),
            "{}",
            recording.name
        );
        replayed += 1;
    }
    assert!(replayed > 150, "{replayed} transactions");
    Ok(())
}
