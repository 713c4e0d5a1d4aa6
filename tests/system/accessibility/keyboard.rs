//! Tab and Shift+Tab go around and come to everything.

use std::collections::HashSet;

use anyhow::Result;
use waymark_lab::window::{Node, Role, Tree, Window, keys::key};

use super::{is_interactive, is_stop, on_top, told};

/// More stops than any page has.
const MANY: usize = 120;

/// What is wrong with the way that the keyboard takes.
pub(super) fn faults(window: &Window) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut visited = HashSet::new();
    for (name, step) in [("Tab", key::TAB), ("Shift+Tab", key::BACKTAB)] {
        let way = around(window, step)?;
        if let Some(stuck) = &way.stuck {
            faults.push(format!("{name} does not come around: {stuck}"));
        }
        visited.extend(way.stops);
    }
    let tree = window.tree()?;
    faults.extend(missed(&tree, &visited));
    Ok(faults)
}

/// Where a key leads, again and again.
struct Way {
    /// The object paths of the stops.
    stops: Vec<String>,
    /// Why it does not come to where it began.
    stuck: Option<String>,
}

fn around(window: &Window, step: u32) -> Result<Way> {
    let mut stops: Vec<String> = Vec::new();
    let mut stuck = None;
    loop {
        let Some(stop) = window.step(step)? else {
            let tree = window.tree()?;
            let at = tree.focused().map(|node| told(&tree, node));
            // With a single stop there is nowhere to go.
            if stops.len() > 1 || at.is_none() {
                stuck = Some(format!(
                    "it stays at {}",
                    at.as_deref().unwrap_or("nothing")
                ));
            }
            break;
        };
        if stops.first() == Some(&stop) {
            break;
        }
        stops.push(stop);
        if stops.len() == MANY {
            stuck = Some(format!("not within {MANY} steps"));
            break;
        }
    }
    Ok(Way { stops, stuck })
}

/// Controls that the keyboard did not come to. Where controls of a kind stand side by
/// side, as tabs and the rows of a list do, one of them is the stop, and arrow keys lead
/// to the others and to what is in them. What is inside a control, or holds the one that
/// has the focus, is no stop of its own.
fn missed(tree: &Tree, visited: &HashSet<String>) -> Vec<String> {
    let was_at = |node: &Node| visited.contains(node.reference.path_as_str());
    let was_within = |node: &Node| tree.part(node).any(was_at);
    let by_arrows = |node: &Node| {
        let beside = |other: &&Node| other.parent == node.parent && other.role == node.role;
        tree.nodes().iter().filter(beside).any(was_within)
    };
    on_top(tree)
        .into_iter()
        .filter(|node| is_interactive(node) && is_stop(node) && !is_of_window(tree, node))
        .filter(|node| !was_within(node))
        .filter(|node| {
            !tree
                .around(node)
                .any(|outer| is_interactive(outer) && was_at(outer))
        })
        .filter(|node| !(is_one_of_many(node) && by_arrows(node)))
        .filter(|node| {
            let row = tree.around(node).find(|outer| outer.role == Role::ListItem);
            !row.is_some_and(by_arrows)
        })
        .map(|node| format!("{} is not reached by the keyboard", told(tree, node)))
        .collect()
}

fn is_one_of_many(node: &Node) -> bool {
    matches!(node.role, Role::PageTab | Role::RadioButton)
}

/// The buttons of a title bar, which no toolkit gives to Tab: Alt+F4 and Escape close.
fn is_of_window(tree: &Tree, node: &Node) -> bool {
    let outer = tree.around(node).next();
    matches!(node.name.as_str(), "Minimize" | "Maximize" | "Close")
        && outer.is_some_and(|outer| outer.role == Role::Grouping)
}
