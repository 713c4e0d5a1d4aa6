//! Real journal files, as systemd writes them, and journalctl reading them.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use super::*;

const BEFORE: &str = "0b000000000000000000000000000001";
const NOW: &str = "0b000000000000000000000000000002";
const UNIT: &str = "ostree-finalize-staged.service";

/// Fields of an entry.
type Fields<'a> = Vec<(&'a str, &'a str)>;

/// Writes a journal file of these entries of boots.
fn write(folder: &Path, entries: &[(&str, Fields<'_>)]) -> Journal {
    let mut text = Vec::new();
    for (number, (boot, fields)) in entries.iter().enumerate() {
        let time = 1_763_812_800_000_000 + number;
        writeln!(
            text,
            "__REALTIME_TIMESTAMP={time}\n__MONOTONIC_TIMESTAMP={number}"
        )
        .unwrap();
        writeln!(text, "_BOOT_ID={boot}\n_TRANSPORT=journal").unwrap();
        for (name, value) in fields {
            // In the form that holds anything.
            text.extend_from_slice(format!("{name}\n").as_bytes());
            text.extend_from_slice(&u64::try_from(value.len()).unwrap().to_le_bytes());
            text.extend_from_slice(value.as_bytes());
            text.push(b'\n');
        }
        text.push(b'\n');
    }
    let mut remote = Command::new("/usr/lib/systemd/systemd-journal-remote")
        .arg(format!(
            "--output={}",
            folder.join("system.journal").display()
        ))
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("systemd-journal-remote");
    remote.stdin.take().unwrap().write_all(&text).unwrap();
    assert!(remote.wait().unwrap().success());
    Journal::in_folder(folder)
}

/// What the finalizing program says.
fn ostree(message: &str) -> Fields<'_> {
    vec![
        ("MESSAGE", message),
        ("_SYSTEMD_UNIT", UNIT),
        ("_UID", "0"),
        ("SYSLOG_IDENTIFIER", "ostree"),
    ]
}

/// What systemd says of a unit.
fn systemd<'a>(unit: &'a str, message: &'a str, id: &'a str) -> Fields<'a> {
    vec![
        ("MESSAGE", message),
        ("MESSAGE_ID", id),
        ("UNIT", unit),
        ("_PID", "1"),
        ("_UID", "0"),
        ("_SYSTEMD_CGROUP", "/init.scope"),
    ]
}

fn failed(result: &str) -> Fields<'_> {
    let mut fields = systemd(
        UNIT,
        "ostree-finalize-staged.service: Failed.",
        "d9b373ed55a64feb8242e02dbe79a49c",
    );
    fields.push(("UNIT_RESULT", result));
    fields
}

fn begun() -> Fields<'static> {
    ostree("Finalizing staged deployment")
}

async fn finalization(entries: &[(&str, Fields<'_>)]) -> Finalization {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), entries)
        .finalization(BEFORE, NOW)
        .await
}

#[tokio::test]
async fn each_end_of_a_finalization_is_told() {
    use {Finalization as F, StartReason as R};
    let written = "Bootloader updated; bootconfig swap: yes; bootversion: boot.0.1, deployment count change: 1";
    let full = "error: Installing kernel: regfile copy: No space left on device";
    let cleaning = "error: Cleaning deployments: unlinkat(resolv.conf): Operation not permitted";
    let cases = [
        (F::Done, vec![begun(), ostree(written)]),
        (
            F::Done,
            vec![
                begun(),
                ostree(written),
                ostree(cleaning),
                failed("exit-code"),
            ],
        ),
        (
            F::Failed(R::NoSpace),
            vec![begun(), ostree(full), failed("exit-code")],
        ),
        (
            F::Failed(R::Other),
            vec![
                begun(),
                ostree("error: Finalizing SELinux policy: Child process exited with code 1"),
                failed("exit-code"),
            ],
        ),
        (F::Failed(R::TimedOut), vec![begun(), failed("timeout")]),
        (F::Failed(R::Killed), vec![begun(), failed("signal")]),
        (F::Failed(R::Killed), vec![begun(), failed("oom-kill")]),
        (
            F::Failed(R::Locked),
            vec![ostree(
                "Not finalizing; deployment is locked for finalization",
            )],
        ),
        (
            F::NothingStaged,
            vec![ostree("No deployment staged for finalization")],
        ),
    ];
    for (expected, said) in cases {
        let told = format!("{said:?}");
        let entries: Vec<_> = said.into_iter().map(|fields| (BEFORE, fields)).collect();
        assert_eq!(finalization(&entries).await, expected, "{told}");
    }
}

#[tokio::test]
async fn only_the_unit_and_its_boot_are_believed() {
    let full = "error: Installing kernel: regfile copy: No space left on device";
    let anybody = vec![
        ("MESSAGE", full),
        ("SYSLOG_IDENTIFIER", "ostree"),
        ("UNIT", UNIT),
        ("_PID", "4711"),
        ("_UID", "1000"),
        ("_SYSTEMD_UNIT", "user@1000.service"),
    ];
    let entries = [
        (BEFORE, anybody.clone()),
        (NOW, anybody),
        (NOW, ostree(full)),
        (
            BEFORE,
            systemd("x.service", "Reboot", "98268866d1d54a499c4e98921d93bc40"),
        ),
    ];
    assert_eq!(finalization(&entries).await, Finalization::Unknown);
}

#[tokio::test]
async fn a_boot_without_an_end_lost_its_power() {
    let work = || {
        (
            BEFORE,
            ostree("Finished OSTree Finalize Staged Deployment."),
        )
    };
    assert_eq!(finalization(&[work()]).await, Finalization::NotReached);
    // Leaving the initrd closes the journal too.
    let closed = systemd("", "Journal stopped", "d93fb3c9c24d451a97cea615ce59c00b");
    let left = [work(), (BEFORE, closed)];
    assert_eq!(finalization(&left).await, Finalization::NotReached);
    let shutdown = |uid| {
        vec![
            ("MESSAGE", "System is rebooting."),
            ("MESSAGE_ID", "98268866d1d54a499c4e98921d93bc40"),
            ("_UID", uid),
        ]
    };
    let ended = [work(), (BEFORE, shutdown("0"))];
    assert_eq!(finalization(&ended).await, Finalization::Unknown);
    let pretended = [work(), (BEFORE, shutdown("1000"))];
    assert_eq!(finalization(&pretended).await, Finalization::NotReached);
    // Of another boot alone nothing is known.
    assert_eq!(finalization(&[(NOW, begun())]).await, Finalization::Unknown);
}

#[tokio::test]
async fn what_did_not_reach_the_disk_is_told_again_after_the_start() {
    let said = "error: ostree-finalize-staged.service failed on previous boot: Installing kernel: regfile copy: No space left on device";
    let again = vec![
        ("MESSAGE", said),
        ("_SYSTEMD_UNIT", "ostree-boot-complete.service"),
        ("_UID", "0"),
    ];
    let entries = [(BEFORE, begun()), (NOW, again)];
    let expected = Finalization::Failed(StartReason::NoSpace);
    assert_eq!(finalization(&entries).await, expected);
}

#[tokio::test]
async fn greenboot_is_heard() {
    let said = "FALLBACK BOOT DETECTED! Default rpm-ostree deployment has been rolled back.";
    let by = |unit| vec![("MESSAGE", said), ("_SYSTEMD_UNIT", unit)];
    for (unit, boot, expected) in [
        ("greenboot-status.service", NOW, true),
        ("greenboot-status.service", BEFORE, false),
        ("user@1000.service", NOW, false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let journal = write(folder.path(), &[(boot, by(unit))]);
        assert_eq!(journal.fell_back(NOW).await, expected, "{unit} {boot}");
    }
}

#[tokio::test]
async fn what_failed_in_this_boot_is_told() {
    let start_failed = "be02cf6855d2428ba40df7e9d022f03d";
    let started = "39f53479d3a045ac8e11786248231fbf";
    let folder = tempfile::tempdir().unwrap();
    let mut false_word = systemd("false.service", "Failed", start_failed);
    false_word[3].1 = "4711";
    let entries = [
        (BEFORE, systemd("before.service", "Failed", start_failed)),
        (
            NOW,
            systemd("display.service", "Failed to start", start_failed),
        ),
        (
            NOW,
            systemd("again.service", "Failed to start", start_failed),
        ),
        (NOW, systemd("again.service", "Started", started)),
        (NOW, false_word),
    ];
    let journal = write(folder.path(), &entries);
    let failed = journal.failed_units(NOW).await;
    assert_eq!(failed, Some(vec!["display.service".to_owned()]));
    let unknown = journal
        .failed_units("0b000000000000000000000000000003")
        .await;
    assert_eq!(unknown, None);
}

#[tokio::test]
async fn without_a_journal_nothing_is_known() {
    let folder = tempfile::tempdir().unwrap();
    for journal in [
        Journal::in_folder(folder.path()),
        Journal::in_folder(Path::new("/nowhere/at/all")),
    ] {
        let told = journal.finalization(BEFORE, NOW).await;
        assert_eq!(told, Finalization::Unknown);
        assert!(!journal.fell_back(NOW).await);
        assert_eq!(journal.failed_units(NOW).await, None);
    }
}
