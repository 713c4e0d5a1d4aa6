//! Who may do what: the table of docs/security.md, asked of the real polkitd.
//!
//! Every action is called with an option that does not exist. The service asks
//! polkit first and refuses the option after, so `NotSupported` means "allowed"
//! and nothing is ever done.

mod guarded;

use std::{collections::BTreeSet, fs};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use waymark_lab::{
    Options, Sample,
    machine::{BootOptions, default_deployment},
    session::{Answer, Call, Presence, Probe},
};
use waymark_tests::{PATIENCE, Stage, wait_for};

use self::guarded::{OPEN, ROOT, all_gates, guarded, words};

const RULES: &str = "usr/share/polkit-1/rules.d/60-io.github.waymarkos.Waymark1.rules";
const CONTRACT: &str = include_str!("../../data/dbus/io.github.waymarkos.Waymark1.xml");

/// What the rules file gives a user who sits at the machine, and an administrator.
const FOR_USERS: [&str; 3] = ["check", "update", "restart"];
const FOR_ADMINISTRATORS: [&str; 9] = [
    "check",
    "update",
    "restart",
    "restore",
    "discard",
    "hide",
    "set-pinned",
    "clean-up",
    "packages",
];

fn allowed(probe: &mut Probe, call: &Call) -> Result<bool> {
    let reply = probe.call(call)?;
    match reply.error_kind() {
        "NotSupported" => Ok(true),
        "NotAuthorized" => Ok(false),
        other => anyhow::bail!("{}: {other}: {reply:?}", call.member),
    }
}

/// Calls everything without interaction and compares.
fn without_a_password(stage: &Stage, user: &str, presence: Presence, gates: &[&str]) -> Result<()> {
    let session = stage.machine().session(user, presence)?;
    let mut probe = session.probe()?;
    for (gate, call) in guarded() {
        assert_eq!(
            allowed(&mut probe, &call)?,
            all_gates(gate).iter().all(|gate| gates.contains(gate)),
            "{} by {user}, {presence:?}",
            call.member
        );
    }
    Ok(())
}

fn without_rules() -> Result<Stage> {
    Stage::prepared(
        &Options::default(),
        &BootOptions::default(),
        |sample: &Sample| {
            let rules = default_deployment(&sample.sysroot())?.join(RULES);
            fs::remove_file(&rules).with_context(|| rules.display().to_string())
        },
    )
}

#[test]
fn every_method_of_the_contract_is_open_or_guarded() {
    let methods: BTreeSet<_> = CONTRACT
        .split("<method name=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let told: BTreeSet<_> = guarded()
        .iter()
        .map(|(_, call)| call.member.clone())
        .chain(OPEN.map(str::to_owned))
        .chain(ROOT.map(str::to_owned))
        .collect();
    assert_eq!(
        methods,
        told.iter().map(String::as_str).collect::<BTreeSet<_>>()
    );
}

#[test]
fn with_the_rules_local_people_need_no_password_for_the_usual() -> Result<()> {
    let stage = Stage::new()?;
    without_a_password(&stage, "user", Presence::Active, &FOR_USERS)?;
    without_a_password(&stage, "admin", Presence::Active, &FOR_ADMINISTRATORS)?;
    without_a_password(&stage, "refused", Presence::Active, &[])?;
    without_a_password(&stage, "keeper", Presence::Active, &[])?;
    for user in ["user", "admin"] {
        without_a_password(&stage, user, Presence::Inactive, &[])?;
        without_a_password(&stage, user, Presence::None, &[])?;
    }
    without_a_password(&stage, "nobody", Presence::None, &[])
}

#[test]
fn without_the_rules_everyone_needs_a_password() -> Result<()> {
    let stage = without_rules()?;
    for user in ["user", "admin"] {
        without_a_password(&stage, user, Presence::Active, &[])?;
        without_a_password(&stage, user, Presence::Inactive, &[])?;
    }
    Ok(())
}

#[test]
fn a_password_opens_and_a_closed_dialog_does_not() -> Result<()> {
    let stage = without_rules()?;
    for presence in [Presence::Active, Presence::Inactive] {
        for (answer, opens) in [
            (Answer::As("admin".into(), "admin".into()), true),
            (Answer::Cancel, false),
        ] {
            let session = stage.machine().session("user", presence)?;
            let agent = session.agent(&answer)?;
            let mut probe = session.probe()?;
            for (gate, call) in guarded() {
                assert_eq!(
                    allowed(&mut probe, &call.clone().interactive())?,
                    opens,
                    "{} ({gate}), {presence:?}, {answer:?}",
                    call.member
                );
            }
            if opens {
                let mut expected: Vec<_> = guarded()
                    .into_iter()
                    .flat_map(|(gate, _)| all_gates(gate))
                    .map(|gate| format!("io.github.waymarkos.Waymark1.{gate}"))
                    .collect();
                if presence == Presence::Active {
                    let mut kept = BTreeSet::new();
                    expected.retain(|id| !is_kept(id) || kept.insert(id.clone()));
                }
                wait_for("the agent's account", PATIENCE, || {
                    let asked: Vec<_> = agent.asked().into_iter().map(|it| it.action).collect();
                    Ok((asked == expected).then_some(()))
                })
                .with_context(|| format!("{presence:?}: {:?}", agent.asked()))?;
            }
        }
    }
    Ok(())
}

#[test]
fn a_wrong_password_opens_nothing() -> Result<()> {
    let stage = without_rules()?;
    let session = stage.session("user")?;
    let agent = session.agent(&Answer::As("admin".into(), "wrong".into()))?;
    let mut probe = session.probe()?;
    // Once is enough: PAM makes whoever errs wait.
    let (_, check) = &guarded()[0];
    assert!(!allowed(&mut probe, &check.clone().interactive())?);
    assert!(agent.asked().iter().all(|asked| !asked.accepted));
    Ok(())
}

/// Actions that an administrator's password opens for a while.
fn is_kept(id: &str) -> bool {
    let gate = id.rsplit('.').next().unwrap_or_default();
    FOR_ADMINISTRATORS.contains(&gate) || ["delete", "read-local-changes"].contains(&gate)
}

#[test]
fn a_password_is_kept_for_a_while_and_only_where_it_should_be() -> Result<()> {
    let stage = Stage::new()?;
    let session = stage.session("keeper")?;
    let agent = session.agent(&Answer::Password("keeper".into()))?;
    let mut probe = session.probe()?;
    let (_, check) = &guarded()[0];
    for _ in 0..3 {
        assert!(allowed(&mut probe, &check.clone().interactive())?);
    }
    let asked = agent.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].accepted && asked[0].action.ends_with(".check"));
    Ok(())
}

#[test]
fn nobody_is_asked_unless_the_call_allows_it() -> Result<()> {
    let stage = Stage::new()?;
    let session = stage.session("keeper")?;
    let agent = session.agent(&Answer::Password("keeper".into()))?;
    let mut probe = session.probe()?;
    for (_, call) in guarded() {
        assert!(!allowed(&mut probe, &call)?);
    }
    assert_eq!(agent.asked(), []);
    Ok(())
}

#[test]
fn a_job_is_cancelled_by_its_starter_or_with_a_password() -> Result<()> {
    let stage = Stage::new()?;
    let mut user = stage.caller("user")?;
    let mut admin = stage.caller("admin")?;
    stage.server.set_rate(Some(100_000));

    for starter_cancels in [false, true] {
        let job = user.call("Update", "sa{sv}", &json!(["", {}]))?.ok()?;
        let path = job[0].as_str().context("no job")?;
        let cancel = Call::new("Cancel", "", &json!([]))
            .at(path)
            .on("io.github.waymarkos.Waymark1.Job");
        if starter_cancels {
            user.probe.call(&cancel)?.ok()?;
        } else {
            assert_eq!(admin.probe.call(&cancel)?.error_kind(), "NotAuthorized");
            let _agent = admin.session.agent(&Answer::Password("admin".into()))?;
            admin.probe.call(&cancel.interactive())?.ok()?;
        }
        let result = user.result_of(path)?;
        assert_eq!(result["outcome"], "cancelled", "{result}");
    }
    Ok(())
}

#[test]
fn who_is_refused_changes_nothing() -> Result<()> {
    let stage = Stage::new()?;
    let mut refused = stage.caller("refused")?;
    let deployments = refused.deployments()?;
    let generation = refused.generation()?;
    let target = format!(
        "deployment:{}",
        deployments[1]["id"].as_str().context("no id")?
    );
    let before = stage.imprint()?;
    stage.server.clear();
    for (member, signature, arguments) in [
        ("Check", "a{sv}", json!([{}])),
        ("Update", "sa{sv}", json!(["", {}])),
        ("Discard", "a{sv}", json!([{}])),
        ("Restore", "sta{sv}", json!([target, generation, {}])),
        (
            "SetPinned",
            "stba{sv}",
            json!([target, generation, true, {}]),
        ),
        ("Delete", "asta{sv}", json!([[target], generation, {}])),
        ("CleanUp", "a{sv}", json!([{}])),
        ("History", "sua{sv}", json!(["", 5, {}])),
        ("ListStreams", "a{sv}", json!([{}])),
        ("Rebase", "sa{sv}", json!(["sample/other", {}])),
        (
            "SetKernelArguments",
            "a{sv}a{sv}",
            json!([{"append": words(&["quiet"])}, {}]),
        ),
        ("Restart", "a{sv}", json!([{}])),
        ("SetPolicy", "a{sv}a{sv}", json!([{"mode": "stage"}, {}])),
        ("ApplyPolicy", "a{sv}", json!([{}])),
    ] {
        assert_eq!(
            refused.fail(member, signature, &arguments)?,
            "NotAuthorized",
            "{member}"
        );
    }
    assert_eq!(stage.imprint()?, before);
    assert!(stage.server.requests().is_empty());
    Ok(())
}

#[test]
fn a_thousand_reads_by_nobody_reach_no_server_and_change_nothing() -> Result<()> {
    let stage = Stage::new()?;
    let session = stage.machine().session("nobody", Presence::None)?;
    let mut probe = session.probe()?;
    let read = |probe: &mut Probe, name: &str| -> Result<Value> {
        Ok(probe.call(&Call::property(name))?.ok()?.remove(0))
    };
    let deployments = read(&mut probe, "Deployments")?;
    let id = |index: usize| {
        format!(
            "deployment:{}",
            deployments[index]["id"].as_str().unwrap_or("")
        )
    };
    let generation = read(&mut probe, "Generation")?;
    let before = stage.imprint()?;
    stage.server.clear();
    let changes = Call::new("GetChanges", "ssuua{sv}", &json!([id(0), id(1), 0, 50, {}]));
    let details = Call::new("GetDeployment", "s", &json!([id(1)]));
    let search = Call::new("SearchBase", "su", &json!(["lib", 50]));
    for _ in 0..250 {
        read(&mut probe, "Results")?;
        for call in [&changes, &details, &search] {
            assert!(!probe.call(call)?.ok()?.is_empty());
        }
    }
    assert!(stage.server.requests().is_empty());
    assert_eq!(stage.imprint()?, before);
    assert_eq!(read(&mut probe, "Generation")?, generation);
    Ok(())
}
