//! Many at once: other tools that change the system in the middle, several windows and a
//! command line, hundreds of clients, clients that behave badly.

use std::{thread, time::Duration};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use waymark_lab::{
    machine::{Deployed, Process},
    session::{Call, Session},
    window::{Query, Role, SOON},
};
use waymark_tests::{Caller, IDLE, PATIENCE, Stage, faults::Stopped, stays, wait_for};

const NAME: &str = "io.github.waymarkos.Waymark1";
/// Much more than what describes an update, and much less than all of one.
const WELL_INTO_CONTENT: u64 = 1_500_000;

fn admin(stage: &Stage, arguments: &[&str]) -> Result<()> {
    let command = ["ostree", "admin"].iter().chain(arguments);
    stage.machine().system(command)?.ok()?;
    Ok(())
}

/// Begins an update over a slow line; gives its job once the download is well under way.
fn slow_update(stage: &Stage, caller: &mut Caller) -> Result<String> {
    stage.server.clear();
    stage.server.set_rate(Some(600_000));
    let job = caller.call("Update", "sa{sv}", &json!(["", {}]))?.ok()?;
    let job = job[0].as_str().context("no job")?.to_owned();
    let sent = |all: &[waymark_lab::server::Request]| all.iter().map(|it| it.bytes).sum::<u64>();
    ensure!(
        stage
            .server
            .wait_until(PATIENCE, |all| sent(all) > WELL_INTO_CONTENT),
        "the download did not get going"
    );
    Ok(job)
}

/// The reference and the generation of the deployment at a place of the boot list.
fn seen(caller: &mut Caller, place: usize) -> Result<(String, Value)> {
    let generation = caller.generation()?;
    let all = caller.deployments()?;
    let id = all.get(place).and_then(|each| each["id"].as_str());
    let id = id.context("there is no such deployment")?;
    Ok((format!("deployment:{id}"), generation))
}

#[test]
fn what_ostree_changes_during_the_download_is_kept_and_shown() -> Result<()> {
    let stage = Stage::new()?;
    let newest = stage.sample.versions()?.pop().context("no version")?;
    let mut root = stage.caller("root")?;
    let before = stage.machine().deployments()?;
    let job = slow_update(&stage, &mut root)?;

    // Nobody is kept from the system by a download.
    admin(&stage, &["pin", "1"])?;
    admin(&stage, &["undeploy", "2"])?;
    wait_for("the pin and the removal in the properties", SOON, || {
        let all = root.deployments()?;
        Ok((all.len() == 2 && all[1]["pinned"] == true).then_some(()))
    })?;
    stage.server.set_rate(None);
    let result = root.result_of(&job)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    let after = stage.machine().deployments()?;
    let ids: Vec<_> = after[1..].iter().map(Deployed::id).collect();
    assert!(after[0].staged && after[0].checksum == newest.checksum);
    assert_eq!(ids, [before[0].id(), before[1].id()]);
    assert!(after[2].pinned);
    Ok(())
}

#[test]
fn what_ostree_changed_after_the_review_is_never_mistaken() -> Result<()> {
    let stage = Stage::new()?;
    let mut root = stage.caller("root")?;
    let restore = |root: &mut Caller, (target, generation): &(String, Value)| {
        root.fail("Restore", "sta{sv}", &json!([target, generation, {}]))
    };

    // Another pin does not change which deployment was meant.
    let oldest = seen(&mut root, 2)?;
    admin(&stage, &["pin", "1"])?;
    let arguments = json!([oldest.0, oldest.1, {}]);
    root.succeed("Restore", "sta{sv}", &arguments)?;
    let next = stage.machine().deployments()?.remove(0);
    assert_eq!(format!("deployment:{}", next.id()), oldest.0);

    // One that is gone is not found, and one that came in its place is another.
    let keep = ["ostree", "refs", "--create=kept", &next.checksum];
    stage.machine().system(keep)?.ok()?;
    admin(&stage, &["undeploy", "0"])?;
    let before = stage.imprint()?;
    assert_eq!(restore(&mut root, &oldest)?, "NotFound");
    assert_eq!(stage.imprint()?, before);
    admin(
        &stage,
        &["deploy", "--retain", "--not-as-default", &next.checksum],
    )?;
    wait_for("the deployment that has the same id", SOON, || {
        let all = stage.machine().deployments()?;
        Ok(all.iter().any(|each| each.id() == next.id()).then_some(()))
    })?;
    let before = stage.imprint()?;
    assert_eq!(restore(&mut root, &oldest)?, "Conflict");
    assert_eq!(stage.imprint()?, before);

    // Kernel arguments that were not those that somebody saw.
    let all = root.deployments()?;
    let first = all[0]["id"].as_str().context("no id")?;
    let first = root.call(
        "GetDeployment",
        "s",
        &json!([format!("deployment:{first}")]),
    )?;
    let line = first.ok()?[0]["kernel-arguments"].clone();
    admin(
        &stage,
        &["kargs", "edit-in-place", "--append-if-missing=from.outside"],
    )?;
    let changes = json!({
        "append": {"type": "as", "data": ["from.inside"]},
        "seen": {"type": "as", "data": line},
    });
    let before = stage.imprint()?;
    let kind = root.fail("SetKernelArguments", "a{sv}a{sv}", &json!([changes, {}]))?;
    assert_eq!(kind, "Conflict");
    assert_eq!(stage.imprint()?, before);
    Ok(())
}

#[test]
fn each_waits_for_the_others_lock() -> Result<()> {
    let stage = Stage::new()?;
    let mut root = stage.caller("root")?;
    let (target, generation) = seen(&mut root, 1)?;
    let before = stage.imprint()?;

    let hold = [
        "flock",
        "--fcntl",
        "/sysroot/ostree/lock",
        "sh",
        "-c",
        "echo held; read line",
    ];
    let holder = stage.machine().spawn_system(hold)?;
    holder.take_line(SOON)?;
    let pin = json!([target, generation, true, {}]);
    for (member, signature, arguments) in [
        ("SetPinned", "stba{sv}", &pin),
        ("Restore", "sta{sv}", &json!([target, generation, {}])),
        ("Update", "sa{sv}", &json!(["", {}])),
        ("CleanUp", "a{sv}", &json!([{}])),
    ] {
        let reply = root
            .probe
            .call(&Call::new(member, signature, arguments).waiting())?;
        let result = reply.finished.context("its end was not announced")?;
        assert_eq!(result["error"], "Busy", "{member}: {result}");
        assert_eq!(result["fields"]["holder"], "ostree", "{result}");
    }
    assert_eq!(stage.imprint()?, before);
    drop(holder);
    root.succeed("SetPinned", "stba{sv}", &pin)?;

    // The other way round: the service stands still while it holds the lock.
    let machine = stage.machine();
    let service = machine.owner_of(NAME)?.context("it does not run")?;
    let lock = stage.sample.sysroot().join("ostree/lock");
    let job = slow_update(&stage, &mut root)?;
    let stopped = Stopped::under_lock(machine.outside(service)?, &lock)?;
    stage.server.set_rate(None);
    stopped.wait(PATIENCE)?;
    let mut waiting = machine.spawn_system(["ostree", "admin", "pin", "-u", "1"])?;
    stays("the wait of ostree", Duration::from_secs(2), || {
        Ok(waiting.is_running())
    })?;
    machine
        .system(["kill", "-CONT", &service.to_string()])?
        .ok()?;
    let result = root.result_of(&job)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    // It has read the boot list before it waited; either way nothing is lost.
    let _ = waiting.wait(PATIENCE)?;
    let all = stage.machine().deployments()?;
    assert!(all[0].staged && all.len() == 4, "{all:?}");
    Ok(())
}

#[test]
fn two_windows_and_a_command_line_tell_the_same() -> Result<()> {
    let stage = Stage::new()?;
    let (_admin, first) = stage.window("admin")?;
    let (_user, second) = stage.window("user")?;
    let session = stage.session("root")?;
    let update = stage.check_in(&first)?;
    second.wait(&Query::button("Update").sensitive(), SOON)?;
    stage.server.set_rate(Some(300_000));
    first.click(&update)?;
    let bar = Query::role(Role::ProgressBar);
    first.wait(&bar, SOON)?;
    second.wait(&bar, SOON)?;
    second.wait_words("Started by admin", SOON)?;

    let jobs = stage.caller("user")?.property("Jobs")?;
    let refused = session.spawn(["waymarkctl", "--json", "cleanup"])?;
    let refused = refused.wait(PATIENCE)?;
    let said: Value = serde_json::from_str(&refused.stdout)?;
    assert_eq!(said["error"]["kind"], "Busy", "{said}");
    assert_eq!(said["error"]["fields"]["job"], jobs[0], "{said}");

    stage.server.set_rate(None);
    for window in [&first, &second] {
        window.wait(&Query::button("Restart…").sensitive(), PATIENCE)?;
        window.wait_gone(&bar, SOON)?;
    }
    let status = session.spawn(["waymarkctl", "--json", "status"])?;
    let status: Value = serde_json::from_str(&status.wait(PATIENCE)?.stdout)?;
    assert_eq!(status["deployments"][0]["staged"], true, "{status}");
    Ok(())
}

/// What a process holds: its memory in kB and its descriptors.
pub(crate) fn holds(stage: &Stage, pid: u32) -> Result<(u64, u64)> {
    let script = "awk '/^VmRSS/ { print $2 }' /proc/$0/status; ls /proc/$0/fd | wc -l";
    let told = stage
        .machine()
        .system(["sh", "-c", script, &pid.to_string()])?
        .ok()?;
    let mut numbers = told.split_whitespace().map(str::parse);
    let mut next = || numbers.next().context("nothing was told");
    Ok((next()??, next()??))
}

/// A crowd of a user's; how many watches it got and what was said to the others.
fn crowd(session: &Session, clients: usize, watches: usize) -> Result<(Process, Value)> {
    let crowd = session.spawn_helper(&["crowd", &clients.to_string(), &watches.to_string()])?;
    let told = serde_json::from_str(&crowd.take_line(PATIENCE)?)?;
    Ok((crowd, told))
}

#[test]
fn two_hundred_clients_hear_of_an_update_and_leave_nothing_behind() -> Result<()> {
    let stage = Stage::short_lived()?;
    let mut root = stage.caller("root")?;
    root.call("Watch", "", &json!([]))?.ok()?;
    root.deployments()?;
    let pid = stage.machine().owner_of(NAME)?.context("it does not run")?;
    let alone = holds(&stage, pid)?;

    let (one, other) = (stage.session("admin")?, stage.session("user")?);
    let crowds = thread::scope(|scope| {
        let joining = [&one, &other].map(|session| scope.spawn(|| crowd(session, 100, 1)));
        joining.map(|one| one.join().expect("it does not panic"))
    });
    let crowds = crowds.into_iter().collect::<Result<Vec<_>>>()?;
    for (_, told) in &crowds {
        assert_eq!(
            (&told["opened"], &told["refused"]),
            (&json!(100), &json!(0)),
            "{told}"
        );
    }
    root.update()?;
    for (crowd, _) in &crowds {
        assert_eq!(crowd.take_line(PATIENCE)?, "heard");
    }
    let together = holds(&stage, pid)?;
    ensure!(
        together.0 < alone.0 + 40_000,
        "{alone:?} kB, then {together:?}"
    );

    drop(crowds);
    wait_for("the closing of what they held", PATIENCE, || {
        let (_, left) = holds(&stage, pid)?;
        Ok((left <= alone.1 + 4).then_some(()))
    })?;
    drop(root);
    wait_for("the end of the service", IDLE * 5, || {
        Ok(stage.machine().owner_of(NAME)?.is_none().then_some(()))
    })
}

#[test]
fn who_opens_ten_thousand_watches_is_refused_and_others_are_served() -> Result<()> {
    let stage = Stage::new()?;
    let greedy = stage.session("user")?;
    let (crowd, told) = crowd(&greedy, 1, 10_000)?;
    assert_eq!(
        (&told["opened"], &told["refused"]),
        (&json!(16), &json!(9984)),
        "{told}"
    );
    let said = told["said"].as_str().context("nothing was said")?;
    ensure!(said.contains("close one before"), "{said}");
    // Nor do many connections get him more than his share.
    let (second, told) = self::crowd(&greedy, 20, 16)?;
    assert_eq!(told["opened"], 128 - 16, "{told}");

    let mut admin = stage.caller("admin")?;
    admin.call("Watch", "", &json!([]))?.ok()?;
    admin.update()?;
    drop((crowd, second));
    wait_for("the greedy user's share", PATIENCE, || {
        Ok(greedy
            .call(&Call::new("Watch", "", &json!([])))?
            .ok()
            .is_ok()
            .then_some(()))
    })
}

#[test]
fn who_never_reads_holds_nobody_up() -> Result<()> {
    let stage = Stage::new()?;
    let mut root = stage.caller("root")?;
    root.call("Watch", "", &json!([]))?.ok()?;
    let pid = stage.machine().owner_of(NAME)?.context("it does not run")?;
    let alone = holds(&stage, pid)?;
    let session = stage.session("user")?;
    let deaf = session.spawn_helper(&["deaf", "3000"])?;
    deaf.take_line(PATIENCE)?;

    // All that is asked meanwhile is answered, and all that happens is told.
    let (listening, told) = crowd(&session, 1, 1)?;
    assert_eq!(told["opened"], 1, "{told}");
    root.update()?;
    assert_eq!(listening.take_line(PATIENCE)?, "heard");
    for pinned in [true, false, true, false] {
        let (target, generation) = seen(&mut root, 2)?;
        root.succeed(
            "SetPinned",
            "stba{sv}",
            &json!([target, generation, pinned, {}]),
        )?;
    }
    assert_eq!(
        stage.machine().owner_of(NAME)?,
        Some(pid),
        "it was restarted"
    );
    let together = holds(&stage, pid)?;
    ensure!(
        together.0 < alone.0 + 80_000,
        "{alone:?} kB, then {together:?}"
    );
    Ok(())
}

#[test]
fn a_window_is_there_again_when_its_service_is() -> Result<()> {
    let stage = Stage::new()?;
    let (_session, window) = stage.window("admin")?;
    window.click(&Query::role(Role::PageTab).named("Versions"))?;
    let pinned = Query::label("Pinned").within(Query::role(Role::ListItem));
    let end = |signal: &str| -> Result<u32> {
        let pid = stage.machine().owner_of(NAME)?.context("it does not run")?;
        stage
            .machine()
            .system(["kill", signal, &pid.to_string()])?
            .ok()?;
        Ok(pid)
    };
    // Killed, and told to leave; both times something changes while it is away.
    for signal in ["-KILL", "-TERM"] {
        let pid = end(signal)?;
        admin(&stage, &["pin", "1"])?;
        window.wait(&pinned, SOON)?;
        let next = stage.machine().owner_of(NAME)?;
        ensure!(next.is_some_and(|next| next != pid), "{signal}: {next:?}");
        admin(&stage, &["pin", "-u", "1"])?;
        window.wait_gone(&pinned, SOON)?;
    }

    // And told to leave while it works.
    window.click(&Query::role(Role::PageTab).named("Updates"))?;
    let update = stage.check_in(&window)?;
    stage.server.set_rate(Some(300_000));
    window.click(&update)?;
    let bar = Query::role(Role::ProgressBar);
    window.wait(&bar, SOON)?;
    end("-TERM")?;
    window.wait_words("The service ended before the work was done", SOON)?;
    window.wait_gone(&bar, SOON)?;
    ensure!(
        stage
            .machine()
            .deployments()?
            .iter()
            .all(|each| !each.staged)
    );
    stage.server.set_rate(None);
    Ok(())
}
