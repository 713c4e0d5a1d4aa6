//! One kernel argument: whether a text is one, and what changing it puts at risk.

use crate::tr;

/// The longest line that a kernel reads, in bytes (`COMMAND_LINE_SIZE` on x86 and arm64).
pub(crate) const LONGEST: usize = 2048;

/// What an argument decides, where the machine may not start with another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Danger {
    /// Where the system's files are, and how they are mounted.
    Root,
    /// What the kernel starts first.
    First,
    /// How the disks are found and unlocked.
    Disks,
    /// How far the system starts.
    Target,
    /// What may run.
    Guard,
    /// What hardware is used, and how.
    Hardware,
}

/// The keys, as they read what is given to them; one that ends in `.` stands for all
/// that begin so.
///
/// Sources: the kernel's `admin-guide/kernel-parameters.txt`, kernel-command-line(7)
/// and systemd-fstab-generator(8) of systemd, dracut.cmdline(7), initramfs-tools(7),
/// and ostree-prepare-root(1).
const DANGERS: &[(Danger, &[&str])] = &[
    (
        Danger::Root,
        &[
            "root",
            "rootflags",
            "rootfstype",
            "ro",
            "rw",
            "roothash",
            "usrhash",
            "mount.usr",
            "mount.usrflags",
            "mount.usrfstype",
            "systemd.verity",
            "systemd.volatile",
            "systemd.gpt_auto",
            "fstab",
            "systemd.fstab",
            "overlayroot",
            "netroot",
            "nfsroot",
            "ostree.prepare_root.composefs",
        ],
    ),
    (
        Danger::First,
        &["init", "rdinit", "initrd", "noinitrd", "break"],
    ),
    (
        Danger::Disks,
        &["rd.", "luks", "luks.", "cryptdevice", "resume", "boot"],
    ),
    (
        Danger::Target,
        &[
            "systemd.unit",
            "systemd.mask",
            "systemd.run",
            "emergency",
            "rescue",
            "single",
            "s",
            "S",
            "1",
            "2",
            "3",
            "4",
            "5",
        ],
    ),
    (
        Danger::Guard,
        &[
            "selinux",
            "enforcing",
            "fips",
            "lsm",
            "security",
            "ima_appraise",
        ],
    ),
    (
        Danger::Hardware,
        &[
            "mem",
            "memmap",
            "maxcpus",
            "nosmp",
            "acpi",
            "noacpi",
            "noapic",
            "nolapic",
            "efi",
            "noefi",
            "pci",
            "iommu",
            "intel_iommu",
            "amd_iommu",
            "nomodeset",
            "module_blacklist",
            "modprobe.blacklist",
            "initcall_blacklist",
        ],
    ),
];

impl Danger {
    /// The same in words.
    pub(crate) fn said(self) -> String {
        match self {
            Self::Root => tr!("arguments-danger-root"),
            Self::First => tr!("arguments-danger-first"),
            Self::Disks => tr!("arguments-danger-disks"),
            Self::Target => tr!("arguments-danger-target"),
            Self::Guard => tr!("arguments-danger-guard"),
            Self::Hardware => tr!("arguments-danger-hardware"),
        }
    }
}

/// What an argument decides, if the machine may not start with another one.
pub(crate) fn danger(argument: &str) -> Option<Danger> {
    let key = key(argument);
    let found = DANGERS.iter().find(|(_, keys)| {
        keys.iter().any(|known| {
            let all = known.ends_with('.') && key.starts_with(*known);
            key == *known || all
        })
    });
    found.map(|(danger, _)| *danger)
}

/// Whether an argument can be changed: the one that names the deployment cannot.
pub(crate) fn is_fixed(argument: &str) -> bool {
    key(argument) == "ostree"
}

/// What stands before the value. Kernel and systemd read `-` as `_` in it, and a quote
/// may stand before all of it.
pub(crate) fn key(argument: &str) -> String {
    let argument = argument.trim_start_matches('"');
    let key = argument.split_once('=').map_or(argument, |(key, _)| key);
    key.replace('-', "_")
}

/// Why a text is no kernel argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing was entered.
    Empty,
    /// It is longer than what a kernel reads.
    TooLong,
    /// It holds blanks outside of quotes, or control characters; the same in quotes,
    /// where that mends it.
    Words(Option<String>),
    /// A quote does not end.
    Quote,
    /// Its key is missing.
    Key,
    /// It says which deployment starts.
    Fixed,
}

impl Fault {
    /// The same in words.
    pub(crate) fn said(&self) -> String {
        match self {
            Self::Empty => tr!("arguments-empty"),
            Self::TooLong => tr!("arguments-too-long"),
            Self::Words(None) => tr!("arguments-words"),
            Self::Words(Some(quoted)) => tr!("arguments-quote-it", argument = quoted.clone()),
            Self::Quote => tr!("arguments-quote"),
            Self::Key => tr!("arguments-key"),
            Self::Fixed => tr!("arguments-fixed"),
        }
    }
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
        Err(Fault::Words(quoted(text)))
    } else if text.starts_with(['=', '-']) {
        Err(Fault::Key)
    } else if is_fixed(text) {
        Err(Fault::Fixed)
    } else {
        Ok(())
    }
}

/// A key with the words behind it as one value.
fn quoted(text: &str) -> Option<String> {
    let (key, value) = text.split_once('=')?;
    let mends = !text.contains('"') && !key.is_empty() && !key.contains(char::is_whitespace);
    let quoted = format!("{key}=\"{}\"", value.trim());
    (mends && check(&quoted).is_ok()).then_some(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::bare;

    #[test]
    fn only_what_can_keep_the_machine_from_starting_is_warned_of() {
        for (argument, expected) in [
            ("root=UUID=1", Danger::Root),
            ("ro", Danger::Root),
            ("ostree.prepare-root.composefs=0", Danger::Root),
            ("init=/bin/sh", Danger::First),
            ("\"init=/bin/sh -i\"", Danger::First),
            ("rd.luks.uuid=1", Danger::Disks),
            ("systemd.unit=rescue.target", Danger::Target),
            ("3", Danger::Target),
            ("enforcing=0", Danger::Guard),
            ("module-blacklist=nvme", Danger::Hardware),
        ] {
            assert_eq!(danger(argument), Some(expected), "{argument}");
        }
        for light in [
            "quiet",
            "rhgb",
            "console=tty0",
            "rootwait_not",
            "mitigations=off",
            "splash=root=1",
            "rd",
        ] {
            assert_eq!(danger(light), None, "{light}");
        }
    }

    #[test]
    fn no_key_stands_in_the_table_twice() {
        let mut keys: Vec<&str> = DANGERS
            .iter()
            .flat_map(|(_, keys)| *keys)
            .copied()
            .collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all);
        assert!(keys.iter().all(|one| key(one) == *one), "as they are read");
    }

    #[test]
    fn what_the_service_would_refuse_is_told_while_typing() {
        let cases = [
            ("", Err(Fault::Empty)),
            ("a b", Err(Fault::Words(None))),
            ("a=\"b c\"", Ok(())),
            ("a=\"b", Err(Fault::Quote)),
            ("=b", Err(Fault::Key)),
            ("--help", Err(Fault::Key)),
            ("ostree=/y", Err(Fault::Fixed)),
            ("ostree.x=1", Ok(())),
            ("a\tb", Err(Fault::Words(None))),
            ("a=\"b\" c", Err(Fault::Words(None))),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text), expected, "{text}");
        }
        assert_eq!(check(&"a".repeat(3000)), Err(Fault::TooLong));
    }

    #[test]
    fn a_value_with_blanks_is_shown_in_quotes() {
        let fault = check("dyndbg=file drivers/usb +p").unwrap_err();
        let quoted = "dyndbg=\"file drivers/usb +p\"";
        assert_eq!(fault, Fault::Words(Some(quoted.to_owned())));
        assert!(bare(&fault.said()).contains(quoted));
    }
}
