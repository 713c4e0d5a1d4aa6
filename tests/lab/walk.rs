//! The main road, walked by clicking: update, restart, go back, restart.
//!
//! The window is driven as a screen reader's user drives it; which version runs
//! is asked of libostree, not of Waymark.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use waymark_lab::machine::Deployed;
use waymark_lab::window::{Query, Recorder, Role, SOON, Window};
use waymark_lab::{BootOptions, Machine, Presence, Sample, Server, Session};

/// Slow enough for the bar to be seen moving, in bytes a second.
const RATE: u64 = 1_500_000;
/// How long an update, or anything that downloads, may take.
const UPDATE: Duration = Duration::from_secs(240);
/// How long the machine may take to go down and come up.
const RESTART: Duration = Duration::from_secs(60);

/// Walks the road on `sample` and leaves a picture of each step in `pictures`.
pub(crate) fn walk(sample: &Sample, server: &Server, pictures: &Path) -> Result<()> {
    let mut road = Road::start(sample, pictures)?;
    let first = road.running()?;
    road.say("running", &format!("Version {} runs", first.version))?;

    server.set_rate(Some(RATE));
    let offered = sample.versions()?.pop().context("nothing is published")?;
    road.update(&offered.version)?;
    server.set_rate(None);
    road.restart()?;
    ensure!(
        road.running()?.checksum == offered.checksum,
        "the update to {} does not run",
        offered.version
    );
    road.say(
        "updated",
        &format!("Restarted: version {} runs", offered.version),
    )?;

    let earlier = road.earlier()?;
    road.go_back_to(&earlier)?;
    road.restart()?;
    ensure!(
        road.running()?.checksum == earlier.checksum,
        "the earlier version {} does not run",
        earlier.version
    );
    road.say(
        "back",
        &format!("Restarted: version {} runs again", earlier.version),
    )?;
    road.turn_off()
}

/// Makes one picture of the window at `page`, in the caller's language.
pub(crate) fn picture(file: &Path, page: Option<&str>, sample: &Sample) -> Result<()> {
    let stop = Stop::at(boot(sample)?, page, env::var_os("LANGUAGE"))?;
    let window = &stop.window;
    // Nothing here depends on words: the pages can be chosen once there is something on them.
    window.wait(&Query::role(Role::PageTab), SOON)?;
    if page.is_none_or(|page| page == "updates") {
        stop.session.run(["waymarkctl", "check"])?.ok()?;
        let offered = sample.versions()?.pop().context("nothing is published")?;
        window.wait_words(&offered.version, SOON)?;
    }
    window.picture(file)
}

/// One boot of the machine, with the window open in an administrator's session.
struct Stop {
    // Ended in this order: the window in its session, that on its machine.
    window: Window,
    session: Session,
    machine: Machine,
}

impl Stop {
    /// In English if no language is named.
    fn at(machine: Machine, page: Option<&str>, language: Option<OsString>) -> Result<Self> {
        let session = machine
            .session("admin", Presence::Active)?
            .with_display(1000, 760)?;
        if let Some(language) = language {
            session.set_env("LANGUAGE", language);
        }
        let arguments = page.map(|page| ["--page", page]);
        let window = Window::open(&session, arguments.iter().flatten())?;
        Ok(Self {
            window,
            session,
            machine,
        })
    }
}

/// Starts the sample machine, with something newer for it on the server.
fn boot(sample: &Sample) -> Result<Machine> {
    let machine = Machine::boot(sample, &BootOptions::default())?;
    let on_disk = machine.deployments()?;
    let on_disk: Vec<_> = on_disk.into_iter().map(|each| each.checksum).collect();
    sample.offer_something(&on_disk)?;
    Ok(machine)
}

struct Road {
    /// Empty only while the machine restarts.
    stop: Option<Stop>,
    pictures: PathBuf,
    steps: usize,
}

impl Road {
    fn start(sample: &Sample, pictures: &Path) -> Result<Self> {
        Ok(Self {
            stop: Some(Stop::at(boot(sample)?, None, None)?),
            pictures: pictures.to_owned(),
            steps: 0,
        })
    }

    fn stop(&self) -> Result<&Stop> {
        self.stop
            .as_ref()
            .context("the machine did not start again")
    }

    fn window(&self) -> Result<&Window> {
        Ok(&self.stop()?.window)
    }

    /// The deployment that runs, as libostree tells it.
    fn running(&self) -> Result<Deployed> {
        let all = self.stop()?.machine.deployments()?;
        let running = all.into_iter().find(|each| each.running);
        running.context("libostree sees no booted deployment")
    }

    /// The earliest deployment on the disk.
    fn earlier(&self) -> Result<Deployed> {
        let all = self.stop()?.machine.deployments()?;
        let last = all.into_iter().rfind(|each| !each.running);
        last.context("there is no earlier version on the disk")
    }

    /// Prints a step, with the version that runs, and takes its picture.
    fn say(&mut self, name: &str, what: &str) -> Result<()> {
        self.steps += 1;
        let stop = self.stop()?;
        let file = self.pictures.join(format!("{}-{name}.png", self.steps));
        stop.window.picture(&file)?;
        let running = self.running()?;
        println!("{}. {what}", self.steps);
        println!(
            "   running: {} ({:.12})   picture: {}",
            running.version,
            running.checksum,
            file.display()
        );
        Ok(())
    }

    fn update(&mut self, version: &str) -> Result<()> {
        let window = self.window()?;
        window.wait_words(&self.running()?.version, SOON)?;
        window.click(&check_button())?;
        window.wait(&update_button(), UPDATE)?;
        window.wait_words(version, SOON)?;
        self.say("offered", &format!("Version {version} is offered"))?;

        let window = self.window()?;
        window.click(&update_button())?;
        let mut values = window.record(&Query::role(Role::ProgressBar), SOON)?;
        self.halfway(&mut values)?;
        self.say("updating", "Updating")?;
        self.window()?.wait(&restart_button(), UPDATE)?;
        // The first may be what the bar had at the end of the check.
        let values = &values.values()[1..];
        ensure!(
            values.is_sorted(),
            "the bar went back: it took the values {values:?}"
        );
        println!("   the bar took {} values, rising", values.len());
        self.say("staged", "Ready to restart")
    }

    /// Waits until the bar is halfway, or at its end.
    fn halfway(&self, values: &mut Recorder) -> Result<()> {
        let restart = restart_button();
        self.window()?
            .wait_for("the bar to be halfway", UPDATE, |tree| {
                let half = values.values().iter().any(|value| *value > 0.5);
                (half || tree.has(&restart)).then_some(())
            })
    }

    fn go_back_to(&mut self, earlier: &Deployed) -> Result<()> {
        let window = self.window()?;
        window.click(&Query::role(Role::PageTab).named("Versions"))?;
        let row = Query::role(Role::ListItem).saying(&earlier.version);
        window.wait(&row, SOON)?;
        self.say("versions", "The versions on this computer")?;

        let window = self.window()?;
        window.click(&row)?;
        window.click(&Query::role(Role::PageTab).named("What Changes"))?;
        window.wait_words("Compare With", SOON)?;
        let changes = Query::role(Role::ListItem).within(Query::role(Role::List).named("Changes"));
        window.wait(&changes, SOON)?;
        self.say(
            "compared",
            &format!("What differs in version {}", earlier.version),
        )?;

        let window = self.window()?;
        window.click(&Query::button("Go Back to This Version"))?;
        window.wait(&restart_button(), UPDATE)?;
        self.say(
            "going-back",
            &format!("Version {} starts next", earlier.version),
        )
    }

    /// Restarts from the window and opens it again on what runs then.
    fn restart(&mut self) -> Result<()> {
        let window = self.window()?;
        window.click(&restart_button())?;
        let alert = Query::role(Role::Alert).named("Restart Now?");
        window.click(&Query::button("Restart").within(alert))?;
        let Some(stop) = self.stop.take() else {
            bail!("the machine does not run");
        };
        let machine = stop.machine.wait_for_restart(RESTART)?;
        self.stop = Some(Stop::at(machine, None, None)?);
        let running = self.running()?;
        self.window()?.wait_words(&running.version, SOON)
    }

    /// Closes the window and turns the machine off as a person does.
    fn turn_off(mut self) -> Result<()> {
        let Some(Stop {
            window,
            session,
            machine,
        }) = self.stop.take()
        else {
            bail!("the machine does not run");
        };
        window.close()?;
        drop(session);
        crate::commands::turn_off(machine)
    }
}

fn check_button() -> Query {
    Query::button("Check for Updates")
}

fn update_button() -> Query {
    Query::button("Update").sensitive()
}

fn restart_button() -> Query {
    Query::button("Restart…").sensitive()
}
