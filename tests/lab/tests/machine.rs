//! The sample machine is one: its bus, its polkit and its sessions are real,
//! libostree sees it booted, and it restarts into what was staged.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use waymark_lab::{
    BootOptions, Machine, Options, Presence, Sample, Session,
    session::{Answer, Call},
};

const SOON: Duration = Duration::from_secs(60);

/// An action of polkit's own: `auth_admin` for everybody.
const ACTION: &str = "org.freedesktop.policykit.exec";

/// Asks polkit whether a process may do something: (authorized, challenge).
fn may(session: &Session, action: &str, interactive: bool) -> Result<(bool, bool)> {
    let mut probe = session.probe()?;
    let pid = probe.process().pid_inside()?;
    let subject = json!(["unix-process", {
        "pid": {"type": "u", "data": pid},
        "start-time": {"type": "t", "data": 0},
        "uid": {"type": "i", "data": session.uid()},
    }]);
    let arguments = json!([subject, action, {}, u32::from(interactive), ""]);
    let mut call = Call::new("CheckAuthorization", "(sa{sv})sa{ss}us", &arguments)
        .to("org.freedesktop.PolicyKit1")
        .at("/org/freedesktop/PolicyKit1/Authority")
        .on("org.freedesktop.PolicyKit1.Authority");
    call.interactive = interactive;
    let values = probe.call(&call)?.ok()?;
    let answer = values.first().and_then(Value::as_array).context("no answer")?;
    let flag = |at: usize| answer.get(at).and_then(Value::as_bool).context("no answer");
    Ok((flag(0)?, flag(1)?))
}

#[test]
fn a_machine_runs_restarts_and_ends() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let sample = Sample::create(&folder.path().join("lab"), &Options::default())?;
    let before = sample.deployed()?;
    let newest = sample.versions()?.last().context("there are versions")?.checksum.clone();
    let _server = sample.serve()?;

    let start = Instant::now();
    let machine = Machine::boot(&sample, &BootOptions::default())?;
    eprintln!("booted in {:?}", start.elapsed());
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(machine.running_checksum()?, before[2].checksum);
    assert!(machine.owner_of("org.freedesktop.PolicyKit1")?.is_some());
    assert!(machine.owner_of("org.example.Nobody")?.is_none());
    assert!(!machine.system(["touch", "/usr/mark"])?.status.success(), "/usr is read-only");
    machine.system(["touch", "/var/mark"])?.ok()?;

    machine.system(["ostree", "admin", "upgrade", "--stage"])?.ok()?;
    let deployments = machine.deployments()?;
    assert!(deployments[0].staged && deployments[0].checksum == newest, "{deployments:?}");

    let session = machine.session("admin", Presence::Active)?;
    let mut program = session.spawn(["sleep", "1000"])?;
    let refused = session.call(
        &Call::new("Reboot", "b", &json!([false]))
            .to("org.freedesktop.login1")
            .at("/org/freedesktop/login1")
            .on("org.freedesktop.login1.Manager"),
    )?;
    assert!(refused.error.is_some(), "only root restarts");

    let start = Instant::now();
    let machine = machine.restart(SOON)?;
    eprintln!("restarted in {:?}", start.elapsed());
    assert!(!program.is_running(), "a session ends with its machine");
    assert_eq!(machine.running_checksum()?, newest);
    assert!(machine.deployments()?.iter().any(|one| one.rollback && one.checksum == before[2].checksum));
    machine.system(["test", "-e", "/var/mark"])?.ok()?;

    let machine = machine.cut_power()?;
    assert_eq!(machine.running_checksum()?, newest);
    Ok(())
}

#[test]
fn polkit_sees_who_asks() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let sample = Sample::create(&folder.path().join("lab"), &Options::default())?;
    let machine = Machine::boot(&sample, &BootOptions::default().file("/etc/polkit-1/rules.d/05-test.rules", RULES))?;

    for (presence, expected) in [
        (Presence::Active, (true, false)),
        (Presence::Inactive, (false, true)),
        (Presence::Remote, (false, true)),
        (Presence::None, (false, false)),
    ] {
        let session = machine.session("user", presence)?;
        assert_eq!(may(&session, "org.freedesktop.policykit.exec", false)?, expected, "{presence:?}");
    }
    Ok(())
}

const RULES: &str = "";

#[test]
fn a_session_is_whole() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let sample = Sample::create(&folder.path().join("lab"), &Options::default())?;
    let machine = Machine::boot(&sample, &BootOptions::default())?;
    agents_answer(&machine)?;
    displays_show(&machine, folder.path())?;
    calls_are_quick(&machine)
}

fn agents_answer(machine: &Machine) -> Result<()> {
    let session = machine.session("keeper", Presence::Active)?;
    assert_eq!(may(&session, ACTION, false)?, (false, true));
    {
        let agent = session.agent(&Answer::Cancel)?;
        assert_eq!(may(&session, ACTION, true)?, (false, true));
        assert_eq!(agent.asked().len(), 1);
    }
    {
        let agent = session.agent(&Answer::Password("wrong".to_owned()))?;
        assert_eq!(may(&session, ACTION, true)?, (false, false));
        assert!(agent.asked().iter().all(|asked| !asked.accepted));
    }
    let agent = session.agent(&Answer::Password("keeper".to_owned()))?;
    assert_eq!(may(&session, ACTION, true)?, (true, false));
    let asked = agent.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!((asked[0].action.as_str(), asked[0].user.as_deref()), (ACTION, Some("keeper")));
    Ok(())
}

fn displays_show(machine: &Machine, folder: &Path) -> Result<()> {
    let session = machine.session("user", Presence::Active)?.with_display(800, 600)?;
    let picture = folder.join("picture.png");
    session.screenshot(&picture)?;
    assert!(std::fs::read(&picture)?.starts_with(b"\x89PNG"));
    eprintln!("{}", session.accessibility_address()?);
    Ok(())
}

fn calls_are_quick(machine: &Machine) -> Result<()> {
    let session = machine.session("nobody", Presence::None)?;
    let mut probe = session.probe()?;
    let call = Call::new("GetId", "", &json!([]))
        .to("org.freedesktop.DBus")
        .at("/org/freedesktop/DBus")
        .on("org.freedesktop.DBus");
    let start = Instant::now();
    for _ in 0..1000 {
        probe.call(&call)?.ok()?;
    }
    eprintln!("1000 calls in {:?}", start.elapsed());
    Ok(())
}
