//! Makes the bus calls that come in as lines of JSON ([`Call`]) and answers
//! each with a line ([`Reply`]). One connection, one call after the other.

use std::process::ExitCode;

use anyhow::{Context, Result};
use futures_util::StreamExt;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use waymark_lab::session::{BusError, Call, Reply};
use zbus::{
    Connection, MatchRule, Message, MessageStream, Signature, Structure,
    fdo::DBusProxy,
    message::{Flags, Type},
};

use crate::{body::Body, json};

const JOB: &str = "io.github.waymarkos.Waymark1.Job";

pub(crate) async fn run() -> Result<ExitCode> {
    let bus = Connection::system().await?;
    let ends = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(JOB)
        .member("Finished")
        .build()?;
    DBusProxy::new(&bus).await?.add_match_rule(ends).await?;
    println!("ready");

    // Descriptors in replies stay open as long as their messages live.
    let mut kept = Vec::new();
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let call: Call = serde_json::from_str(&line)?;
        let (message, reply) = make(&bus, &call).await?;
        println!("{}", serde_json::to_string(&reply)?);
        if message.header().unix_fds().is_some_and(|count| count > 0) {
            kept.push(message);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes one call; returns the bus's answer too.
async fn make(bus: &Connection, call: &Call) -> Result<(Message, Reply)> {
    let message = message(call)?;
    let serial = message.primary_header().serial_num();
    // Opened before the call, so that a job cannot end unseen.
    let mut incoming = MessageStream::from(bus);
    bus.send(&message).await?;
    let mut ended = Vec::new();
    let answer = loop {
        let message = incoming.next().await.context("the bus is gone")??;
        if message.header().reply_serial() == Some(serial) {
            break message;
        }
        ended.extend(finished(&message)?);
    };
    let mut reply = read(&answer)?;
    if call.wait
        && let Some(job) = reply.values.first().and_then(Value::as_str)
    {
        reply.finished = loop {
            if let Some((_, result)) = ended.iter().find(|(path, _)| path == job) {
                break Some(result.clone());
            }
            ended.extend(finished(
                &incoming.next().await.context("the bus is gone")??,
            )?);
        };
    }
    Ok((answer, reply))
}

fn message(call: &Call) -> Result<Message> {
    let mut builder = Message::method_call(call.path.as_str(), call.member.as_str())
        .destination(call.destination.as_str());
    if !call.interface.is_empty() {
        builder = builder.interface(call.interface.as_str());
    }
    if call.interactive {
        builder = builder.with_flags(Flags::ALLOW_INTERACTIVE_AUTH);
    }
    if call.signature.is_empty() {
        return Ok(builder.build(&())?);
    }
    Ok(builder.build(&Body::of(&call.signature, &call.arguments)?)?)
}

fn read(answer: &Message) -> Result<Reply> {
    let mut reply = Reply {
        values: values(answer)?,
        error: None,
        finished: None,
    };
    if let Some(name) = answer.header().error_name() {
        let body = std::mem::take(&mut reply.values);
        let message = body
            .first()
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        reply.error = Some(BusError {
            name: name.to_string(),
            message,
            body,
        });
    }
    Ok(reply)
}

/// The path and the result of a job, if the message tells its end.
fn finished(message: &Message) -> Result<Option<(String, Value)>> {
    let header = message.header();
    let tells = header.interface().is_some_and(|name| name == JOB)
        && header.member().is_some_and(|name| name == "Finished");
    let Some(path) = header.path().filter(|_| tells) else {
        return Ok(None);
    };
    let result = values(message)?.into_iter().next().unwrap_or_default();
    Ok(Some((path.to_string(), result)))
}

pub(crate) fn values(message: &Message) -> Result<Vec<Value>> {
    let body = message.body();
    if matches!(body.signature(), Signature::Unit) {
        return Ok(Vec::new());
    }
    let structure: Structure<'_> = body.deserialize()?;
    Ok(structure.fields().iter().map(json::from_bus).collect())
}
