//! Kernel arguments and how they were edited: collected, then applied at once.

use waymark_model::KernelArgumentChanges;

use crate::tr;

/// The longest line that a kernel reads.
const LONGEST: usize = 2048;

/// Keys that decide whether and how the machine starts; each stands for itself
/// and, with a dot behind, for all that begin so.
const GRAVE: &[&str] = &[
    "root",
    "rootflags",
    "rootfstype",
    "ro",
    "rw",
    "init",
    "initrd",
    "rd.",
    "luks.",
    "rdinit",
    "systemd.unit",
    "systemd.mask",
    "systemd.wants",
    "emergency",
    "rescue",
    "single",
    "resume",
    "mem",
    "maxcpus",
    "nosmp",
    "acpi",
    "noapic",
    "efi",
    "selinux",
    "enforcing",
    "boot",
    "usr",
    "composefs",
    "nomodeset",
    "module_blacklist",
    "modprobe.blacklist",
    "fips",
];

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

/// Why a text is no kernel argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing was entered.
    Empty,
    /// It is longer than what a kernel reads.
    TooLong,
    /// It holds blanks outside of quotes, or control characters.
    Words,
    /// A quote does not end.
    Quote,
    /// Its key is missing.
    Key,
    /// It says which deployment starts.
    Fixed,
}

impl Fault {
    /// The same in words.
    pub(crate) fn said(self) -> String {
        match self {
            Self::Empty => tr!("arguments-empty"),
            Self::TooLong => tr!("arguments-too-long"),
            Self::Words => tr!("arguments-words"),
            Self::Quote => tr!("arguments-quote"),
            Self::Key => tr!("arguments-key"),
            Self::Fixed => tr!("arguments-fixed"),
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
        let edited = self.arguments.iter().filter(|a| a.before != a.after);
        edited.count()
    }

    /// Whether an edit can keep the machine from starting.
    pub(crate) fn is_grave(&self) -> bool {
        self.arguments
            .iter()
            .filter(|a| a.before != a.after)
            .flat_map(|a| [&a.before, &a.after])
            .flatten()
            .any(|argument| is_grave(argument))
    }

    /// All edits together.
    pub(crate) fn changes(&self) -> KernelArgumentChanges {
        let mut changes = KernelArgumentChanges {
            seen: Some(self.before()),
            ..KernelArgumentChanges::default()
        };
        for argument in &self.arguments {
            match (&argument.before, &argument.after) {
                (Some(before), Some(after)) if before != after => {
                    // A line may hold the same argument twice; a map may not.
                    if changes.replace.contains_key(before) {
                        changes.delete.push(before.clone());
                        changes.append.push(after.clone());
                    } else {
                        changes.replace.insert(before.clone(), after.clone());
                    }
                }
                (Some(before), None) => changes.delete.push(before.clone()),
                (None, Some(after)) => changes.append.push(after.clone()),
                _ => {}
            }
        }
        changes
    }
}

/// Whether an argument can be changed: the one that names the deployment cannot.
pub(crate) fn is_fixed(argument: &str) -> bool {
    key(argument) == "ostree"
}

/// Whether changing it can keep the machine from starting.
pub(crate) fn is_grave(argument: &str) -> bool {
    let key = key(argument);
    GRAVE
        .iter()
        .any(|grave| key == *grave || (grave.ends_with('.') && key.starts_with(grave)))
}

fn key(argument: &str) -> &str {
    argument.split_once('=').map_or(argument, |(key, _)| key)
}

/// Whether a text is one kernel argument.
pub(crate) fn check(text: &str) -> Result<(), Fault> {
    let outside_blank = text
        .split('"')
        .step_by(2)
        .any(|part| part.contains(char::is_whitespace));
    if text.is_empty() {
        Err(Fault::Empty)
    } else if text.len() > LONGEST {
        Err(Fault::TooLong)
    } else if !text.matches('"').count().is_multiple_of(2) {
        Err(Fault::Quote)
    } else if outside_blank || text.chars().any(char::is_control) {
        Err(Fault::Words)
    } else if text.starts_with(['=', '-']) {
        Err(Fault::Key)
    } else if is_fixed(text) {
        Err(Fault::Fixed)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(changes.replace["quiet"], "a");
        assert_eq!(
            (changes.delete, changes.append),
            (vec!["quiet".into()], vec!["b".into()])
        );
    }

    #[test]
    fn only_what_can_keep_the_machine_from_starting_is_warned_of() {
        for grave in [
            "root=UUID=1",
            "rd.luks.uuid=1",
            "init=/bin/sh",
            "systemd.unit=rescue.target",
            "ro",
        ] {
            assert!(is_grave(grave), "{grave}");
        }
        for light in [
            "quiet",
            "rhgb",
            "console=tty0",
            "rootwait_not",
            "mitigations=off",
        ] {
            assert!(!is_grave(light), "{light}");
        }
        let mut line = line();
        line.append("splash");
        assert!(!line.is_grave());
        line.delete(0);
        assert!(line.is_grave());
    }

    #[test]
    fn what_the_service_would_refuse_is_told_while_typing() {
        let cases = [
            ("", Err(Fault::Empty)),
            ("a b", Err(Fault::Words)),
            ("a=\"b c\"", Ok(())),
            ("a=\"b", Err(Fault::Quote)),
            ("=b", Err(Fault::Key)),
            ("--help", Err(Fault::Key)),
            ("ostree=/y", Err(Fault::Fixed)),
            ("ostree.x=1", Ok(())),
            ("a\tb", Err(Fault::Words)),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text), expected, "{text}");
        }
        assert_eq!(check(&"a".repeat(3000)), Err(Fault::TooLong));
    }
}
