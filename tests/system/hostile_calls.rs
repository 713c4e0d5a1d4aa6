//! Everything that the bus lets somebody without rights send to the service: it stays the
//! same process, answers in time, keeps nothing, and nothing on the system changes.
//!
//! The calls come from a seed. `WAYMARK_CALLS_SEED` and `WAYMARK_CALLS` choose another one
//! and how many calls there are, for a longer run.

mod calls;
mod values;

use std::{
    env,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use waymark_lab::session::{Call, Presence, Probe, Session};
use waymark_model::ErrorKind;
use waymark_tests::{Caller, PATIENCE, Stage, wait_for};

use self::calls::Calls;
use crate::together::holds;

const NAME: &str = "io.github.waymarkos.Waymark1";
const SEED: u64 = 20_260_917;
const CALLS: u64 = 1500;
/// How many actions are begun.
const ACTIONS: usize = 200;
/// How many calls there are between two looks at the service.
const ROUND: u64 = 250;
/// How long any answer may take.
const PROMPT: Duration = Duration::from_secs(20);
/// How much more memory the service may hold after all calls than after the first ones,
/// in kB.
const GROWTH_MAX: u64 = 16 * 1024;
/// How often each stranger sends all large calls.
const LARGE: usize = 1;
/// How much of six times 18 MB may stay, in kB.
const KEPT_MAX: u64 = 64 * 1024;
/// Marks among those of [`values`] that turn the direction of text.
const TURNS: [char; 2] = ['\u{202e}', '\u{2066}'];
/// Longest sentence of an error, in characters.
const SENTENCE_MAX: usize = 1000;

fn number(name: &str, otherwise: u64) -> Result<u64> {
    match env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name}={text}")),
        Err(_) => Ok(otherwise),
    }
}

/// The service that is called, and what it was before.
struct Service<'a> {
    stage: &'a Stage,
    root: Caller,
    pid: u32,
    imprint: String,
}

impl<'a> Service<'a> {
    fn of(stage: &'a Stage) -> Result<Self> {
        let mut root = stage.caller("root")?;
        root.deployments()?;
        let pid = stage.machine().owner_of(NAME)?.context("it does not run")?;
        Ok(Self {
            imprint: stage.imprint()?,
            stage,
            root,
            pid,
        })
    }

    /// A job of root's that has ended: it is there for a minute.
    fn job(&mut self) -> Result<String> {
        let job = self.root.call("CleanUp", "a{sv}", &json!([{}]))?.ok()?;
        let job = job[0].as_str().context("no job")?.to_owned();
        self.root.result_of(&job)?;
        Ok(job)
    }

    /// It is the same one, it answers, and it says of nothing that it panicked.
    fn is_well(&mut self) -> Result<()> {
        let begun = Instant::now();
        let jobs = self.root.property("Jobs")?;
        ensure!(
            begun.elapsed() < PROMPT,
            "a read took {:?}",
            begun.elapsed()
        );
        ensure!(jobs == json!([]), "a job runs: {jobs}");
        let pid = self.stage.machine().owner_of(NAME)?;
        ensure!(pid == Some(self.pid), "it was {}, and is {pid:?}", self.pid);
        let log = self.stage.machine().log();
        let panicked = log.lines().find(|line| line.contains("panicked"));
        ensure!(panicked.is_none(), "{panicked:?}");
        Ok(())
    }

    /// Its memory in kB and its descriptors.
    fn holds(&self) -> Result<(u64, u64)> {
        holds(self.stage, self.pid)
    }

    /// Nothing on the system is another than before.
    fn has_changed_nothing(&self) -> Result<()> {
        let now = self.stage.imprint()?;
        let differs = |line: &&str| !self.imprint.lines().any(|old| old == *line);
        let others: Vec<_> = now.lines().filter(differs).collect();
        ensure!(now == self.imprint, "the system changed: {others:?}");
        Ok(())
    }

    fn has_asked_nobody(&self) -> Result<()> {
        let requests = self.stage.server.requests();
        ensure!(requests.is_empty(), "a server was asked: {requests:?}");
        Ok(())
    }
}

/// Somebody without rights.
struct Stranger {
    probe: Probe,
    _session: Session,
}

impl Stranger {
    fn of(stage: &Stage, user: &str, presence: Presence) -> Result<Self> {
        let session = stage.machine().session(user, presence)?;
        Ok(Self {
            probe: session.probe()?,
            _session: session,
        })
    }

    /// Makes a call, which must be answered in time and in the contract's words. Gives what
    /// became of its job, if that was waited for.
    fn call(&mut self, call: &Call) -> Result<Option<Value>> {
        let reply = self.probe.call_within(call, PROMPT)?;
        let Some(error) = reply.error else {
            return Ok(reply.finished);
        };
        if let Some(kind) = ErrorKind::from_bus_name(&error.name) {
            is_of_the_contract(kind, error.name.as_str())?;
            is_a_sentence(&error.message)?;
        } else {
            let of_the_bus = error.name.starts_with("org.freedesktop.DBus.Error.");
            ensure!(of_the_bus, "no error of the contract: {error:?}");
        }
        Ok(None)
    }
}

fn is_of_the_contract(kind: ErrorKind, name: &str) -> Result<()> {
    // A word that is not known is read as the first kind.
    ensure!(
        name.ends_with(&kind.to_string()),
        "no error of the contract: {name}"
    );
    Ok(())
}

/// It is short, and no terminal that shows it does anything else.
fn is_a_sentence(text: &str) -> Result<()> {
    let length = text.chars().count();
    ensure!(length < SENTENCE_MAX, "a sentence of {length} characters");
    let orders = |c: char| c.is_control() || TURNS.contains(&c);
    ensure!(!text.chars().any(orders), "orders to a terminal: {text:?}");
    Ok(())
}

/// Which call it was, for a failure.
fn told(seed: u64, number: usize, call: &Call) -> String {
    let mut text = json!(call).to_string();
    text.truncate(text.floor_char_boundary(2000));
    format!("WAYMARK_CALLS_SEED={seed}, call {number}: {text}")
}

fn strangers(stage: &Stage) -> Result<[Stranger; 3]> {
    Ok([
        Stranger::of(stage, "nobody", Presence::None)?,
        Stranger::of(stage, "user", Presence::None)?,
        Stranger::of(stage, "user", Presence::Active)?,
    ])
}

fn references(root: &mut Caller) -> Result<Vec<String>> {
    let deployments = root.deployments()?;
    let mut all = Vec::new();
    for deployment in &deployments {
        for (kind, key) in [("deployment", "id"), ("version", "checksum")] {
            let id = deployment[key].as_str().context("no id")?;
            all.push(format!("{kind}:{id}"));
        }
    }
    Ok(all)
}

#[test]
fn nothing_that_a_stranger_sends_harms_the_service() -> Result<()> {
    let (seed, count) = (
        number("WAYMARK_CALLS_SEED", SEED)?,
        number("WAYMARK_CALLS", CALLS)?,
    );
    let stage = Stage::new()?;
    let mut service = Service::of(&stage)?;
    let mut calls = Calls::new(seed, references(&mut service.root)?)?;
    service.job()?;
    service.imprint = stage.imprint()?;
    stage.server.clear();

    let mut job = service.job()?;
    let mut each: Vec<_> = calls.with_each_key(&job);
    let (_, descriptors) = service.holds()?;
    send_as_much_as_goes(&service)?;
    let mut first = None;
    let rounds = count.div_ceil(ROUND);
    for round in 0..rounds {
        let mut strangers = strangers(&stage)?;
        let share = each.len().div_ceil(usize::try_from(rounds - round)?);
        let mut now: Vec<_> = each.drain(..share).collect();
        now.extend((0..ROUND).map(|_| calls.any(&job)));
        for (number, call) in now.iter().enumerate() {
            let stranger = &mut strangers[number % 3];
            stranger
                .call(call)
                .with_context(|| told(seed, number, call))?;
        }
        drop(strangers);
        let when = || format!("WAYMARK_CALLS_SEED={seed}, after round {round}");
        service.is_well().with_context(when)?;
        wait_for("the closing of what was sent", PATIENCE, || {
            Ok((service.holds()?.1 <= descriptors + 4).then_some(()))
        })
        .with_context(when)?;
        let (memory, _) = service.holds()?;
        let first = *first.get_or_insert(memory);
        ensure!(
            memory < first + GROWTH_MAX,
            "{}: {first} kB, then {memory}",
            when()
        );
        service.has_changed_nothing().with_context(when)?;
        service.has_asked_nobody().with_context(when)?;
        job = service.job()?;
    }
    Ok(())
}

/// The second time takes no more memory than the first: a part only of what was sent, which
/// is what the allocator keeps for the next large message.
fn send_as_much_as_goes(service: &Service<'_>) -> Result<()> {
    let mut strangers = strangers(service.stage)?;
    let mut held = Vec::new();
    for times in [LARGE, 2 * LARGE] {
        for stranger in &mut strangers {
            for call in (0..times).flat_map(|_| huge()) {
                stranger.call(&call)?;
            }
        }
        held.push(service.holds()?.0);
    }
    ensure!(held[1] < held[0] + KEPT_MAX, "{held:?} kB");
    Ok(())
}

/// As much as the bus lets through, or nearly: 18 MB.
fn huge() -> Vec<Call> {
    let long = "a".repeat(8 << 20);
    let many = vec!["version:a"; 100_000];
    let numbers = json!({"type": "au", "data": vec![7; 100_000]});
    vec![
        Call::new("GetDeployment", "s", &json!([long])),
        Call::new("Delete", "asta{sv}", &json!([many, 1, {}])),
        Call::new(
            "ListStreams",
            "a{sv}",
            &json!([{"no-such-option": numbers}]),
        ),
        Call::new("GetRepositories", "a{sv}", &json!([{long: true}])),
    ]
}

#[test]
fn no_action_upon_a_strangers_words_harms_the_system() -> Result<()> {
    let seed = number("WAYMARK_CALLS_SEED", SEED)?;
    let stage = Stage::new()?;
    let mut service = Service::of(&stage)?;
    // What a check remembers of the remote is written once.
    service.root.succeed("Check", "a{sv}", &json!([{}]))?;
    service.imprint = stage.imprint()?;
    let mut calls = Calls::new(seed, references(&mut service.root)?)?;
    let mut user = Stranger::of(&stage, "user", Presence::Active)?;
    let mut ended = 0;
    for number in 0..ACTIONS {
        let call = calls.action().waiting();
        let about = || told(seed, number, &call);
        let Some(result) = user.call(&call).with_context(about)? else {
            continue;
        };
        ended += 1;
        if let Some(error) = result["error"].as_str() {
            is_of_the_contract(ErrorKind::from_word(error), error).with_context(about)?;
            is_a_sentence(result["message"].as_str().unwrap_or("")).with_context(about)?;
        }
    }
    ensure!(ended > ACTIONS / 10, "{ended} jobs of {ACTIONS} calls");
    service.is_well()?;
    service.has_changed_nothing()
}
