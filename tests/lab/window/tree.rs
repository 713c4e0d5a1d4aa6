//! The whole of a window, read at once.

use std::collections::HashSet;
use std::fmt;
use std::fmt::Write as _;
use std::ops::Range;

use anyhow::Result;
use atspi::{ObjectRefOwned, Role, State, StateSet};
use futures_lite::future::try_zip;
use futures_util::future::join_all;

use super::bus::Accessibility;
use super::query::{Query, bare};

/// One control as it was when the [`Tree`] was read.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its address on the bus.
    pub reference: ObjectRefOwned,
    /// What it is.
    pub role: Role,
    /// Its accessible name; of a label, its text.
    pub name: String,
    /// Focused, sensitive, showing, checked and so on.
    pub states: StateSet,
    /// Where its parent stands in the tree; the root has none.
    pub parent: Option<usize>,
    depth: usize,
}

impl Node {
    /// Whether it is on the screen, or would be after scrolling.
    #[must_use]
    pub fn is_showing(&self) -> bool {
        self.states.contains(State::Visible) && self.states.contains(State::Showing)
    }

    /// Whether it can be used now.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.states.contains(State::Sensitive)
    }

    /// Whether keys go to it.
    #[must_use]
    pub fn is_focused(&self) -> bool {
        self.states.contains(State::Focused)
    }

    /// Whether it is switched on, checked or chosen.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.states.contains(State::Checked) || self.states.contains(State::Pressed)
    }
}

/// An application's windows and everything in them, parents before children
/// and children in order.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// Reads everything below `root`. Controls that vanish while it is read are left out.
    pub(super) async fn read(bus: &Accessibility, root: &ObjectRefOwned) -> Result<Self> {
        let (node, children) = read_node(bus, root.clone(), None, 0).await?;
        let mut levels = vec![(node, children)];
        let mut known = HashSet::from([root.clone()]);
        let mut level_start = 0;
        // Level by level: everything of one depth is asked for at once.
        loop {
            let level_end = levels.len();
            let mut wanted = Vec::new();
            for (offset, (node, children)) in levels[level_start..].iter().enumerate() {
                let parent = level_start + offset;
                for child in children {
                    // A stack of pages lists its visible page twice.
                    if !child.is_null() && known.insert(child.clone()) {
                        wanted.push((child.clone(), parent, node.depth + 1));
                    }
                }
            }
            if wanted.is_empty() {
                break;
            }
            let read = join_all(
                wanted
                    .into_iter()
                    .map(|(child, parent, depth)| read_node(bus, child, Some(parent), depth)),
            )
            .await;
            levels.extend(read.into_iter().filter_map(Result::ok));
            level_start = level_end;
        }
        let nodes: Vec<Node> = levels.into_iter().map(|(node, _)| node).collect();
        Ok(Self::in_reading_order(&nodes))
    }

    /// Sorts nodes that stand level by level into reading order, depth first.
    fn in_reading_order(levels: &[Node]) -> Self {
        let mut children = vec![Vec::new(); levels.len()];
        for (index, node) in levels.iter().enumerate() {
            if let Some(parent) = node.parent {
                children[parent].push(index);
            }
        }
        let mut nodes: Vec<Node> = Vec::with_capacity(levels.len());
        let mut waiting = vec![(0, None)];
        while let Some((index, parent)) = waiting.pop() {
            let position = nodes.len();
            nodes.push(Node {
                parent,
                ..levels[index].clone()
            });
            waiting.extend(
                children[index]
                    .iter()
                    .rev()
                    .map(|child| (*child, Some(position))),
            );
        }
        Self { nodes }
    }

    /// Everything in reading order.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The first control, in reading order, that `query` means.
    #[must_use]
    pub fn find(&self, query: &Query) -> Option<&Node> {
        self.matches(query).next()
    }

    /// All controls that `query` means, in reading order.
    #[must_use]
    pub fn find_all(&self, query: &Query) -> Vec<&Node> {
        self.matches(query).collect()
    }

    /// Whether a control that `query` means is there.
    #[must_use]
    pub fn has(&self, query: &Query) -> bool {
        self.find(query).is_some()
    }

    /// What stands around a control, the innermost first.
    pub fn around<'a>(&'a self, node: &'a Node) -> impl Iterator<Item = &'a Node> {
        let outer = |node: &&Node| node.parent.map(|at| &self.nodes[at]);
        std::iter::successors(outer(&node), outer)
    }

    /// The control that keys go to.
    #[must_use]
    pub fn focused(&self) -> Option<&Node> {
        self.focused_position().map(|at| &self.nodes[at])
    }

    /// A control of this tree and everything inside it, in reading order.
    pub fn part(&self, node: &Node) -> impl Iterator<Item = &Node> {
        let position = self
            .nodes
            .iter()
            .position(|other| other.reference == node.reference);
        let range = position.map_or(0..0, |at| self.range(at));
        self.nodes[range].iter()
    }

    /// Whether the words can be read in the name of some control that shows.
    #[must_use]
    pub fn says(&self, words: &str) -> bool {
        self.has(&Query::any().containing(words))
    }

    /// What a person can read within the first control that `query` means:
    /// the names of everything there that shows, its own first.
    #[must_use]
    pub fn words_of(&self, query: &Query) -> Vec<String> {
        let range = self.position(query).map_or(0..0, |top| self.range(top));
        self.nodes[range]
            .iter()
            .filter(|node| node.is_showing() && !node.name.is_empty())
            .map(|node| bare(&node.name))
            .collect()
    }

    /// Where a control and everything inside it stand.
    pub(super) fn range(&self, position: usize) -> Range<usize> {
        let depth = self.nodes[position].depth;
        let inside = self.nodes[position + 1..]
            .iter()
            .take_while(|node| node.depth > depth)
            .count();
        position..position + 1 + inside
    }

    pub(super) fn focused_position(&self) -> Option<usize> {
        // Windows and panes around it may say so, too; the innermost comes last.
        self.nodes.iter().rposition(Node::is_focused)
    }

    pub(super) fn ancestors(&self, position: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.nodes[position].parent, |at| self.nodes[*at].parent)
    }

    pub(super) fn is_inside(&self, position: usize, outer: usize) -> bool {
        self.ancestors(position).any(|ancestor| ancestor == outer)
    }

    pub(super) fn position(&self, query: &Query) -> Option<usize> {
        (0..self.nodes.len()).find(|position| query.means(self, *position))
    }

    fn matches<'a, 'q>(&'a self, query: &'q Query) -> impl Iterator<Item = &'a Node> + use<'a, 'q> {
        (0..self.nodes.len())
            .filter(|position| query.means(self, *position))
            .map(|position| &self.nodes[position])
    }
}

/// For failure messages: one line for each control that shows or holds others,
/// indented, with its role, its name and its states other than the usual ones.
impl fmt::Display for Tree {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for node in &self.nodes {
            let mut line = format!("{:indent$}{}", "", node.role, indent = node.depth * 2);
            if !node.name.is_empty() {
                write!(line, " {:?}", node.name)?;
            }
            for (state, word) in [
                (State::Focused, "focused"),
                (State::Checked, "checked"),
                (State::Pressed, "pressed"),
                (State::Selected, "selected"),
                (State::Expanded, "expanded"),
            ] {
                if node.states.contains(state) {
                    write!(line, " {word}")?;
                }
            }
            if !node.is_showing() {
                line.push_str(" hidden");
            } else if !node.is_sensitive() {
                line.push_str(" insensitive");
            }
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}

/// Asks one control for everything at once; answers it and its children.
async fn read_node(
    bus: &Accessibility,
    reference: ObjectRefOwned,
    parent: Option<usize>,
    depth: usize,
) -> Result<(Node, Vec<ObjectRefOwned>)> {
    let ((role, states), (name, children)) = {
        let proxy = bus.accessible(&reference).await?;
        try_zip(
            try_zip(proxy.get_role(), proxy.get_state()),
            try_zip(proxy.name(), proxy.get_children()),
        )
        .await?
    };
    let node = Node {
        reference,
        role,
        name,
        states,
        parent,
        depth,
    };
    Ok((node, children))
}

#[cfg(test)]
pub(super) mod sample {
    use super::*;

    /// A window with a banner, two rows and an alert dialog over them.
    pub(in crate::window) fn tree() -> Tree {
        let usable = State::Visible | State::Showing | State::Sensitive;
        let showing = State::Visible | State::Showing;
        let nodes = [
            (0, Role::Application, "waymark", usable),
            (1, Role::Frame, "Waymark", usable),
            (
                2,
                Role::Label,
                "Version \u{2068}42.2\u{2069} is ready",
                usable,
            ),
            (2, Role::Button, "Restart…", showing),
            (2, Role::Button, "Hidden", State::Sensitive.into()),
            (2, Role::List, "On this computer", usable),
            (3, Role::ListItem, "42.2", usable),
            (4, Role::Label, "Next", usable),
            (3, Role::ListItem, "42.1", usable | State::Focused),
            (4, Role::Label, "Running", usable),
            (2, Role::Alert, "Restart?", usable),
            (3, Role::Button, "Cancel", usable),
            (3, Role::Button, "Restart", usable),
        ];
        let mut tree = Tree::default();
        for (index, (depth, role, name, states)) in nodes.into_iter().enumerate() {
            let path = atspi::zbus::zvariant::ObjectPath::try_from(format!("/{index}"));
            let bus = atspi::zbus::names::UniqueName::from_static_str_unchecked(":1.1");
            let parent = tree.nodes.iter().rposition(|node| node.depth < depth);
            tree.nodes.push(Node {
                reference: atspi::ObjectRef::new_owned(bus, path.expect("a path")),
                role,
                name: name.to_owned(),
                states: StateSet::new(states),
                parent,
                depth,
            });
        }
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_one_part() {
        let row = Query::role(Role::ListItem).named("42.1");
        assert_eq!(sample::tree().words_of(&row), ["42.1", "Running"]);
        assert!(sample::tree().words_of(&Query::button("None")).is_empty());
    }

    #[test]
    fn the_focus_is_found() {
        let tree = sample::tree();
        assert_eq!(tree.focused().map(|node| node.name.as_str()), Some("42.1"));
    }

    #[test]
    fn reading_order_is_depth_first() {
        let mut levels = sample::tree().nodes;
        let read: Vec<_> = levels.iter().map(|node| node.name.clone()).collect();
        let parents: Vec<_> = levels.iter().map(|node| node.parent).collect();
        // As they are read: level by level, parents by their place among the levels.
        let mut order: Vec<usize> = (0..levels.len()).collect();
        order.sort_by_key(|index| levels[*index].depth);
        levels = order
            .iter()
            .map(|index| Node {
                parent: parents[*index]
                    .and_then(|parent| order.iter().position(|other| *other == parent)),
                ..levels[*index].clone()
            })
            .collect();
        let tree = Tree::in_reading_order(&levels);
        assert!(tree.nodes.iter().map(|node| &node.name).eq(&read));
        assert!(tree.nodes.iter().map(|node| node.parent).eq(parents));
    }

    #[test]
    fn a_dump_says_what_is_not_usual() {
        let dump = sample::tree().to_string();
        assert!(
            dump.contains("\n    button \"Restart…\" insensitive\n"),
            "{dump}"
        );
        assert!(
            dump.contains("\n      list item \"42.1\" focused\n"),
            "{dump}"
        );
        assert!(dump.contains("\n    button \"Hidden\" hidden\n"), "{dump}");
    }
}
