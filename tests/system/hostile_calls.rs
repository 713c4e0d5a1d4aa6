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
use serde_json::json;
use waymark_lab::session::{Call, Presence, Probe, Session};
use waymark_model::ErrorKind;
use waymark_tests::{Caller, PATIENCE, Stage, wait_for};

use self::calls::Calls;

const NAME: &str = "io.github.waymarkos.Waymark1";
const SEED: u64 = 20_260_917;
const CALLS: u64 = 1500;
/// How many calls there are between two looks at the service.
const ROUND: u64 = 250;
/// How long any answer may take.
const PROMPT: Duration = Duration::from_secs(20);
/// How much more memory the service may hold after all calls than after the first ones.
const GROWTH_MAX: u64 = 16 * 1024;
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
        ensure!(begun.elapsed() < PROMPT, "a read took {:?}", begun.elapsed());
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
        let script = "awk '/^VmRSS/ { print $2 }' /proc/$0/status; ls /proc/$0/fd | wc -l";
        let pid = self.pid.to_string();
        let told = self.stage.machine().system(["sh", "-c", script, &pid])?.ok()?;
        let mut numbers = told.split_whitespace().map(str::parse);
        let mut next = || numbers.next().context("nothing was told");
        Ok((next()??, next()??))
    }

    /// Nothing on the system is another than before, and no server was asked.
    fn has_changed_nothing(&self) -> Result<()> {
        ensure!(self.stage.imprint()? == self.imprint, "the system changed");
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

    /// Makes a call, which must be answered in time and in the contract's words.
    fn call(&mut self, call: &Call) -> Result<()> {
        let reply = self.probe.call_within(call, PROMPT)?;
        let Some(error) = reply.error else {
            return Ok(());
        };
        let ours = ErrorKind::ALL.iter().chain([&ErrorKind::Failed]);
        let ours = ours.map(|kind| kind.bus_name()).any(|name| name == error.name);
        ensure!(
            ours || error.name.starts_with("org.freedesktop.DBus.Error."),
            "no error of the contract: {error:?}"
        );
        let sentence = &error.message;
        ensure!(
            sentence.chars().count() < SENTENCE_MAX,
            "a sentence of {} characters",
            sentence.chars().count()
        );
        ensure!(
            !ours || !sentence.chars().any(|c| c.is_control() || TURNS.contains(&c)),
            "a sentence with orders to a terminal: {sentence:?}"
        );
        Ok(())
    }
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
    let mut before = None;
    let rounds = count.div_ceil(ROUND);
    for round in 0..rounds {
        let mut strangers = strangers(&stage)?;
        let share = each.len().div_ceil(usize::try_from(rounds - round)?);
        let mut now: Vec<_> = each.drain(..share).collect();
        now.extend((0..ROUND).map(|_| calls.any(&job)));
        now.extend(huge());
        for (number, call) in now.iter().enumerate() {
            let stranger = &mut strangers[number % 3];
            stranger.call(call).with_context(|| {
                let mut told = json!(call).to_string();
                told.truncate(told.floor_char_boundary(2000));
                format!("WAYMARK_CALLS_SEED={seed}, round {round}, call {number}: {told}")
            })?;
        }
        drop(strangers);
        let told = || format!("WAYMARK_CALLS_SEED={seed}, after round {round}");
        service.is_well().with_context(told)?;
        wait_for("the closing of what was sent", PATIENCE, || {
            Ok((service.holds()?.1 <= descriptors + 4).then_some(()))
        })
        .with_context(told)?;
        let (memory, _) = service.holds()?;
        // The first calls fill what is kept for all that follow.
        let first = *before.get_or_insert(memory);
        ensure!(
            memory < first + GROWTH_MAX,
            "{}: {first} kB, then {memory}",
            told()
        );
        service.has_changed_nothing().with_context(told)?;
        job = service.job()?;
    }
    Ok(())
}

/// As much as the bus lets through, or nearly.
fn huge() -> Vec<Call> {
    let long = "a".repeat(8 << 20);
    let many = vec!["version:a"; 100_000];
    let numbers = json!({"type": "au", "data": vec![7; 100_000]});
    vec![
        Call::new("GetDeployment", "s", &json!([long])),
        Call::new("Delete", "asta{sv}", &json!([many, 1, {}])),
        Call::new("ListStreams", "a{sv}", &json!([{"no-such-option": numbers}])),
        Call::new("GetRepositories", "a{sv}", &json!([{long: true}])),
    ]
}
