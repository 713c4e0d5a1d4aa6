//! Whether controls are large enough for a finger, within the window, and beside each
//! other.

use anyhow::Result;
use waymark_lab::window::{Node, Place, Role, Tree, Window};

use super::{is_interactive, is_stop, is_toast, on_top, told};

/// The least width and height of what is touched.
const TOUCH: i32 = 24;
/// How far places may overlap by rounding.
const SLACK: i32 = 2;

/// Controls that are too small to be touched.
pub(super) fn small(window: &Window, tree: &Tree) -> Result<Vec<String>> {
    let faults = placed(window, tree)?
        .into_iter()
        .filter(|(_, place)| place.width < TOUCH || place.height < TOUCH)
        .map(|(node, place)| {
            let (width, height) = (place.width, place.height);
            format!("{} is only {width}×{height} large", told(tree, node))
        });
    Ok(faults.collect())
}

/// What goes beyond the left or right edge of a narrow window, or lies over each other.
pub(super) fn narrow(window: &Window, tree: &Tree, width: i32) -> Result<Vec<String>> {
    let placed = placed(window, tree)?;
    let mut faults = Vec::new();
    for (at, (node, place)) in placed.iter().enumerate() {
        let end = place.x + place.width;
        if place.x < -SLACK || end > width + SLACK {
            let told = told(tree, node);
            faults.push(format!(
                "{told} goes from {} to {end} in a window {width} wide",
                place.x
            ));
        }
        for (other, over) in &placed[at + 1..] {
            let within = tree
                .around(other)
                .any(|outer| outer.reference == node.reference);
            // What scrolls passes below the bars that do not.
            let shared = place
                .shared(*over)
                .filter(|_| scroller(tree, node) == scroller(tree, other));
            if shared.is_some_and(|(wide, high)| !within && wide > SLACK && high > SLACK) {
                let (one, other) = (told(tree, node), told(tree, other));
                faults.push(format!("{one} lies over {other} in a narrow window"));
            }
        }
    }
    Ok(faults)
}

/// What a person can use, and where it is. A toast, which lies over the page on purpose
/// and passes, is left out.
fn placed<'a>(window: &Window, tree: &'a Tree) -> Result<Vec<(&'a Node, Place)>> {
    let used: Vec<&Node> = on_top(tree)
        .into_iter()
        .filter(|node| is_interactive(node) && is_stop(node))
        // Only the outermost of what a control is made of is touched.
        .filter(|node| !tree.around(node).any(is_interactive))
        .filter(|node| !tree.around(node).any(is_toast))
        .collect();
    let places = window.places(&used)?;
    let placed = used.into_iter().zip(places);
    Ok(placed
        .filter_map(|(node, place)| Some((node, place?)))
        .collect())
}

/// What a control is scrolled in.
fn scroller(tree: &Tree, node: &Node) -> Option<String> {
    let outer = tree
        .around(node)
        .find(|outer| outer.role == Role::ScrollPane)?;
    Some(outer.reference.path_as_str().to_owned())
}
