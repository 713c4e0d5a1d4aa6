//! The kernel's line and how it was edited: collected, then applied at once.

use waymark_model::KernelArgumentChanges;

use super::{
    argument::{self, Danger},
    question::Question,
    text,
};
use crate::tr;

/// What the boot loader puts before the line: the kernel's path, and which deployment starts.
const BEFORE: usize = 256;

/// One argument: as it stands, and as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    /// As it stands now; absent if it is new.
    pub(crate) before: Option<String>,
    /// As it is to be; absent if it is to go.
    pub(crate) after: Option<String>,
}

/// The line of a deployment with all edits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    arguments: Vec<Argument>,
}

/// An argument as a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ArgumentRow {
    /// The argument.
    pub(crate) title: String,
    /// What becomes of it, and what that puts at risk.
    pub(crate) subtitle: String,
    /// Its edit can keep the machine from starting.
    pub(crate) grave: bool,
    /// It can be let be as it stands.
    pub(crate) restores: bool,
    /// It can be edited and taken away.
    pub(crate) edits: bool,
}

impl Argument {
    fn is_edited(&self) -> bool {
        self.before != self.after
    }

    /// What an edit of it decides, if the machine may not start with it.
    fn danger(&self) -> Option<Danger> {
        let texts = [&self.before, &self.after].into_iter().flatten();
        let mut dangers = texts.filter_map(|text| argument::danger(text));
        dangers.next().filter(|_| self.is_edited())
    }

    fn row(&self) -> ArgumentRow {
        let shown = self.after.as_ref().or(self.before.as_ref());
        let shown = shown.map(String::as_str).unwrap_or_default();
        let state = match (&self.before, &self.after) {
            _ if argument::is_fixed(shown) => tr!("arguments-fixed"),
            (None, _) => tr!("arguments-is-new"),
            (Some(_), None) => tr!("arguments-is-gone"),
            (Some(before), Some(after)) if before != after => {
                tr!("arguments-was", before = text::plain(before))
            }
            _ => String::new(),
        };
        let danger = self.danger();
        let parts = [state, danger.map(Danger::said).unwrap_or_default()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let free = !argument::is_fixed(shown);
        ArgumentRow {
            title: text::plain(shown),
            subtitle: parts.join("\n"),
            grave: danger.is_some(),
            restores: free && self.before.is_some() && self.is_edited(),
            edits: free && self.after.is_some(),
        }
    }
}

impl Line {
    /// The line as it stands.
    pub(crate) fn new(arguments: &[String]) -> Self {
        let arguments = arguments
            .iter()
            .map(|argument| Argument {
                before: Some(argument.clone()),
                after: Some(argument.clone()),
            })
            .collect();
        Self { arguments }
    }

    /// Its arguments, those that are to go among them.
    pub(crate) fn arguments(&self) -> &[Argument] {
        &self.arguments
    }

    /// The same as rows.
    pub(crate) fn rows(&self) -> Vec<ArgumentRow> {
        self.arguments.iter().map(Argument::row).collect()
    }

    /// Puts an argument at the end.
    pub(crate) fn append(&mut self, argument: &str) {
        self.arguments.push(Argument {
            before: None,
            after: Some(argument.to_owned()),
        });
    }

    /// Puts another argument in the place of one.
    pub(crate) fn replace(&mut self, place: usize, argument: &str) {
        if let Some(known) = self.arguments.get_mut(place) {
            known.after = Some(argument.to_owned());
        }
    }

    /// Takes an argument away; one that is new is gone at once.
    pub(crate) fn delete(&mut self, place: usize) {
        match self.arguments.get_mut(place) {
            Some(known) if known.before.is_some() => known.after = None,
            Some(_) => drop(self.arguments.remove(place)),
            None => {}
        }
    }

    /// Lets an argument be as it stands.
    pub(crate) fn restore(&mut self, place: usize) {
        match self.arguments.get_mut(place) {
            Some(known) if known.before.is_some() => known.after = known.before.clone(),
            Some(_) => drop(self.arguments.remove(place)),
            None => {}
        }
    }

    /// Forgets all edits.
    pub(crate) fn reset(&mut self) {
        *self = Self::new(&self.before());
    }

    fn before(&self) -> Vec<String> {
        let before = self.arguments.iter().filter_map(|a| a.before.clone());
        before.collect()
    }

    /// How many arguments are edited.
    pub(crate) fn count(&self) -> usize {
        let edited = self.arguments.iter().filter(|a| a.is_edited());
        edited.count()
    }

    /// Whether an edit can keep the machine from starting.
    pub(crate) fn is_grave(&self) -> bool {
        self.arguments.iter().any(|a| a.danger().is_some())
    }

    /// Whether all of it is longer than what a kernel reads.
    pub(crate) fn is_too_long(&self) -> bool {
        self.result().join(" ").len() + BEFORE > argument::LONGEST
    }

    /// What to say of a text that would be the argument at `place`, or a new one: the
    /// line has the same already, or another value for its key.
    pub(crate) fn notice(&self, place: Option<usize>, entered: &str) -> Option<String> {
        let key = argument::key(entered);
        let others = self.arguments.iter().enumerate();
        let others: Vec<&str> = others
            .filter(|(at, _)| Some(*at) != place)
            .filter_map(|(_, known)| known.after.as_deref())
            .filter(|other| argument::key(other) == key)
            .collect();
        if others.contains(&entered) {
            return Some(tr!("arguments-twice"));
        }
        let other = others.first()?;
        Some(tr!("arguments-also", other = text::plain(other)))
    }

    /// All edits together.
    ///
    /// An argument is replaced where it stands only if every engine can do that
    /// (rpm-ostree replaces a plain value of one key) and if it is meant for certain;
    /// otherwise it goes, and the other one comes to the end.
    pub(crate) fn changes(&self) -> KernelArgumentChanges {
        let seen = self.before();
        let mut changes = KernelArgumentChanges::default();
        for argument in self.arguments.iter().filter(|a| a.is_edited()) {
            match (&argument.before, &argument.after) {
                (Some(before), Some(after)) if is_replaced(&seen, before, after) => {
                    changes.replace.insert(before.clone(), after.clone());
                }
                (before, after) => {
                    changes.delete.extend(before.clone());
                    changes.append.extend(after.clone());
                }
            }
        }
        changes.seen = Some(seen);
        changes
    }

    /// The line after the edits, as the service makes it.
    fn result(&self) -> Vec<String> {
        let changes = self.changes();
        let mut line = self.before();
        for gone in &changes.delete {
            if let Some(at) = line.iter().position(|one| one == gone) {
                line.remove(at);
            }
        }
        let kept = line
            .into_iter()
            .map(|one| changes.replace.get(&one).cloned().unwrap_or(one));
        kept.chain(changes.append.iter().cloned()).collect()
    }

    /// The line after the edits, for reading.
    pub(crate) fn preview(&self) -> String {
        let line: Vec<String> = self.result().iter().map(|one| text::plain(one)).collect();
        line.join(" ")
    }

    /// What is asked before the edits are applied; `hold` says that they end one.
    pub(crate) fn question(&self, hold: Option<&str>) -> Question {
        let mut body = vec![tr!("ask-arguments-body", count = self.count())];
        if self.is_grave() {
            body.push(tr!("ask-arguments-grave"));
        }
        body.extend(hold.map(ToOwned::to_owned));
        Question {
            heading: tr!("ask-arguments-title"),
            body: body.join("\n\n"),
            verb: tr!("review-apply"),
            destructive: self.is_grave(),
            ..Question::default()
        }
    }
}

fn is_replaced(line: &[String], before: &str, after: &str) -> bool {
    let (Some((key, old)), Some((new_key, new))) = (before.split_once('='), after.split_once('='))
    else {
        return false;
    };
    let plain = key == new_key && !old.contains('=') && !new.contains('=');
    let only = line.iter().filter(|one| *one == before).count() == 1;
    plain && only && !line.iter().any(|one| one == after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::bare;

    fn line() -> Line {
        let arguments = ["root=UUID=1", "quiet", "console=tty0", "quiet", "ostree=/x"];
        Line::new(&arguments.map(String::from))
    }

    #[test]
    fn edits_are_collected_and_name_the_line_that_was_seen() {
        let mut line = line();
        line.replace(2, "console=ttyS0");
        line.delete(1);
        line.append("mitigations=off");
        let changes = line.changes();
        assert_eq!(changes.append, ["mitigations=off"]);
        assert_eq!(changes.delete, ["quiet"]);
        assert_eq!(changes.replace["console=tty0"], "console=ttyS0");
        assert_eq!(changes.seen.unwrap().len(), 5);
        assert_eq!(line.count(), 3);
        assert_eq!(
            line.preview(),
            "root=UUID=1 console=ttyS0 quiet ostree=/x mitigations=off"
        );
    }

    #[test]
    fn edits_can_be_taken_back_one_by_one_or_all() {
        let mut edited = line();
        edited.delete(0);
        edited.restore(0);
        edited.append("a");
        edited.delete(5);
        assert_eq!(edited, line());
        edited.append("b");
        edited.replace(1, "splash");
        edited.reset();
        assert_eq!(edited, line());
        edited.replace(1, "quiet");
        assert_eq!(edited.count(), 0, "the same again is no edit");
    }

    #[test]
    fn one_argument_twice_is_edited_twice() {
        let mut line = line();
        line.replace(1, "a");
        line.replace(3, "b");
        let changes = line.changes();
        assert!(changes.replace.is_empty(), "nothing says which is meant");
        assert_eq!(changes.delete, ["quiet", "quiet"]);
        assert_eq!(changes.append, ["a", "b"]);
    }

    #[test]
    fn values_that_change_places_are_not_lost() {
        let both = ["console=tty0", "console=ttyS0"].map(String::from);
        let mut line = Line::new(&both);
        line.replace(0, "console=ttyS0");
        line.replace(1, "console=tty0");
        assert!(line.changes().replace.is_empty());
        assert_eq!(line.preview(), "console=ttyS0 console=tty0");
    }

    #[test]
    fn what_no_engine_replaces_in_place_comes_to_the_end() {
        let mut line = line();
        line.replace(0, "root=UUID=2");
        assert_eq!(
            line.preview(),
            "quiet console=tty0 quiet ostree=/x root=UUID=2"
        );
    }

    #[test]
    fn a_row_says_what_becomes_of_it_and_what_that_risks() {
        let mut line = line();
        line.append("splash");
        line.replace(2, "console=ttyS0");
        let light = line.rows();
        assert!(!line.is_grave());
        assert_eq!(light[0].subtitle, "", "it is not edited");
        assert_eq!(bare(&light[2].subtitle), "Was console=tty0");
        assert!(light[2].restores && light[2].edits);
        assert!(!light[4].edits, "it says which version starts");
        assert_eq!(light[5].subtitle, "Will be added");
        line.delete(0);
        let grave = &line.rows()[0];
        assert!(line.is_grave() && grave.grave && !grave.edits);
        assert!(grave.subtitle.starts_with("Will be removed\n"));
    }

    #[test]
    fn a_key_that_is_there_already_is_told() {
        let line = line();
        assert_eq!(line.notice(None, "splash"), None);
        assert_eq!(line.notice(Some(0), "root=UUID=2"), None, "its own place");
        assert_eq!(line.notice(None, "quiet"), Some(tr!("arguments-twice")));
        let also = bare(&line.notice(None, "console=ttyS0").unwrap());
        assert!(also.contains("console=tty0"), "{also}");
    }

    #[test]
    fn a_line_that_no_kernel_reads_is_not_applied() {
        let mut line = line();
        assert!(!line.is_too_long());
        line.append(&"a".repeat(1000));
        line.append(&"b".repeat(1000));
        assert!(line.is_too_long());
    }

    #[test]
    fn what_is_asked_names_every_risk() {
        let mut line = line();
        line.append("splash");
        let light = line.question(None);
        assert!(!light.destructive);
        line.delete(0);
        let grave = line.question(Some("It ends."));
        assert!(grave.destructive && grave.body.ends_with("\n\nIt ends."));
        assert!(grave.body.len() > light.body.len());
    }
}
