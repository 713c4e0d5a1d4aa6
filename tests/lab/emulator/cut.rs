//! Points at which a machine's power is cut, and what must be true after it.

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::boot_entry::{loader, names};
use super::trial::{Seen, Trial, check_boot_list};
use super::{Disks, Emulator};
use crate::dice::Dice;

/// How long a job or a shutdown may take.
const PATIENCE: Duration = Duration::from_secs(240);
const BUS: &str = "busctl --system get-property io.github.waymarkos.Waymark1";

/// When the power is cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    /// So long after the update's job began.
    Staging(Duration),
    /// When the update's job has come so far.
    StagingAt(f64),
    /// When the update is prepared.
    Staged,
    /// So long after the machine began to shut down.
    ShuttingDown(Duration),
    /// When the new boot list is being written beside the old one.
    WritingBootList,
    /// When the new boot list has just taken the place of the old one.
    SwappedBootList,
    /// So long after the machine began to start the new version.
    FirstStart(Duration),
    /// So long after the job that goes back began.
    GoingBack(Duration),
}

impl fmt::Display for Cut {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staging(time) => write!(to, "{:.1} s into staging", time.as_secs_f64()),
            Self::StagingAt(part) => write!(to, "staging, {:.0} % done", part * 100.0),
            Self::Staged => write!(to, "staged"),
            Self::ShuttingDown(time) => {
                write!(to, "{:.1} s into the shutdown", time.as_secs_f64())
            }
            Self::WritingBootList => write!(to, "boot list half written"),
            Self::SwappedBootList => write!(to, "boot list just swapped"),
            Self::FirstStart(time) => {
                write!(to, "{:.1} s into the first start", time.as_secs_f64())
            }
            Self::GoingBack(time) => write!(to, "{:.1} s into going back", time.as_secs_f64()),
        }
    }
}

/// What was known before the power was cut.
#[derive(Debug)]
struct Known {
    /// The job was seen on the bus.
    began: bool,
    /// The job was told to have ended well.
    ended: bool,
}

impl Cut {
    /// Thirty points, those by time drawn by `seed` each from a part of its own.
    #[must_use]
    pub fn thirty(seed: u64) -> Vec<Self> {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut all = Vec::new();
        let mut spread = |count: u32, step: f64, cut: fn(Duration) -> Self| {
            for part in 0..count {
                let time = step * (f64::from(part) + random.f64());
                all.push(cut(Duration::from_secs_f64(time)));
            }
        };
        spread(7, 1.4, Self::Staging);
        spread(7, 0.9, Self::ShuttingDown);
        spread(4, 3.0, Self::FirstStart);
        spread(3, 1.5, Self::GoingBack);
        all.extend([0.1, 0.3, 0.5, 0.7].map(Self::StagingAt));
        all.extend([
            Self::Staged,
            Self::WritingBootList,
            Self::WritingBootList,
            Self::SwappedBootList,
            Self::SwappedBootList,
        ]);
        all
    }

    /// One of the points of an update, chosen by `seed`.
    #[must_use]
    pub fn one(seed: u64) -> Self {
        let mut cuts = Self::thirty(seed);
        cuts.retain(|cut| !matches!(cut, Self::GoingBack(_)));
        let place = Dice::new(seed, 0).below(cuts.len());
        cuts.swap_remove(place)
    }

    /// Which action it cuts off.
    fn action(self) -> &'static str {
        match self {
            Self::GoingBack(_) => "restore",
            _ => "update",
        }
    }

    /// Cuts the power of the machine that is on, runs from `disk` and is about to do that
    /// action; turns it on again, makes sure that all is well, and gives the machine and
    /// what became of it in a few words.
    ///
    /// # Errors
    /// If anything is not as it must be.
    pub fn make<'a>(
        self,
        disks: &'a Disks,
        mut trial: Trial<'a>,
        disk: &Path,
    ) -> Result<(Trial<'a>, String)> {
        let (from, to) = match self {
            Self::GoingBack(_) => (&disks.new.version, &disks.old.version),
            _ => (&disks.old.version, &disks.new.version),
        };
        let target = match self {
            Self::GoingBack(_) => to.as_str(),
            _ => "",
        };
        let action = self.action();
        // Jobs before this one do not count.
        let before = job_of(trial.ask("status")?["results"].as_array(), action);
        let known = self.carry_out(disks, trial, disk, &format!("waymarkctl {action} {target}"))?;
        check_boot_list(disk)?;
        let mut trial = Trial::boot(disks, disk)?;
        let seen = trial.look(true)?;
        trial.check_objects()?;
        let told = judge(&seen, &known, action, before.as_deref(), from, to)?;
        Ok((trial, told))
    }

    /// Does once more what was cut off, if it was: that works, and says so.
    ///
    /// # Errors
    /// If it does not.
    pub fn again(self, disks: &Disks, trial: &mut Trial<'_>) -> Result<Option<String>> {
        let seen = trial.look(true)?;
        let (action, target, to) = match self {
            Self::GoingBack(_) => ("restore", disks.old.version.as_str(), &disks.old),
            _ => ("update", "", &disks.new),
        };
        if seen.runs() == to.version {
            return Ok(None);
        }
        trial.ok(&format!("waymarkctl {action} {target}"))?;
        let seen = trial.look(true)?;
        let next = seen.deployments.first().context("nothing is deployed")?;
        ensure!(next.checksum == to.checksum, "{action} made {next:?} next");
        Ok(Some(format!("{action} works again")))
    }

    fn carry_out(
        self,
        disks: &Disks,
        mut trial: Trial<'_>,
        disk: &Path,
        command: &str,
    ) -> Result<Known> {
        let within = |trial: &mut Trial<'_>| {
            trial.ok(&format!(
                "systemd-run --quiet --collect --unit=cut {command}"
            ))?;
            wait_job(trial)
        };
        let (began, ended) = match self {
            Self::Staging(time) | Self::GoingBack(time) => {
                let job = within(&mut trial)?;
                until(Instant::now() + time, disk, || Ok(false))?;
                (job.is_some(), false)
            }
            Self::StagingAt(part) => {
                let job = within(&mut trial)?;
                if let Some(job) = &job {
                    wait_fraction(&mut trial, job, part)?;
                }
                (job.is_some(), false)
            }
            _ => {
                trial.ok(command)?;
                (true, true)
            }
        };
        let known = Known { began, ended };
        match self {
            Self::Staging(_) | Self::GoingBack(_) | Self::StagingAt(_) | Self::Staged => {}
            Self::ShuttingDown(time) => {
                trial.machine.shut_down()?;
                let machine = &mut trial.machine;
                until(Instant::now() + time, disk, || machine.is_off())?;
            }
            Self::WritingBootList | Self::SwappedBootList => {
                let old = loader(disk)?.context("there is no boot list")?;
                trial.machine.shut_down()?;
                let machine = &mut trial.machine;
                until(Instant::now() + PATIENCE, disk, || {
                    Ok(machine.is_off()? || self.reached(disk, &old)?)
                })?;
            }
            Self::FirstStart(time) => {
                trial.machine.shut_down()?;
                trial.machine.wait_off()?;
                check_boot_list(disk)?;
                let machine = Emulator::turn_on(disk, &disks.remote())?;
                until(Instant::now() + time, disk, || Ok(false))?;
                machine.cut()?;
                return Ok(known);
            }
        }
        trial.machine.cut()?;
        Ok(known)
    }

    /// Whether the disk shows that the new boot list is so far; `old` is where the old
    /// one is.
    fn reached(self, disk: &Path, old: &str) -> Result<bool> {
        let now = loader(disk)?;
        if self == Self::SwappedBootList {
            return Ok(now.is_some_and(|now| now != old));
        }
        let lists = names(disk, "/boot")?;
        let other = if old.ends_with('0') {
            "loader.1"
        } else {
            "loader.0"
        };
        Ok(lists.iter().any(|it| it == other || it == "loader.tmp"))
    }
}

/// Looks at the disk again and again until `end`, or until it is `reached`.
fn until(end: Instant, disk: &Path, mut reached: impl FnMut() -> Result<bool>) -> Result<()> {
    while Instant::now() < end && !reached()? {
        // A look at the disk's image is the pause between two questions.
        let _ = loader(disk)?;
    }
    Ok(())
}

/// The job that the machine began, or nothing if it has ended already.
fn wait_job(trial: &mut Trial<'_>) -> Result<Option<String>> {
    let path = "/io/github/waymarkos/Waymark1";
    let told = trial.ok(&format!(
        "while :; do jobs=$({BUS} {path} io.github.waymarkos.Waymark1 Jobs); \
         [ \"$jobs\" = 'ao 0' ] || break; systemctl --quiet is-active cut || break; done; echo $jobs"
    ))?;
    Ok(told.split('"').nth(1).map(str::to_owned))
}

fn wait_fraction(trial: &mut Trial<'_>, job: &str, part: f64) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        let read = format!("{BUS} {job} io.github.waymarkos.Waymark1.Job Fraction");
        let told = trial.machine.run(&read)?;
        let fraction = told.text.strip_prefix("d ").and_then(|it| it.parse().ok());
        // A job that is gone has ended.
        if told.code != 0 || fraction.is_none_or(|it: f64| it >= part) {
            return Ok(());
        }
        ensure!(Instant::now() < end, "the job stays at {fraction:?}");
    }
}

fn job_of(results: Option<&Vec<Value>>, action: &str) -> Option<String> {
    let last = results?.iter().rfind(|it| it["action"] == action)?;
    Some(last["job"].as_str()?.to_owned())
}

/// Whether Waymark tells the truth of an action that was to make `to` run in place of
/// `from`; `before` is the last such job that had ended earlier.
fn judge(
    seen: &Seen,
    known: &Known,
    action: &str,
    before: Option<&str>,
    from: &str,
    to: &str,
) -> Result<String> {
    let runs = seen.runs();
    ensure!(runs == from || runs == to, "{runs} runs");
    ensure!(
        seen.deployments.iter().all(|it| !it.staged),
        "something is staged after a power cut: {:?}",
        seen.deployments
    );
    let result = seen
        .result(action)
        .filter(|it| it["job"].as_str() != before);
    let (class, why) = seen.start();
    let outcome = result.map(|it| {
        let word = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
        (word("outcome"), word("error"))
    });
    let told = outcome
        .as_ref()
        .map(|(outcome, error)| (outcome.as_str(), error.as_str()));
    match told {
        None => ensure!(!known.began, "the job that was cut off is forgotten"),
        Some(("ok", _)) => {}
        Some(("failed", "Interrupted")) => {
            ensure!(!known.ended, "a job that had ended is told as interrupted");
            ensure!(runs == from, "{to} runs and the job is told as interrupted");
        }
        other => anyhow::bail!("the job is told as {other:?}"),
    }
    let done = matches!(told, Some(("ok", _)));
    let fits = if runs == to {
        let arrived = if action == "restore" {
            "went-back"
        } else {
            "updated"
        };
        class == arrived && why.is_none() && done
    } else {
        match class {
            "unchanged" => !done && why.is_none(),
            // What was finished but for the shutdown.
            "not-finalized" => matches!(why, Some("power-cut" | "unknown")),
            _ => false,
        }
    };
    ensure!(
        fits,
        "{runs} runs, the job is told as {told:?}, the start as {class} {why:?}: {}",
        seen.last_start
    );
    Ok(format!(
        "{runs} runs ({}), {action} told as {}, start as {class}{}",
        if runs == to { "new" } else { "old" },
        told.map_or_else(
            || "not begun".to_owned(),
            |(outcome, error)| format!("{outcome} {error}").trim_end().to_owned()
        ),
        why.map(|why| format!(" ({why})")).unwrap_or_default(),
    ))
}
