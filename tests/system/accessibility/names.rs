//! Every control has a name, and every picture a name or none at all.

use waymark_lab::window::{Role, Tree};

use super::{is_interactive, told};

pub(super) fn faults(tree: &Tree) -> Vec<String> {
    tree.nodes()
        .iter()
        .filter(|node| node.is_showing() && node.name.trim().is_empty())
        .filter(|node| {
            // GTK 4.18 gives the items of a menu no names.
            is_interactive(node) || matches!(node.role, Role::Image | Role::Icon | Role::ListItem)
        })
        // What a control is made of has no name of its own.
        .filter(|node| !tree.around(node).any(is_interactive))
        .map(|node| format!("{} has no name", told(tree, node)))
        .collect()
}
