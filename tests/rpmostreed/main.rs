//! rpm-ostreed-double: stands in for rpm-ostreed in the sample system, started by the
//! bus. `rpm-ostreed-double client upgrade|check|cleanup [linger|leave]` is another
//! program that uses it: it follows its transaction to the end, stays connected after
//! that for as long as its input is open, or leaves without starting it.

use std::collections::HashMap;
use std::env;

use anyhow::{Result, bail};
use waymark_rpmostreed::{client::Client, service};
use zbus::Variant;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [] => service::run().await,
        ["client", what] => client(what, "").await,
        ["client", what, manner] => client(what, manner).await,
        _ => bail!("rpm-ostreed-double [client upgrade|check|cleanup [linger|leave]]"),
    }
}

async fn client(what: &str, manner: &str) -> Result<()> {
    let client = Client::system().await?;
    client.register("cli").await?;
    let none = HashMap::<&str, Variant<'_>>::new();
    let check = HashMap::from([("mode", Variant::from("check"))]);
    let mut peer = match what {
        "upgrade" => client.ask("Upgrade", &(none,)).await?,
        "check" => client.ask("AutomaticUpdateTrigger", &(check,)).await?,
        "cleanup" => client.ask("Cleanup", &(vec!["pending-deploy"],)).await?,
        _ => bail!("{what}: not known"),
    };
    println!("connected");
    if manner == "leave" {
        return Ok(());
    }
    peer.start().await?;
    println!("started");
    let outcome = peer.follow().await?;
    println!("finished {} {}", outcome.success, outcome.text);
    if manner == "linger" {
        tokio::task::spawn_blocking(|| std::io::read_to_string(std::io::stdin())).await??;
    }
    Ok(())
}
