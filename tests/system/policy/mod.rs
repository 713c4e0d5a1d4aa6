//! What the service does by itself, with doubles of systemd, NetworkManager and UPower on
//! the machine's real bus and a clock that the test moves.

mod choice;
mod modes;
mod rules;
mod switch;
mod window;

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use waymark_lab::{BootOptions, Options, doubles, doubles::Doubles, session::Call};
use waymark_tests::{Caller, PATIENCE, Stage, wait_for};

const DAY: u64 = 24 * 60 * 60;

/// A machine with the doubles, and root on its bus.
struct Scene {
    root: Caller,
    doubles: Doubles,
    stage: Stage,
}

impl Scene {
    fn new() -> Result<Self> {
        Self::with(&Options::default())
    }

    fn with(options: &Options) -> Result<Self> {
        Self::on(Stage::with(
            options,
            &doubles::allowed(BootOptions::default()),
        )?)
    }

    fn on(stage: Stage) -> Result<Self> {
        Ok(Self {
            doubles: Doubles::start(stage.machine())?,
            root: stage.caller("root")?,
            stage,
        })
    }

    /// Changes what was chosen; numbers, lists and booleans as the bus has them.
    fn set(&mut self, changes: &Value) -> Result<()> {
        let arguments = json!([changes, {}]);
        self.root.succeed("SetPolicy", "a{sv}a{sv}", &arguments)?;
        Ok(())
    }

    /// Lets so many seconds pass.
    fn ahead(&self, seconds: u64) -> Result<()> {
        let file = self
            .stage
            .machine()
            .run_folder()
            .join("waymark-clock-ahead");
        fs::write(&file, seconds.to_string())?;
        Ok(())
    }

    /// Wakes the policy as the timer does; what it says that it does.
    fn wake(&mut self) -> Result<Value> {
        let reply = self
            .root
            .probe
            .call(&Call::new("ApplyPolicy", "a{sv}", &json!([{}])))?;
        Ok(reply.ok()?.remove(0))
    }

    fn explain(&mut self) -> Result<Value> {
        let explain = Call::new("ExplainPolicy", "a{sv}", &json!([{}]));
        Ok(self.root.probe.call(&explain)?.ok()?.remove(0))
    }

    /// The same, once nothing is left to be done and no job runs.
    fn rest(&mut self) -> Result<Value> {
        wait_for("the policy's rest", PATIENCE, || {
            let policy = self.explain()?;
            let rests = policy["step"] == "nothing" && reason(&policy, "busy").is_none();
            Ok(rests.then_some(policy))
        })
    }

    /// Wakes the policy and waits until it has done what it does.
    fn wake_to_rest(&mut self) -> Result<Value> {
        self.wake()?;
        self.rest()
    }

    /// Wakes the policy, which has to leave everything as it is for this reason.
    fn wake_in_vain(&mut self, kind: &str) -> Result<Value> {
        self.stage.server.clear();
        let results = self.root.property("Results")?;
        let policy = self.wake()?;
        ensure!(policy["step"] == "nothing", "{kind}: {policy}");
        let found = reason(&policy, kind).with_context(|| format!("{kind}: {policy}"))?;
        ensure!(found["blocks"] == true, "{found}");
        ensure!(self.root.property("Results")? == results, "a job ran");
        ensure!(
            self.stage.server.requests().is_empty(),
            "it asked the server"
        );
        Ok(found)
    }

    fn staged(&self) -> Result<Option<String>> {
        let all = self.stage.machine().deployments()?;
        Ok(all
            .into_iter()
            .find(|one| one.staged)
            .map(|one| one.checksum))
    }

    /// What was published, the oldest first.
    fn published(&self) -> Result<Vec<String>> {
        let all = self.stage.sample.versions()?;
        Ok(all.into_iter().map(|one| one.checksum).collect())
    }

    /// What the jobs of the policy and of others did, the oldest first.
    fn actions(&mut self) -> Result<Vec<String>> {
        let all = self.root.property("Results")?;
        let all = all.as_array().context("no list")?;
        let names = all.iter().filter_map(|one| one["action"].as_str());
        Ok(names
            .filter(|name| *name != "policy")
            .map(str::to_owned)
            .collect())
    }
}

/// The reason of a kind.
fn reason(policy: &Value, kind: &str) -> Option<Value> {
    let all = policy["reasons"].as_array()?;
    all.iter().find(|one| one["reason"] == kind).cloned()
}

fn number(number: u32) -> Value {
    json!({"type": "u", "data": number})
}

fn list(words: &[&str]) -> Value {
    json!({"type": "as", "data": words})
}
