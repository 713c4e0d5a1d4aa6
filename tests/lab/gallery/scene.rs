//! A sample system and the windows on it.
//!
//! All windows belong to one administrator, each in a session of its own, and show the
//! same system. The first is in English and is the one that is named in queries. What is
//! done in it is done in the others too, to the control that stands where it stands in
//! the first: their words are other ones.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::variants::Language;
use crate::machine::{BootOptions, Machine};
use crate::sample::{Options, Sample, temporary_folder};
use crate::server::Server;
use crate::session::{Agent, Answer, Call, Desktop, Presence, Session};
use crate::window::{Query, Role, SOON, Tree, Window};

/// How long a job or the machine may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(90);
/// How long the other windows may take to show what the first one does.
const CATCHING_UP: Duration = Duration::from_secs(4);

/// Who sits at the machine; the password is the same.
const USER: &str = "admin";
/// Room for the usual window with its border.
const SCREEN: (u32, u32) = (1000, 800);

/// What the windows must have alike to show the same.
const LANDMARKS: [Role; 7] = [
    Role::Button,
    Role::Entry,
    Role::PageTab,
    Role::ListItem,
    Role::ProgressBar,
    Role::Dialog,
    Role::MenuItem,
];

/// One of the windows.
pub struct View {
    /// None: English.
    pub language: Option<&'static Language>,
    window: Option<Window>,
    /// What its desktop says about looks.
    pub desktop: Desktop,
    /// Answers for the user what some actions ask.
    _agent: Agent,
    session: Session,
}

impl View {
    /// The window.
    ///
    /// # Panics
    /// If it was closed, and not opened again.
    #[must_use]
    pub fn window(&self) -> &Window {
        self.window.as_ref().expect("the window is open")
    }
}

/// A sample system and the windows on it.
pub struct Scene {
    views: Vec<View>,
    machine: Option<Machine>,
    /// The job that root has begun.
    job: Option<String>,
    /// The remote.
    pub server: Server,
    /// The sample system.
    pub sample: Sample,
    _folder: TempDir,
}

impl fmt::Debug for Scene {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Scene of {} windows", self.views.len())
    }
}

impl Scene {
    /// Makes a system and starts it.
    pub(super) fn start(options: &Options) -> Result<Self> {
        let folder = temporary_folder()?;
        let sample = Sample::create(folder.path(), options)?;
        let server = sample.serve()?;
        let machine = Machine::boot(&sample, &BootOptions::default())?;
        Ok(Self {
            views: Vec::new(),
            machine: Some(machine),
            job: None,
            server,
            sample,
            _folder: folder,
        })
    }

    /// Opens the windows.
    pub(super) fn open(&mut self, languages: &[&'static Language]) -> Result<()> {
        for language in std::iter::once(None).chain(languages.iter().copied().map(Some)) {
            let session = self.machine().session(USER, Presence::Active)?;
            let session = session.with_display(SCREEN.0, SCREEN.1)?;
            if let Some(language) = language {
                session.set_env("LANGUAGE", language.code);
            }
            let desktop = session.desktop()?;
            let agent = session.agent(&Answer::Password(USER.to_owned()))?;
            self.views.push(View {
                language,
                window: Some(Window::open(&session, [""; 0])?),
                desktop,
                _agent: agent,
                session,
            });
        }
        Ok(())
    }

    /// Opens them anew on another system bus; without one, on that of their sessions.
    pub(super) fn reopen(&mut self, system_bus: Option<&str>) -> Result<()> {
        for view in &mut self.views {
            if let Some(window) = view.window.take() {
                window.close()?;
            }
            let own = view.session.bus_inside();
            let address = system_bus.unwrap_or(&own);
            view.session.set_env("DBUS_SYSTEM_BUS_ADDRESS", address);
            view.window = Some(Window::open(&view.session, [""; 0])?);
        }
        Ok(())
    }

    /// The windows, the English one first.
    #[must_use]
    pub fn views(&self) -> &[View] {
        &self.views
    }

    /// The English one.
    ///
    /// # Panics
    /// If no window was opened.
    #[must_use]
    pub fn lead(&self) -> &Window {
        self.views.first().expect("a window is open").window()
    }

    /// The system.
    ///
    /// # Panics
    /// If an earlier restart failed.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        self.machine.as_ref().expect("the machine runs")
    }

    /// Restarts it. No window may be open.
    pub(super) fn restart(&mut self) -> Result<()> {
        let machine = self.machine.take().context("the machine runs")?;
        self.machine = Some(machine.restart(PATIENCE)?);
        Ok(())
    }

    /// Restarts it and opens the windows anew.
    pub(super) fn begin_anew(&mut self) -> Result<()> {
        let languages: Vec<_> = self.views.iter().filter_map(|view| view.language).collect();
        self.views.clear();
        self.restart()?;
        self.open(&languages)
    }

    /// Presses a control in the first window alone: what it does changes the system,
    /// which the others see.
    pub(super) fn act(&self, query: &Query) -> Result<()> {
        self.lead().click(query)
    }

    /// Presses a control in each window, and waits until the first shows `then`.
    pub(super) fn go(&self, query: &Query, then: &Query) -> Result<()> {
        let alike = self.alike(query)?;
        self.lead().click(query)?;
        self.lead().wait(then, PATIENCE)?;
        self.follow(|window| window.click(&alike))
    }

    /// Opens a menu in each window by its button, and leaves it open.
    pub(super) fn open_menu(&self, button: &Query) -> Result<()> {
        self.go(button, &Query::role(Role::MenuItem))
    }

    /// Takes an item of a menu in each window, and waits as [`Self::go`].
    pub(super) fn choose(&self, button: &Query, position: usize, then: &Query) -> Result<()> {
        let alike = self.alike(button)?;
        self.lead().choose(button, position)?;
        self.lead().wait(then, PATIENCE)?;
        self.follow(|window| window.choose(&alike, position))
    }

    /// Writes into an entry of each window.
    pub(super) fn write(&self, entry: &Query, text: &str) -> Result<()> {
        let alike = self.alike(entry)?;
        self.lead().write(entry, text)?;
        self.others(|window| window.write(&alike, text))
    }

    /// Presses keys in each window.
    pub(super) fn press(&self, keys: &[u32]) -> Result<()> {
        self.lead().press(keys)?;
        self.others(|window| window.press(keys))
    }

    /// Closes a dialog in each window, and waits until it is gone.
    pub(super) fn dismiss(&self, dialog: &Query) -> Result<()> {
        self.press(&[crate::window::keys::key::ESCAPE])?;
        self.lead().wait_gone(dialog, SOON)
    }

    /// Turns each window to a page, by the command line.
    pub(super) fn turn(&self, page: &str, then: &Query) -> Result<()> {
        for view in &self.views {
            view.session.run(["waymark", "--page", page])?.ok()?;
        }
        self.see(then)
    }

    /// Waits until the first window shows it.
    pub(super) fn see(&self, query: &Query) -> Result<()> {
        self.lead().wait(query, PATIENCE)?;
        Ok(())
    }

    /// Waits until the first window says it.
    pub(super) fn see_words(&self, words: &str) -> Result<()> {
        self.lead().wait_words(words, PATIENCE)
    }

    /// Makes a call as root and waits for the end of its job, which must be good.
    pub(super) fn succeed(&self, member: &str, signature: &str, arguments: &Value) -> Result<()> {
        let session = self.machine().session("root", Presence::Active)?;
        let call = Call::new(member, signature, arguments).waiting();
        let reply = session.call(&call)?;
        let result = reply.finished.clone();
        reply.ok()?;
        let result = result.context("the job's end was not announced")?;
        let good = matches!(result["outcome"].as_str(), Some("ok" | "unchanged"));
        ensure!(good, "{member} ended otherwise: {result}");
        Ok(())
    }

    /// Starts an action as root.
    pub(super) fn begin(&mut self, member: &str, types: &str, arguments: &Value) -> Result<()> {
        let session = self.machine().session("root", Presence::Active)?;
        let values = session.call(&Call::new(member, types, arguments))?.ok()?;
        let job = values.first().and_then(Value::as_str);
        self.job = Some(job.context("it gave no job")?.to_owned());
        Ok(())
    }

    /// Cancels what root has begun, and waits until no window shows it any more.
    pub(super) fn cancel(&mut self) -> Result<()> {
        let job = self.job.take().context("root has begun nothing")?;
        let session = self.machine().session("root", Presence::Active)?;
        let cancel = Call::new("Cancel", "", &json!([]))
            .at(&job)
            .on("io.github.waymarkos.Waymark1.Job");
        session.call(&cancel)?.ok()?;
        for view in &self.views {
            let bar = Query::role(Role::ProgressBar);
            view.window().wait_gone(&bar, PATIENCE)?;
        }
        Ok(())
    }

    /// Waits, but not long, until the other windows have the controls that the first has.
    /// Where they do not catch up, what they show is what there is to see.
    pub(super) fn catch_up(&self) -> Result<()> {
        self.others(|window| self.settle(window))
    }

    fn settle(&self, window: &Window) -> Result<()> {
        let end = Instant::now() + CATCHING_UP;
        while landmarks(&window.tree()?) != landmarks(&self.lead().tree()?) && Instant::now() < end
        {
        }
        Ok(())
    }

    /// Does in each other window what was done in the first, one after the other: what
    /// one of them asks of the service can keep the others waiting.
    fn follow(&self, deed: impl Fn(&Window) -> Result<()>) -> Result<()> {
        self.others(|window| {
            let end = Instant::now() + SOON;
            while let Err(error) = deed(window) {
                if Instant::now() > end {
                    return Err(error);
                }
            }
            self.settle(window)
        })
    }

    fn others(&self, mut each: impl FnMut(&Window) -> Result<()>) -> Result<()> {
        self.views.iter().skip(1).try_for_each(|view| {
            let name = view.language.map_or("English", |language| language.name);
            each(view.window()).with_context(|| format!("in the window in {name}"))
        })
    }

    /// What means the same control in a window with other words: by what it is and the
    /// how manyth of its kind, among those that can be used.
    fn alike(&self, query: &Query) -> Result<Query> {
        let usable = query.clone().sensitive();
        self.lead().wait_for(&usable.to_string(), SOON, |tree| {
            let node = tree.find(&usable)?;
            let kind = Query::role(node.role).sensitive();
            let same = |other: &&crate::window::Node| other.reference == node.reference;
            let place = tree.find_all(&kind).iter().position(same)?;
            Some(kind.nth(place))
        })
    }
}

/// How many controls of each kind a window has.
fn landmarks(tree: &Tree) -> [usize; LANDMARKS.len()] {
    LANDMARKS.map(|role| tree.find_all(&Query::role(role)).len())
}
