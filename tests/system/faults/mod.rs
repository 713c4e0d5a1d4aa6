//! The service killed in the midst of what it does, and what must hold then.
//!
//! A deed is done once undisturbed, while every call to the kernel that changes
//! something on the disk is counted (`tracer.rs`). Then it is done again on new sample
//! systems, and the service is killed before the n-th of those calls, or after some
//! time. What holds afterwards is in `check.rs`: the system is as it was or as it was to
//! be, and nothing else; what the service says is true; the next try works.

mod check;
mod deed;
mod picture;
mod tracer;

use std::{fmt, time::Duration};

use anyhow::{Context as _, Result, ensure};
use waymark_lab::machine::Machine;

pub use self::{
    deed::Deed,
    tracer::{Call, Stopped},
};
use self::{picture::Picture, tracer::Tracer};
use crate::{Caller, PATIENCE};

pub(crate) const NAME: &str = "io.github.waymarkos.Waymark1";

/// When the service is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Before the n-th call that changes something.
    Call(usize),
    /// Before the n-th call that decides something: see [`Call::decides`].
    Decision(usize),
    /// So long after the deed began.
    After(Duration),
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(number) => write!(f, "before change {number}"),
            Self::Decision(number) => write!(f, "before decision {number}"),
            Self::After(time) => write!(f, "after {} ms", time.as_millis()),
        }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct End {
    done: bool,
    /// The call before which the service was killed, if it was, and before one.
    killed: Option<Option<Call>>,
}

impl End {
    /// Whether the system is as before or as after.
    #[must_use]
    pub fn state(&self) -> &'static str {
        if self.done { "as after" } else { "as before" }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.state())?;
        match self.killed {
            Some(Some(call)) => write!(f, " ({call})"),
            Some(None) => Ok(()),
            None => f.write_str(" (the job had ended)"),
        }
    }
}

/// How a deed goes that nobody disturbs.
#[derive(Debug)]
pub struct Course {
    /// The deed.
    pub deed: Deed,
    /// The calls that change something, in their order.
    pub calls: Vec<Call>,
    /// How long it takes while it is watched.
    pub time: Duration,
    before: Picture,
    after: Picture,
}

impl Course {
    /// Does the deed on a sample system of its own.
    ///
    /// # Errors
    /// If it fails, or changes nothing.
    pub fn of(deed: Deed) -> Result<Self> {
        let stage = deed.stage()?;
        let mut admin = stage.caller("root")?;
        let before = Picture::of(&stage)?;
        let arguments = deed.arguments(&stage, &mut admin)?;
        let tracer = Tracer::attach(service(stage.machine())?, None)?;
        let begun = std::time::Instant::now();
        let job = begin(&mut admin, deed, &arguments)?.context("the service ended by itself")?;
        let result = admin.result_of(&job)?;
        let time = begun.elapsed();
        ensure!(result["outcome"] == "ok", "{deed}: {result}");
        let after = Picture::of(&stage)?;
        ensure!(before != after, "{deed} changes nothing");
        Ok(Self {
            deed,
            calls: tracer.end()?.calls,
            time,
            before,
            after,
        })
    }

    /// How many of the calls decide.
    #[must_use]
    pub fn decisions(&self) -> usize {
        self.calls.iter().filter(|call| call.decides()).count()
    }

    /// `count` points spread over the whole: half of them over all changes, the rest
    /// over the decisions and over the time.
    #[must_use]
    pub fn points(&self, count: usize) -> Vec<Point> {
        let decisions = self.decisions();
        let by_time = count / 4;
        let by_decision = (count / 4).min(decisions);
        let by_call = count - by_time - by_decision;
        let spread = |count: usize, whole: usize| {
            (0..count).map(move |index| (2 * index + 1) * whole / (2 * count))
        };
        let moments = u32::try_from(by_time).unwrap_or(u32::MAX);
        spread(by_call, self.calls.len())
            .map(Point::Call)
            .chain(spread(by_decision, decisions).map(Point::Decision))
            .chain((0..moments).map(|index| Point::After(self.time * index / moments)))
            .collect()
    }

    /// Does the deed on a sample system of its own, kills the service at `point` and
    /// checks what is left.
    ///
    /// # Errors
    /// If anything does not hold.
    pub fn strike(&self, point: Point) -> Result<End> {
        self.struck(point)
            .with_context(|| format!("{}, killed {point}", self.deed))
    }

    fn struck(&self, point: Point) -> Result<End> {
        let mut stage = self.deed.stage()?;
        let mut admin = stage.caller("root")?;
        ensure!(
            Picture::of(&stage)? == self.before,
            "the sample systems of one seed differ"
        );
        let before = check::untouched(&stage)?;
        let arguments = self.deed.arguments(&stage, &mut admin)?;
        let tracer = Tracer::attach(service(stage.machine())?, Some(point))?;
        let job = begin(&mut admin, self.deed, &arguments)?;
        let trace = match job {
            Some(ref job) if !tracer.killed_within(Duration::ZERO) => {
                wait_for_end(&mut admin, &tracer, job)?;
                tracer.end()?
            }
            _ => tracer.end()?,
        };
        let done = check::check(&mut stage, self, &before, job.as_deref());
        Ok(End {
            done: done.with_context(|| format!("it said:\n{}\n", stage.machine().log()))?,
            killed: trace.reached,
        })
    }
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} changes on the disk, {} of them decide, in {} ms",
            self.calls.len(),
            self.decisions(),
            self.time.as_millis()
        )
    }
}

/// The service's process, as the lab sees it; started if it does not run.
fn service(machine: &Machine) -> Result<i32> {
    let pid = machine
        .owner_of(NAME)?
        .context("the service does not run")?;
    machine.outside(pid)
}

/// Begins the deed. Gives no job if the service was killed before it answered.
fn begin(admin: &mut Caller, deed: Deed, arguments: &serde_json::Value) -> Result<Option<String>> {
    let reply = admin.call(deed.member(), deed.signature(), arguments)?;
    if reply.error_kind() == "NoReply" {
        return Ok(None);
    }
    let job = reply.ok()?.pop().unwrap_or_default();
    Ok(Some(job.as_str().context("no job")?.to_owned()))
}

/// Waits until the service was killed, or the job has ended before that.
fn wait_for_end(admin: &mut Caller, tracer: &Tracer, job: &str) -> Result<()> {
    let deadline = std::time::Instant::now() + PATIENCE;
    // Asked rarely: each question is work for the service that is traced.
    while !tracer.killed_within(Duration::from_millis(100)) {
        ensure!(std::time::Instant::now() < deadline, "{job} does not end");
        match admin.ended(job) {
            Ok(true) => break,
            Ok(false) => {}
            // It may have been killed before it answered this.
            Err(_) if tracer.killed_within(Duration::from_secs(1)) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
