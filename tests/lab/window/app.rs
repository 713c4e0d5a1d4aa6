//! One application's window: what can be read in it and done to it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use atspi::proxy::action::ActionProxy;
use atspi::proxy::component::ComponentProxy;
use atspi::proxy::editable_text::EditableTextProxy;
use atspi::proxy::text::TextProxy;
use atspi::proxy::value::ValueProxy;
use atspi::zbus::proxy::CacheProperties;
use atspi::{CoordType, ObjectRefOwned, Role};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::machine::Process;

use super::bus::{Accessibility, block_on};
use super::display::Display;
use super::keys::key;
use super::query::Query;
use super::record::Recorder;
use super::tree::{Node, Tree};

/// How long a control that is to be used may take to be there.
pub const SOON: Duration = Duration::from_secs(15);

/// A condition is looked at again after this long even if no event came: GTK
/// announces no change of an accessible name that nobody has asked for before,
/// nor what becomes of a control while it is not on the screen.
const AT_LEAST_EVERY: Duration = Duration::from_millis(300);

/// The actions that are a press, by GTK's names for them. (A control's other
/// actions are those of its keyboard shortcuts, `clipboard.copy` and the like.)
const PRESSES: [&str; 4] = ["click", "activate", "default.activate", "toggle"];

/// An application's window, driven as a screen reader's user drives it: what
/// has no accessible name or action cannot be reached.
#[derive(Debug)]
pub struct Window {
    pub(super) bus: Accessibility,
    pub(super) root: ObjectRefOwned,
    /// The program, if it was started here; it ends with the window.
    pub(super) process: Option<Process>,
    /// Its display, if it was opened here.
    pub(super) display: Option<Display>,
}

/// Waits for the next event, but not for long.
fn await_change(changes: &mut watch::Receiver<u64>, left: Duration) {
    block_on(async {
        // Over time or at the connection's end: either way it is looked again.
        let _ = timeout(left.min(AT_LEAST_EVERY), changes.changed()).await;
    });
}

/// The proxy of one of a control's interfaces, without a cache.
macro_rules! proxy {
    ($window:expr, $kind:ident, $node:expr) => {
        $kind::builder($window.bus.bus())
            .destination(
                $node
                    .reference
                    .name()
                    .context("the null reference")?
                    .clone(),
            )?
            .path($node.reference.path())?
            .cache_properties(CacheProperties::No)
            .build()
    };
}
pub(super) use proxy;

impl Window {
    /// Waits until an application whose accessible name is `name` shows a window.
    ///
    /// # Errors
    /// If none does before the deadline; the message says what is on the bus.
    pub fn attach(bus: &Accessibility, name: &str, deadline: Duration) -> Result<Self> {
        Self::attach_while(bus, name, deadline, || Ok(()))
    }

    /// The same, but asks again and again whether there is still reason to wait.
    pub(super) fn attach_while(
        bus: &Accessibility,
        name: &str,
        deadline: Duration,
        mut reason: impl FnMut() -> Result<()>,
    ) -> Result<Self> {
        let end = Instant::now() + deadline;
        let mut changes = bus.changes();
        loop {
            changes.mark_unchanged();
            let applications = bus.applications()?;
            for (_, root) in applications.iter().filter(|(found, _)| found == name) {
                let window = Self {
                    bus: bus.clone(),
                    root: root.clone(),
                    process: None,
                    display: None,
                };
                // One that closes meanwhile does not answer.
                if window.tree().is_ok_and(|tree| tree.has(&Query::any())) {
                    return Ok(window);
                }
            }
            reason()?;
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let found: Vec<_> = applications.iter().map(|(name, _)| name).collect();
                bail!("no window of {name:?} after {deadline:?}; on the bus: {found:?}");
            }
            await_change(&mut changes, left);
        }
    }

    /// Everything in the window, as it is now.
    ///
    /// # Errors
    /// If the application does not answer.
    pub fn tree(&self) -> Result<Tree> {
        self.bus.answer(Tree::read(&self.bus, &self.root))
    }

    /// Waits until `condition` answers something for the window's tree. It is
    /// asked again whenever something happens in the window.
    ///
    /// # Errors
    /// After `deadline`; the message says `what` was waited for and what the window shows.
    pub fn wait_for<T>(
        &self,
        what: &str,
        deadline: Duration,
        mut condition: impl FnMut(&Tree) -> Option<T>,
    ) -> Result<T> {
        let end = Instant::now() + deadline;
        let mut changes = self.bus.changes();
        loop {
            changes.mark_unchanged();
            let tree = self.tree().with_context(|| {
                format!(
                    "while waiting for {what}; the program wrote: {}",
                    self.said()
                )
            })?;
            if let Some(answer) = condition(&tree) {
                return Ok(answer);
            }
            let left = end.saturating_duration_since(Instant::now());
            ensure!(
                !left.is_zero(),
                "{what}: not seen within {deadline:?}. The window shows:\n{tree}"
            );
            await_change(&mut changes, left);
        }
    }

    /// Waits until the control is there and answers it.
    ///
    /// # Errors
    /// After `deadline`, with what the window shows.
    pub fn wait(&self, query: &Query, deadline: Duration) -> Result<Node> {
        self.wait_for(&query.to_string(), deadline, |tree| {
            tree.find(query).cloned()
        })
    }

    /// Waits until no such control is there.
    ///
    /// # Errors
    /// After `deadline`, with what the window shows.
    pub fn wait_gone(&self, query: &Query, deadline: Duration) -> Result<()> {
        self.wait_for(&format!("no {query}"), deadline, |tree| {
            (!tree.has(query)).then_some(())
        })
    }

    /// Waits until the words can be read anywhere in the window.
    ///
    /// # Errors
    /// After `deadline`, with what the window shows.
    pub fn wait_words(&self, words: &str, deadline: Duration) -> Result<()> {
        self.wait_for(&format!("the words {words:?}"), deadline, |tree| {
            tree.says(words).then_some(())
        })
    }

    /// Presses a control (a button, a row, a switch, a menu's item) as soon as
    /// it is there and can be used: by its action; where GTK gives it none (rows
    /// of lists), by the keyboard.
    ///
    /// # Errors
    /// If that is not so within [`SOON`], or if it can be pressed in neither way.
    pub fn click(&self, query: &Query) -> Result<()> {
        let usable = query.clone().sensitive();
        let parts = self.wait_for(&usable.to_string(), SOON, |tree| {
            let node = tree.find(&usable)?;
            // A row with a switch in it is pressed by the switch, which has its name.
            let parts = tree.part(node).filter(|part| part.name == node.name);
            Some(parts.cloned().collect::<Vec<_>>())
        })?;
        for part in &parts {
            if let Some(index) = self.press_of(part) {
                return self
                    .act(part, index)
                    .with_context(|| format!("could not press {query}"));
            }
        }
        self.focus(query)?;
        self.press(&[key::ENTER])
    }

    /// Opens a menu by its button and takes the item at `position`, counted from
    /// 0: GTK 4.18 tells the names of a menu's items to nobody.
    ///
    /// # Errors
    /// If the menu does not open within [`SOON`] or has fewer items.
    pub fn choose(&self, menu_button: &Query, position: usize) -> Result<()> {
        self.click(menu_button)?;
        let items = Query::role(Role::MenuItem).sensitive();
        let item = self.wait_for(&format!("item {position} of the menu"), SOON, |tree| {
            tree.find_all(&items).get(position).copied().cloned()
        })?;
        let index = self
            .press_of(&item)
            .context("the menu's item has no action")?;
        self.act(&item, index)
    }

    /// Which of a control's actions is a press.
    fn press_of(&self, node: &Node) -> Option<usize> {
        let actions = self.actions(node).ok()?;
        PRESSES
            .iter()
            .find_map(|press| actions.iter().position(|action| action == press))
    }

    /// Does the action of this name.
    pub(super) fn act_by_name(&self, node: &Node, name: &str) -> Result<()> {
        let actions = self.actions(node)?;
        let index = actions.iter().position(|action| action == name);
        self.act(node, index.with_context(|| format!("no action {name}"))?)
    }

    fn act(&self, node: &Node, index: usize) -> Result<()> {
        self.bus.answer(async {
            let proxy = proxy!(self, ActionProxy, node).await?;
            ensure!(proxy.do_action(index.try_into()?).await?, "it did not act");
            Ok(())
        })
    }

    /// The names of a control's actions.
    ///
    /// # Errors
    /// If the control is gone.
    pub fn actions(&self, node: &Node) -> Result<Vec<String>> {
        self.bus.answer(async {
            let proxy = proxy!(self, ActionProxy, node).await?;
            let mut names = Vec::new();
            for index in 0..proxy.n_actions().await.unwrap_or(0) {
                names.push(proxy.get_name(index).await?);
            }
            Ok(names)
        })
    }

    /// What is written in a control: an entry's or a text view's contents.
    ///
    /// # Errors
    /// If it is not there within [`SOON`] or holds no text.
    pub fn text(&self, query: &Query) -> Result<String> {
        let node = self.wait(query, SOON)?;
        self.bus.answer(async {
            let proxy = proxy!(self, TextProxy, &node).await?;
            // -1 means "to the end", but not to every toolkit.
            let length = proxy.character_count().await?;
            Ok(proxy.get_text(0, length).await?)
        })
    }

    /// Replaces what is written in an entry.
    ///
    /// # Errors
    /// If it is not there within [`SOON`] or cannot be written to.
    pub fn write(&self, query: &Query, text: &str) -> Result<()> {
        let node = self.wait(&query.clone().sensitive(), SOON)?;
        self.bus.answer(async {
            let proxy = proxy!(self, EditableTextProxy, &node).await?;
            ensure!(
                proxy.set_text_contents(text).await?,
                "{query} cannot be written to"
            );
            Ok(())
        })
    }

    /// A control's accessible description: what a screen reader adds to its name.
    ///
    /// # Errors
    /// If it is not there within [`SOON`].
    pub fn description(&self, query: &Query) -> Result<String> {
        let node = self.wait(query, SOON)?;
        self.bus.answer(async {
            let proxy = self.bus.accessible(&node.reference).await?;
            Ok(proxy.description().await?)
        })
    }

    /// The value of a progress bar or a slider, as a part of its range from 0 to 1.
    ///
    /// # Errors
    /// If it is not there within [`SOON`] or has no value.
    pub fn value(&self, query: &Query) -> Result<f64> {
        let node = self.wait(query, SOON)?;
        self.value_of(&node)
    }

    fn value_of(&self, node: &Node) -> Result<f64> {
        self.bus.answer(async {
            let proxy = proxy!(self, ValueProxy, node).await?;
            let (low, high) = (proxy.minimum_value().await?, proxy.maximum_value().await?);
            let value = proxy.current_value().await?;
            Ok(if high > low {
                (value - low) / (high - low)
            } else {
                value
            })
        })
    }

    /// Notes every value that a progress bar takes from now on, however fast.
    ///
    /// # Errors
    /// If it is not there within `deadline` or has no value.
    pub fn record(&self, query: &Query, deadline: Duration) -> Result<Recorder> {
        // Listening starts first, so that nothing falls between.
        let values = self.bus.values();
        let node = self.wait(query, deadline)?;
        Ok(Recorder::start(
            values,
            node.reference.path_as_str(),
            self.value_of(&node)?,
        ))
    }

    /// What the program has written to its error output, if it was started here.
    #[must_use]
    pub fn said(&self) -> String {
        self.process
            .as_ref()
            .map(Process::stderr)
            .unwrap_or_default()
    }

    /// Where the window's frame stands on its display: x, y, width, height,
    /// without the border that GTK draws around it where no window manager does.
    pub(super) fn frame(&self) -> Result<(i32, i32, i32, i32)> {
        let node = self.wait(&Query::role(Role::Frame), SOON)?;
        self.bus.answer(async {
            let proxy = proxy!(self, ComponentProxy, &node).await?;
            // GTK counts from the contents' corner and includes the border in the size.
            let (x, y, width, height) = proxy.get_extents(CoordType::Window).await?;
            Ok((-x, -y, width + 2 * x, height + 2 * y))
        })
    }

    /// The bus that the window is on.
    #[must_use]
    pub fn accessibility(&self) -> &Accessibility {
        &self.bus
    }
}
