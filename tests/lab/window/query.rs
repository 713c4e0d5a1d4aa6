//! Which control is meant.

use std::fmt;

use atspi::{Role, State};

use super::tree::Tree;

#[derive(Clone, Debug)]
enum Name {
    Any,
    Exactly(String),
    Containing(String),
}

/// Says which control is meant, by what a person would say: what it is, what it
/// is called, what it stands in. Hidden ones are never meant.
///
/// ```
/// use waymark_lab::window::{Query, Role};
/// let restart = Query::button("Restart").within(Query::role(Role::Dialog));
/// assert_eq!(restart.to_string(), "button \"Restart\" within dialog");
/// ```
#[derive(Clone, Debug)]
pub struct Query {
    role: Option<Role>,
    name: Name,
    says: Vec<String>,
    states: Vec<State>,
    within: Option<Box<Query>>,
    nth: Option<usize>,
}

impl Query {
    /// Any control with this role.
    #[must_use]
    pub fn role(role: Role) -> Self {
        Self {
            role: Some(role),
            ..Self::any()
        }
    }

    /// Any control at all.
    #[must_use]
    pub fn any() -> Self {
        Self {
            role: None,
            name: Name::Any,
            says: Vec::new(),
            states: Vec::new(),
            within: None,
            nth: None,
        }
    }

    /// The button with exactly this name.
    #[must_use]
    pub fn button(name: &str) -> Self {
        Self::role(Role::Button).named(name)
    }

    /// The label with exactly this text.
    #[must_use]
    pub fn label(text: &str) -> Self {
        Self::role(Role::Label).named(text)
    }

    /// The same, with exactly this accessible name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self {
            name: Name::Exactly(name.to_owned()),
            ..self
        }
    }

    /// The same, with these words somewhere in its accessible name.
    #[must_use]
    pub fn containing(self, words: &str) -> Self {
        Self {
            name: Name::Containing(words.to_owned()),
            ..self
        }
    }

    /// The same, if these words can be read on it: in its name or in what stands
    /// inside it, such as a row's subtitle or badge. Where one such control
    /// stands in another, the innermost is meant.
    #[must_use]
    pub fn saying(mut self, words: &str) -> Self {
        self.says.push(words.to_owned());
        self
    }

    /// The same, somewhere inside the control that `parent` means.
    #[must_use]
    pub fn within(self, parent: Self) -> Self {
        Self {
            within: Some(Box::new(parent)),
            ..self
        }
    }

    /// The same, in this state.
    #[must_use]
    pub fn in_state(mut self, state: State) -> Self {
        self.states.push(state);
        self
    }

    /// The same, if it can be used now.
    #[must_use]
    pub fn sensitive(self) -> Self {
        self.in_state(State::Sensitive)
    }

    /// Of those that are meant, only the one at this place in reading order, from 0.
    #[must_use]
    pub fn nth(mut self, place: usize) -> Self {
        self.nth = Some(place);
        self
    }

    /// Whether the node at `position` is meant.
    pub(super) fn means(&self, tree: &Tree, position: usize) -> bool {
        self.is_one(tree, position)
            && self.nth.is_none_or(|place| {
                (0..position).filter(|at| self.is_one(tree, *at)).count() == place
            })
    }

    fn is_one(&self, tree: &Tree, position: usize) -> bool {
        self.fits(tree, position)
            && (self.says.is_empty() || !tree.range(position).skip(1).any(|at| self.fits(tree, at)))
    }

    fn fits(&self, tree: &Tree, position: usize) -> bool {
        let node = &tree.nodes()[position];
        self.role.is_none_or(|role| role == node.role)
            && match &self.name {
                Name::Any => true,
                Name::Exactly(name) => bare(&node.name) == bare(name),
                Name::Containing(words) => bare(&node.name).contains(&bare(words)),
            }
            && node.is_showing()
            && self.states.iter().all(|state| node.states.contains(*state))
            && self.says.iter().all(|words| {
                let words = bare(words);
                tree.nodes()[tree.range(position)]
                    .iter()
                    .any(|part| part.is_showing() && bare(&part.name).contains(&words))
            })
            && self.within.as_ref().is_none_or(|parent| {
                tree.ancestors(position)
                    .any(|ancestor| parent.means(tree, ancestor))
            })
    }
}

/// Without the marks that keep left-to-right and right-to-left text apart,
/// which translated text has around what was put into it and nobody sees.
pub(super) fn bare(text: &str) -> String {
    text.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "")
}

impl fmt::Display for Query {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.role {
            Some(role) => write!(out, "{role}")?,
            None => write!(out, "control")?,
        }
        match &self.name {
            Name::Any => {}
            Name::Exactly(name) => write!(out, " {name:?}")?,
            Name::Containing(words) => write!(out, " with {words:?} in its name")?,
        }
        for words in &self.says {
            write!(out, " saying {words:?}")?;
        }
        for state in &self.states {
            write!(out, ", {}", state.to_static_str())?;
        }
        if let Some(place) = self.nth {
            write!(out, ", number {place}")?;
        }
        match &self.within {
            Some(parent) => write!(out, " within {parent}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::tree::sample::tree;

    fn names(query: &Query) -> Vec<String> {
        let found = |node: &crate::window::Node| node.name.clone();
        tree().find_all(query).into_iter().map(found).collect()
    }

    #[test]
    fn names_are_exact_or_in_part() {
        assert_eq!(names(&Query::button("Restart")), ["Restart"]);
        let partly = Query::role(Role::Button).containing("Restart");
        assert_eq!(names(&partly), ["Restart…", "Restart"]);
    }

    #[test]
    fn the_same_name_is_told_apart_by_what_it_stands_in() {
        let alert = Query::role(Role::Alert).named("Restart?");
        let inside = Query::role(Role::Button).within(alert);
        assert_eq!(names(&inside), ["Cancel", "Restart"]);
    }

    #[test]
    fn a_row_is_meant_by_what_is_written_on_it() {
        let running = Query::role(Role::ListItem).saying("Running");
        assert_eq!(names(&running), ["42.1"]);
    }

    #[test]
    fn one_of_many_is_meant_by_its_place() {
        let second = Query::role(Role::ListItem).nth(1);
        assert_eq!(names(&second), ["42.1"]);
        assert_eq!(names(&Query::role(Role::ListItem).nth(2)), [""; 0]);
    }

    #[test]
    fn what_holds_a_row_is_not_the_row() {
        let row = Query::any().saying("Next");
        assert_eq!(names(&row), ["Next"]);
    }

    #[test]
    fn marks_of_direction_do_not_count() {
        let said = Query::label("Version 42.2 is ready");
        assert_eq!(names(&said), ["Version \u{2068}42.2\u{2069} is ready"]);
    }

    #[test]
    fn hidden_controls_are_never_meant() {
        assert_eq!(names(&Query::button("Hidden")), [""; 0]);
    }

    #[test]
    fn sensitive_ones_only_where_asked() {
        assert!(tree().has(&Query::button("Restart…")));
        assert!(!tree().has(&Query::button("Restart…").sensitive()));
    }
}
