//! What a test of the whole stands on: a sample system of its own, served and
//! entered, and short ways to ask and act on the bus as one of its users.

pub mod faults;

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use waymark_lab::{
    Options, Sample, Server, System,
    machine::{BootOptions, Deployed, Machine},
    sample::temporary_folder,
    session::{Call, Presence, Probe, Reply, Session},
    window::{Query, Window},
};

/// How long a machine may take to go down and come up again.
pub const RESTART: Duration = Duration::from_secs(60);

/// How long a job may take.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// When an idle service leaves that was told to hurry.
pub const IDLE: Duration = Duration::from_secs(2);

/// Waits until `condition` gives something, asking again and again.
///
/// # Errors
/// If it does not within `deadline`, or it fails.
pub fn wait_for<T>(
    what: &str,
    deadline: Duration,
    mut condition: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let end = Instant::now() + deadline;
    loop {
        if let Some(found) = condition()? {
            return Ok(found);
        }
        ensure!(Instant::now() < end, "{what}: not within {deadline:?}");
    }
}

/// Asks again and again whether something is still so.
///
/// # Errors
/// If it ends within `time`.
pub fn stays(what: &str, time: Duration, mut so: impl FnMut() -> Result<bool>) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < time {
        ensure!(so()?, "{what}: no more after {:?}", begun.elapsed());
    }
    Ok(())
}

/// A sample system that is served and runs.
pub struct Stage {
    machine: Option<Machine>,
    /// The remote.
    pub server: Server,
    /// The sample system.
    pub sample: Sample,
    _folder: TempDir,
}

impl Stage {
    /// A sample system as it comes.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn new() -> Result<Self> {
        Self::with(&Options::default(), &BootOptions::default())
    }

    /// A sample system of another kind.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn with(options: &Options, boot: &BootOptions) -> Result<Self> {
        Self::prepared(options, boot, |_| Ok(()))
    }

    /// The same, changed before it runs for the first time.
    ///
    /// # Errors
    /// If it cannot be made or changed.
    pub fn prepared(
        options: &Options,
        boot: &BootOptions,
        prepare: impl FnOnce(&Sample) -> Result<()>,
    ) -> Result<Self> {
        let folder = temporary_folder()?;
        let sample = Sample::create(folder.path(), options)?;
        prepare(&sample)?;
        let server = sample.serve()?;
        let machine = Machine::boot(&sample, boot)?;
        Ok(Self {
            machine: Some(machine),
            server,
            sample,
            _folder: folder,
        })
    }

    /// A sample system that the double of rpm-ostreed drives, on a ref or on an image.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn rpm_ostree(system: System, boot: &BootOptions) -> Result<Self> {
        let options = Options {
            system,
            ..Options::default()
        };
        Self::with(&options, boot)
    }

    /// The same whose service leaves after [`IDLE`] in place of a minute.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn short_lived() -> Result<Self> {
        let config = format!("idle-exit-seconds = {}\n", IDLE.as_secs());
        let boot = BootOptions::default().file("/etc/waymark/waymarkd.toml", config);
        Self::with(&Options::default(), &boot)
    }

    /// The machine that runs.
    ///
    /// # Panics
    /// If an earlier restart failed.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        self.machine
            .as_ref()
            .expect("the machine did not come up again")
    }

    /// The deployment that runs, as libostree tells it.
    ///
    /// # Errors
    /// If libostree sees none.
    pub fn running(&self) -> Result<Deployed> {
        let all = self.machine().deployments()?;
        let running = all.into_iter().find(|each| each.running);
        running.context("libostree sees no booted deployment")
    }

    /// Waits until somebody has restarted the machine and it runs again.
    ///
    /// # Errors
    /// If nobody does, or it does not come up.
    pub fn restarted(&mut self) -> Result<()> {
        let machine = self.machine.take().context("there is no machine")?;
        self.machine = Some(machine.wait_for_restart(RESTART)?);
        Ok(())
    }

    /// Waits until somebody has turned the machine off, and turns it on again.
    ///
    /// # Errors
    /// If nobody does, or it does not come up.
    pub fn turned_off_and_on(&mut self) -> Result<()> {
        let machine = self.machine.take().context("there is no machine")?;
        machine.wait_for_power_off(RESTART)?;
        self.machine = Some(Machine::boot(&self.sample, &BootOptions::default())?);
        Ok(())
    }

    /// Restarts, as an administrator's `systemctl reboot` does.
    ///
    /// # Errors
    /// If the machine does not go down, or does not come up.
    pub fn restart(&mut self) -> Result<()> {
        let machine = self.machine.take().context("there is no machine")?;
        self.machine = Some(machine.restart(RESTART)?);
        Ok(())
    }

    /// The same, and another entry than the first of the boot list is chosen.
    ///
    /// # Errors
    /// As [`Stage::restart`].
    pub fn restart_into(&mut self, chosen: &Deployed) -> Result<()> {
        let machine = self.machine.take().context("there is no machine")?;
        self.machine = Some(machine.restart_into(RESTART, chosen)?);
        Ok(())
    }

    /// Cuts the power, and starts again.
    ///
    /// # Errors
    /// If the machine does not come up.
    pub fn cut_power(&mut self) -> Result<()> {
        let machine = self.machine.take().context("there is no machine")?;
        self.machine = Some(machine.cut_power()?);
        Ok(())
    }

    /// Cuts the power, repairs the disk as a start after an error does, and starts again.
    ///
    /// # Errors
    /// If the disk is beyond repair, or the machine does not come up.
    pub fn repair(&mut self) -> Result<()> {
        drop(self.machine.take());
        self.sample.disk()?.repair()?;
        self.machine = Some(Machine::boot(&self.sample, &BootOptions::default())?);
        Ok(())
    }

    /// A session of a user who sits at the machine.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn session(&self, user: &str) -> Result<Session> {
        self.machine().session(user, Presence::Active)
    }

    /// The same with a program in it that makes bus calls.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn caller(&self, user: &str) -> Result<Caller> {
        let session = self.session(user)?;
        Ok(Caller {
            probe: session.probe()?,
            session,
        })
    }

    /// The same with Waymark's window open on a display of its own.
    ///
    /// # Errors
    /// If it does not open.
    pub fn window(&self, user: &str) -> Result<(Session, Window)> {
        let session = self.session(user)?.with_display(1000, 900)?;
        let window = self.window_in(&session)?;
        Ok((session, window))
    }

    /// Opens the window in a session that has a display.
    ///
    /// # Errors
    /// If it does not open.
    pub fn window_in(&self, session: &Session) -> Result<Window> {
        Window::open(session, [] as [&str; 0])
    }

    /// Looks for an update in a window and gives the button that takes it.
    ///
    /// # Errors
    /// If none is offered.
    pub fn check_in(&self, window: &Window) -> Result<Query> {
        window.click(&Query::button("Check Now"))?;
        let update = Query::button("Update").sensitive();
        window.wait(&update, PATIENCE)?;
        Ok(update)
    }

    /// What decides about the system, byte for byte: boot list, deployments'
    /// origins (pins are in them), refs of both repositories.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn imprint(&self) -> Result<String> {
        let script = "cd / && for f in $(find sysroot/boot/loader*/ boot/loader*/ \
            sysroot/ostree/deploy -maxdepth 3 \\( -name '*.conf' -o -name '*.origin' \\) | sort -u) \
            run/ostree/staged-deployment; do [ ! -e $f ] || { echo \"== $f\"; cat $f; }; done; \
            cd sysroot/ostree/repo/refs && find . -type f | sort | while read f; do echo \"$f $(cat $f)\"; done";
        self.machine().system(["sh", "-c", script])?.ok()
    }
}

/// A user's session and a program in it that makes bus calls.
pub struct Caller {
    /// The program.
    pub probe: Probe,
    /// The session.
    pub session: Session,
}

impl Caller {
    /// Makes a call of one of Waymark's methods.
    ///
    /// # Errors
    /// If it cannot be made; an error on the bus is a reply.
    pub fn call(&mut self, member: &str, signature: &str, arguments: &Value) -> Result<Reply> {
        self.probe.call(&Call::new(member, signature, arguments))
    }

    /// Starts an action, waits for its job's end and gives the result.
    ///
    /// # Errors
    /// If the action is refused.
    pub fn act(&mut self, member: &str, signature: &str, arguments: &Value) -> Result<Value> {
        let call = Call::new(member, signature, arguments).waiting();
        let reply = self.probe.call(&call)?;
        if let Some(error) = &reply.error {
            anyhow::bail!("{member}: {}: {}", error.name, error.message);
        }
        reply.finished.context("the job's end was not announced")
    }

    /// The same, which must end well.
    ///
    /// # Errors
    /// If it does not.
    pub fn succeed(&mut self, member: &str, signature: &str, arguments: &Value) -> Result<Value> {
        let result = self.act(member, signature, arguments)?;
        ensure!(
            matches!(result["outcome"].as_str(), Some("ok" | "unchanged")),
            "{member} ended otherwise: {result}"
        );
        Ok(result)
    }

    /// The same, which must fail; gives the error's kind.
    ///
    /// # Errors
    /// If it does not fail.
    pub fn fail(&mut self, member: &str, signature: &str, arguments: &Value) -> Result<String> {
        let call = Call::new(member, signature, arguments).waiting();
        let reply = self.probe.call(&call)?;
        if reply.error.is_some() {
            return Ok(reply.error_kind().to_owned());
        }
        let result = reply.finished.context("the job's end was not announced")?;
        Ok(result["error"]
            .as_str()
            .with_context(|| format!("{member} did not fail: {result}"))?
            .to_owned())
    }

    /// Waits for a job's end and gives its result.
    ///
    /// # Errors
    /// If the job is gone, or does not end.
    pub fn result_of(&mut self, job: &str) -> Result<Value> {
        let read = Call::new(
            "Get",
            "ss",
            &json!(["io.github.waymarkos.Waymark1.Job", "Result"]),
        )
        .at(job)
        .on("org.freedesktop.DBus.Properties");
        let deadline = Instant::now() + PATIENCE;
        loop {
            let result = self.probe.call(&read)?.ok()?.remove(0);
            if result.as_object().is_some_and(|fields| !fields.is_empty()) {
                return Ok(result);
            }
            ensure!(Instant::now() < deadline, "{job} does not end");
        }
    }

    /// Whether a job has ended, or its service.
    ///
    /// # Errors
    /// If the bus does not answer.
    pub fn ended(&mut self, job: &str) -> Result<bool> {
        let running = self.probe.call(&Call::property("Jobs"))?;
        let running = running.values.first().and_then(Value::as_array);
        Ok(!running.is_some_and(|all| all.iter().any(|each| each == job)))
    }

    /// Reads a property of the service.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn property(&mut self, name: &str) -> Result<Value> {
        let values = self.probe.call(&Call::property(name))?.ok()?;
        values
            .into_iter()
            .next()
            .with_context(|| format!("{name} has no value"))
    }

    /// The generation now.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn generation(&mut self) -> Result<Value> {
        self.property("Generation")
    }

    /// The deployments, in boot order.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn deployments(&mut self) -> Result<Vec<Value>> {
        let list = self.property("Deployments")?;
        list.as_array().cloned().context("no list of deployments")
    }

    /// The deployment with that checksum.
    ///
    /// # Errors
    /// If there is none.
    pub fn deployment(&mut self, checksum: &str) -> Result<Value> {
        let all = self.deployments()?;
        all.into_iter()
            .find(|each| each["checksum"] == checksum)
            .with_context(|| format!("no deployment has {checksum}"))
    }

    /// Updates to what is offered.
    ///
    /// # Errors
    /// If that does not end well.
    pub fn update(&mut self) -> Result<Value> {
        self.succeed("Update", "sa{sv}", &json!(["", {}]))
    }
}
