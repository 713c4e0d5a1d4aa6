//! What a screen reader, a keyboard and a finger find on every page and in every dialog.
//!
//! The shots of the gallery are gone through. All faults of all shots are collected, so that one run names everything that is wrong.

mod keyboard;
mod names;
mod room;

use std::fmt::Write as _;

use anyhow::{Result, ensure};
use waymark_lab::gallery::{Scene, Shot, WALKS, walk};
use waymark_lab::window::{Node, Role, State, Tree};

/// The least height and width of the window.
const NARROW: (i32, i32) = (360, 680);
const USUAL: (i32, i32) = (900, 680);

/// Shots where the keyboard is not tried: what is open closes when the focus leaves it,
/// or there is nothing but words.
const WITHOUT_KEYBOARD: [&str; 6] = [
    "menu-main",
    "service-stopped",
    "service-unreachable",
    "service-missing",
    "service-slow",
    "not-atomic",
];

#[test]
fn every_page_and_dialog_of_a_plain_system() -> Result<()> {
    audit(0)
}

#[test]
fn every_page_and_dialog_of_a_layered_system() -> Result<()> {
    audit(1)
}

fn audit(number: usize) -> Result<()> {
    let mut faults = String::new();
    let wanted = std::env::var("WAYMARK_AUDIT").unwrap_or_default();
    walk(
        &WALKS[number],
        &[],
        |shot| shot.name.contains(&wanted),
        |shot, scene| {
            for fault in look(shot, scene)? {
                writeln!(faults, "{}: {fault}", shot.name)?;
            }
            Ok(())
        },
    )?;
    ensure!(faults.is_empty(), "what is wrong:\n{faults}");
    Ok(())
}

/// Everything that is wrong in a shot.
fn look(shot: &Shot, scene: &Scene) -> Result<Vec<String>> {
    let window = scene.lead();
    // A tree that is read while the page changes is of neither state.
    window.look()?;
    let tree = window.tree()?;
    let mut faults = names::faults(&tree);
    faults.extend(room::small(window, &tree)?);
    window.resize(NARROW.0, NARROW.1)?;
    faults.extend(room::narrow(window, &window.tree()?, NARROW.0)?);
    window.resize(USUAL.0, USUAL.1)?;
    if !WITHOUT_KEYBOARD.contains(&shot.name) {
        faults.extend(keyboard::faults(window)?);
    }
    Ok(faults)
}

/// Whether a person does something with it. Rows of lists that only tell something are
/// not among them.
fn is_interactive(node: &Node) -> bool {
    matches!(
        node.role,
        Role::Button
            | Role::ToggleButton
            | Role::CheckBox
            | Role::RadioButton
            | Role::Entry
            | Role::PasswordText
            | Role::ComboBox
            | Role::PageTab
            | Role::Slider
            | Role::SpinButton
            | Role::Link
    )
}

/// Whether the keyboard is meant to get there.
fn is_stop(node: &Node) -> bool {
    node.is_showing() && node.is_sensitive() && node.states.contains(State::Focusable)
}

/// An alert with a name is a dialog.
fn is_toast(node: &Node) -> bool {
    node.role == Role::Alert && node.name.is_empty()
}

/// A control in words: what it is, what it is called, what it stands in.
fn told(tree: &Tree, node: &Node) -> String {
    let own = name(node);
    let inside: Vec<String> = tree
        .around(node)
        .filter(|outer| !outer.name.is_empty())
        .take(2)
        .map(name)
        .collect();
    if inside.is_empty() {
        own
    } else {
        format!("{own} in {}", inside.join(" in "))
    }
}

fn name(node: &Node) -> String {
    let name: String = node.name.chars().take(60).collect();
    if name.is_empty() {
        format!("{} without a name", node.role)
    } else {
        format!("{} {name:?}", node.role)
    }
}

/// What is open on top: the last dialog, if there is one. Nothing below it can be used.
fn on_top(tree: &Tree) -> Vec<&Node> {
    let dialog = tree.nodes().iter().rfind(|node| {
        node.is_showing()
            && (node.role == Role::Dialog || node.role == Role::Alert && !is_toast(node))
    });
    match dialog {
        Some(dialog) => tree.part(dialog).collect(),
        None => tree.nodes().iter().collect(),
    }
}
