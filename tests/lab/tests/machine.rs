//! The sample machine is one: its bus, its polkit and its sessions are real,
//! libostree sees it booted, and it restarts into what was staged.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, PidfdFlags, pidfd_open},
};
use serde_json::{Value, json};
use waymark_lab::{
    BootOptions, Machine, Options, Presence, Sample, Session,
    machine::Output,
    sample::temporary_folder,
    session::{Answer, Call, Probe},
};

const SOON: Duration = Duration::from_secs(60);

/// Everybody needs an administrator's password for this one of polkit's own.
const ADMIN: &str = "org.freedesktop.policykit.exec";
/// Who is at the machine may do this, active or not.
const LOCAL: &str = "org.freedesktop.login1.inhibit-block-shutdown";
/// Who is active may do this.
const ACTIVE: &str = "org.freedesktop.login1.reboot";

const YES: (bool, bool) = (true, false);
const NO: (bool, bool) = (false, false);
/// Not yet: polkit would ask for a password.
const ASK: (bool, bool) = (false, true);

#[test]
fn a_machine_is_one() -> Result<()> {
    let folder = temporary_folder()?;
    let sample = Sample::create(&folder.path().join("lab"), &Options::default())?;
    let _server = sample.serve()?;
    let options = BootOptions::default()
        .telling()
        .file("/etc/waymark-lab-test", "1");

    a_killed_lab_leaves_nothing(&sample)?;
    let start = Instant::now();
    let machine = Machine::boot(&sample, &options)?;
    eprintln!("booted in {:?}", start.elapsed());
    machine
        .system(["grep", "-qx", "1", "/etc/waymark-lab-test"])?
        .ok()?;
    assert!(machine.owner_of("org.freedesktop.PolicyKit1")?.is_some());
    assert!(machine.owner_of("org.example.Nobody")?.is_none());

    polkit_sees_who_asks(&machine)?;
    agents_answer(&machine)?;
    displays_show(&machine, folder.path())?;
    calls_are_quick(&machine)?;
    inhibitors_hold(&machine)?;
    what_was_staged_runs_next(&sample, machine)
}

fn a_killed_lab_leaves_nothing(sample: &Sample) -> Result<()> {
    let mut lab = Command::new(env!("CARGO_BIN_EXE_waymark-lab-machine"))
        .arg("hold")
        .arg(sample.dir())
        .stderr(Stdio::piped())
        .spawn()?;
    let said = BufReader::new(lab.stderr.take().context("a pipe was asked for")?);
    let pid = said
        .lines()
        .map_while(Result::ok)
        .inspect(|line| eprintln!("the other lab: {line}"))
        .find_map(|line| {
            line.split_once("sleeping as ")?
                .1
                .trim_end_matches('.')
                .parse()
                .ok()
        })
        .and_then(Pid::from_raw)
        .context("the lab did not start")?;
    let sleeper = pidfd_open(pid, PidfdFlags::empty())?;
    lab.kill()?;
    lab.wait()?;
    let patience = Timespec::try_from(SOON)?;
    let ended = poll(&mut [PollFd::new(&sleeper, PollFlags::IN)], Some(&patience))?;
    assert_eq!(ended, 1, "a machine outlives its lab");
    Ok(())
}

fn polkit_sees_who_asks(machine: &Machine) -> Result<()> {
    for (presence, local, active) in [
        (Presence::Active, YES, YES),
        (Presence::Inactive, YES, ASK),
        (Presence::Remote, ASK, ASK),
        (Presence::None, ASK, ASK),
    ] {
        let session = machine.session("user", presence)?;
        assert_eq!(may(&session, LOCAL)?, local, "{presence:?}");
        assert_eq!(may(&session, ACTIVE)?, active, "{presence:?}");
    }
    let mut session = machine.session("user", Presence::Active)?;
    assert_eq!(may(&session, ACTIVE)?, YES);
    session.set_presence(Presence::Inactive)?;
    assert_eq!(may(&session, ACTIVE)?, ASK);
    Ok(())
}

fn agents_answer(machine: &Machine) -> Result<()> {
    let session = machine.session("keeper", Presence::Active)?;
    assert_eq!(may(&session, ADMIN)?, ASK);
    {
        let agent = session.agent(&Answer::Cancel)?;
        assert_eq!(may_if_asked(&mut session.probe()?, &session, ADMIN)?, NO);
        assert_eq!(agent.asked().len(), 1);
    }
    {
        let agent = session.agent(&Answer::Password("wrong".to_owned()))?;
        assert_eq!(may_if_asked(&mut session.probe()?, &session, ADMIN)?, NO);
        assert!(agent.asked().iter().all(|asked| !asked.accepted));
    }
    {
        let agent = session.agent(&Answer::Password("keeper".to_owned()))?;
        assert_eq!(may_if_asked(&mut session.probe()?, &session, ADMIN)?, YES);
        let asked = agent.asked();
        assert_eq!(asked.len(), 1, "{asked:?}");
        assert_eq!(
            (asked[0].action.as_str(), asked[0].user.as_deref()),
            (ADMIN, Some("keeper"))
        );
    }
    {
        let agent = session.agent(&Answer::As("admin".to_owned(), "admin".to_owned()))?;
        assert_eq!(may_if_asked(&mut session.probe()?, &session, ADMIN)?, YES);
        assert_eq!(agent.asked()[0].user.as_deref(), Some("admin"));
    }
    let mut probe = session.probe()?;
    let mut agent = session.terminal_agent(probe.process())?;
    let answer = thread::scope(|scope| {
        let asking = scope.spawn(|| may_if_asked(&mut probe, &session, ADMIN));
        let shown = agent.answer("keeper", "keeper", SOON)?;
        assert!(
            shown.contains("AUTHENTICATING FOR org.freedesktop.policykit.exec"),
            "{shown}"
        );
        asking
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    assert_eq!(answer, YES);
    Ok(())
}

fn displays_show(machine: &Machine, folder: &Path) -> Result<()> {
    let session = machine
        .session("user", Presence::Active)?
        .with_display(800, 600)?;
    let picture = folder.join("picture.png");
    session.screenshot(&picture)?;
    assert!(std::fs::read(&picture)?.starts_with(b"\x89PNG"));
    let address = session.accessibility_address()?;
    let socket = address
        .strip_prefix("unix:path=")
        .and_then(|rest| rest.split(',').next());
    assert!(
        Path::new(socket.context("no socket")?).exists(),
        "{address} is not there from outside"
    );
    Ok(())
}

fn calls_are_quick(machine: &Machine) -> Result<()> {
    let session = machine.session("nobody", Presence::None)?;
    let mut probe = session.probe()?;
    let bus = "org.freedesktop.DBus";
    let call = Call::new("GetId", "", &json!([]))
        .to(bus)
        .at("/org/freedesktop/DBus")
        .on(bus);
    let start = Instant::now();
    for _ in 0..1000 {
        probe.call(&call)?.ok()?;
    }
    eprintln!("1000 calls in {:?}", start.elapsed());
    assert!(start.elapsed() < SOON);
    Ok(())
}

fn inhibitors_hold(machine: &Machine) -> Result<()> {
    let session = machine.session("admin", Presence::Active)?;
    let refused = session.call(&logind("Reboot", "b", &json!([false])))?;
    assert_eq!(refused.error_kind(), "NotRoot");

    let mut probe = session.probe()?;
    probe
        .call(&logind(
            "Inhibit",
            "ssss",
            &json!(["shutdown", "A test", "It must finish", "block"]),
        ))?
        .ok()?;
    let listed = probe
        .call(&logind("ListInhibitors", "", &json!([])))?
        .ok()?;
    assert_eq!(listed[0][0][1], "A test", "{listed:?}");
    let manager = [
        "org.freedesktop.login1",
        "/org/freedesktop/login1",
        "org.freedesktop.login1.Manager",
    ];
    let refused = machine.system(
        ["busctl", "call"]
            .iter()
            .chain(&manager)
            .chain(&["Reboot", "b", "false"]),
    )?;
    assert!(refused.stderr.contains("inhibitor"), "{refused:?}");
    Ok(())
}

fn what_was_staged_runs_next(sample: &Sample, machine: Machine) -> Result<()> {
    let before = sample
        .deployed()?
        .last()
        .context("something runs")?
        .checksum
        .clone();
    let newest = sample
        .versions()?
        .last()
        .context("there are versions")?
        .checksum
        .clone();
    assert_eq!(machine.running_checksum()?, before);
    assert!(
        !machine.system(["touch", "/usr/mark"])?.status.success(),
        "/usr is read-only"
    );
    machine.system(["touch", "/var/mark"])?.ok()?;
    machine
        .system(["ostree", "admin", "upgrade", "--stage"])?
        .ok()?;
    let deployments = machine.deployments()?;
    assert!(
        deployments[0].staged && deployments[0].checksum == newest,
        "{deployments:?}"
    );

    let machine = machine.cut_power()?;
    assert_eq!(
        machine.running_checksum()?,
        before,
        "nothing finalizes what is staged when the power is cut"
    );
    machine
        .system(["ostree", "admin", "upgrade", "--stage"])?
        .ok()?;

    let session = machine.session("admin", Presence::Active)?;
    let mut program = session.spawn(["sleep", "1000"])?;
    let start = Instant::now();
    let machine = machine.restart(SOON)?;
    eprintln!("restarted in {:?}", start.elapsed());
    assert!(!program.is_running(), "a session ends with its machine");
    assert!(
        session.run(["true"]).and_then(Output::ok).is_err(),
        "and stays ended"
    );
    assert_eq!(machine.running_checksum()?, newest);
    assert!(
        machine
            .deployments()?
            .iter()
            .any(|one| one.rollback && one.checksum == before)
    );
    machine.system(["test", "-e", "/var/mark"])?.ok()?;
    Ok(())
}

/// What polkit says of a process of the session: (authorized, challenge).
fn may(session: &Session, action: &str) -> Result<(bool, bool)> {
    check(&mut session.probe()?, session, action, false)
}

/// The same, with the user being asked.
fn may_if_asked(probe: &mut Probe, session: &Session, action: &str) -> Result<(bool, bool)> {
    check(probe, session, action, true)
}

fn check(
    probe: &mut Probe,
    session: &Session,
    action: &str,
    interactive: bool,
) -> Result<(bool, bool)> {
    let subject = json!(["unix-process", {
        "pid": {"type": "u", "data": probe.process().pid_inside()?},
        "start-time": {"type": "t", "data": 0},
        "uid": {"type": "i", "data": session.uid()},
    }]);
    let arguments = json!([subject, action, {}, u32::from(interactive), ""]);
    let call = Call::new("CheckAuthorization", "(sa{sv})sa{ss}us", &arguments)
        .to("org.freedesktop.PolicyKit1")
        .at("/org/freedesktop/PolicyKit1/Authority")
        .on("org.freedesktop.PolicyKit1.Authority");
    let values = probe.call(&call)?.ok()?;
    let flag = |at: usize| values.get(at).and_then(Value::as_bool).context("no answer");
    Ok((flag(0)?, flag(1)?))
}

fn logind(member: &str, signature: &str, arguments: &Value) -> Call {
    Call::new(member, signature, arguments)
        .to("org.freedesktop.login1")
        .at("/org/freedesktop/login1")
        .on("org.freedesktop.login1.Manager")
}
