//! Keys, as a keyboard sends them, and the focus that they go to.
//!
//! The registry of the session's accessibility bus presses them on its display
//! (by XTest). GTK 4 moves its focus for nobody else: `GrabFocus` answers
//! `NotSupported`.

use anyhow::{Context, Result, ensure};
use atspi::Role;
use atspi::proxy::device_event_controller::{DeviceEventControllerProxy, KeySynthType};

use super::app::{SOON, Window};
use super::query::Query;
use super::tree::Tree;

/// Keys that are no characters, as X names them.
pub mod key {
    /// Tab: to the next control.
    pub const TAB: u32 = 0xff09;
    /// Tab with Shift, as X sends it: to the control before.
    pub const BACKTAB: u32 = 0xfe20;
    /// Enter: does what a control is for.
    pub const ENTER: u32 = 0xff0d;
    /// Escape: closes a dialog or a menu.
    pub const ESCAPE: u32 = 0xff1b;
    /// To the end of a list.
    pub const END: u32 = 0xff57;
    /// To the left, and with Alt back.
    pub const LEFT: u32 = 0xff51;
    /// To the row above.
    pub const UP: u32 = 0xff52;
    /// To the row below.
    pub const DOWN: u32 = 0xff54;
    /// Opens the window's menu.
    pub const F10: u32 = 0xffc7;
}

/// A key that is held while another is pressed, by its bit in X's mask.
#[derive(Clone, Copy, Debug)]
pub enum Modifier {
    /// Control.
    Control = 1 << 2,
    /// Alt.
    Alt = 1 << 3,
}

/// How often the focus may come by a control on its way to another before it
/// counts as running in a circle.
const ROUNDS: usize = 3;

impl Window {
    /// Presses keys, each an X keysym (see [`key`]), one after the other. They
    /// go to what has the focus.
    ///
    /// # Errors
    /// If the session has no display that takes them.
    pub fn press(&self, keys: &[u32]) -> Result<()> {
        let bus = self.accessibility();
        bus.answer(async {
            let devices = DeviceEventControllerProxy::new(bus.bus()).await?;
            for keysym in keys {
                devices
                    .generate_keyboard_event((*keysym).try_into()?, "", KeySynthType::Sym)
                    .await?;
            }
            Ok(())
        })
        .context("could not press keys")
    }

    /// Presses a key, an X keysym, while another is held.
    ///
    /// # Errors
    /// If the session has no display that takes it.
    pub fn press_with(&self, modifier: Modifier, keysym: u32) -> Result<()> {
        let modifier = modifier as i32;
        let bus = self.accessibility();
        bus.answer(async {
            let devices = DeviceEventControllerProxy::new(bus.bus()).await?;
            for (key, what) in [
                (modifier, KeySynthType::Lockmodifiers),
                (keysym.try_into()?, KeySynthType::Sym),
                (modifier, KeySynthType::Unlockmodifiers),
            ] {
                devices.generate_keyboard_event(key, "", what).await?;
            }
            Ok(())
        })
        .context("could not press a key with another")
    }

    /// Types text into what has the focus. ASCII only: for other characters the
    /// registry changes the keyboard's map as it types, and some get lost;
    /// [`Window::write`] takes them all.
    ///
    /// # Errors
    /// If the session has no display that takes it.
    pub fn type_text(&self, text: &str) -> Result<()> {
        ensure!(text.is_ascii(), "{text:?} is more than ASCII");
        // ASCII characters are their own keysyms.
        self.press(&text.bytes().map(u32::from).collect::<Vec<_>>())
    }

    /// Goes to a control with the keyboard, as a person would: with Tab, and with
    /// the arrow keys inside a list or a menu.
    ///
    /// # Errors
    /// If it is not there within [`SOON`] or the keyboard does not get to it.
    pub fn focus(&self, query: &Query) -> Result<()> {
        let usable = query.clone().sensitive();
        self.wait(&usable, SOON)?;
        let mut passed = Vec::new();
        loop {
            let tree = self.tree()?;
            let at = tree.focused_position();
            let Some(step) = next_key(&tree, at, &usable)? else {
                return Ok(());
            };
            let before = at.map(|at| tree.nodes()[at].reference.clone());
            let rounds = passed.iter().filter(|place| **place == before).count();
            ensure!(
                rounds < ROUNDS,
                "the keyboard does not get to {query}; it runs in a circle. The window shows:\n{tree}"
            );
            passed.push(before.clone());
            self.press(&[step])?;
            self.wait_for("the focus to move on", SOON, |tree| {
                let now = tree
                    .focused_position()
                    .map(|at| &tree.nodes()[at].reference);
                (now.is_some() && now != before.as_ref()).then_some(())
            })?;
        }
    }
}

/// The key that leads towards what is meant, none if the focus is there.
fn next_key(tree: &Tree, at: Option<usize>, query: &Query) -> Result<Option<u32>> {
    let target = tree.position(query).context("it is gone")?;
    let Some(at) = at else {
        return Ok(Some(key::TAB));
    };
    if at == target || tree.is_inside(at, target) {
        return Ok(None);
    }
    let shared = |role| {
        tree.ancestors(target)
            .any(|list| tree.nodes()[list].role == role && tree.is_inside(at, list))
    };
    Ok(Some(
        if [Role::List, Role::ListBox, Role::Menu]
            .into_iter()
            .any(shared)
        {
            if at < target { key::DOWN } else { key::UP }
        } else {
            key::TAB
        },
    ))
}
