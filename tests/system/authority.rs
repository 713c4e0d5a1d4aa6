//! Who may do what: the table of docs/security.md, asked of the real polkitd.
//!
//! What the contract says of each method, what polkit's policy and rules say of each
//! action, and what the service answers to everybody must be the same ([`matrix`]).
//! Every call carries an option that does not exist. The service asks polkit first and
//! refuses the option after, so `NotSupported` means "allowed" and nothing is ever done.

mod answers;
mod cases;
mod matrix;

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use waymark_lab::{
    Options, Sample,
    machine::{BootOptions, default_deployment},
    session::{Answer, Call, Presence, Probe},
};
use waymark_tests::Stage;

use self::answers::Answers;
use crate::contract::{self, Callers};

const RULES: &str = "usr/share/polkit-1/rules.d/60-io.github.waymarkos.Waymark1.rules";

/// A call that everyone at the machine may make by the rules.
fn check() -> Call {
    Call::new("Check", "a{sv}", &json!([{"no-such-option": true}]))
}

fn allowed(probe: &mut Probe, call: &Call) -> Result<bool> {
    let reply = probe.call(call)?;
    match reply.error_kind() {
        "NotSupported" => Ok(true),
        "NotAuthorized" => Ok(false),
        other => anyhow::bail!("{}: {other}: {reply:?}", call.member),
    }
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
fn of_every_method_the_contract_says_who_may_call_it() -> Result<()> {
    let answers = Answers::read(true)?;
    for method in contract::methods()? {
        cases::can_be_asked(&method)?;
        if let Callers::Gates(gates) = &method.callers {
            for gate in gates {
                assert!(
                    answers.know(gate),
                    "{}: polkit knows no “{gate}”",
                    method.name
                );
            }
        }
    }
    assert!(cases::all()?.len() > contract::methods()?.len());
    Ok(())
}

#[test]
fn everyone_is_answered_as_contract_policy_and_rules_say() -> Result<()> {
    matrix::holds(&Stage::new()?, &Answers::read(true)?, &matrix::USERS)
}

#[test]
fn everyone_is_answered_as_contract_and_policy_say_without_rules() -> Result<()> {
    let users = matrix::USERS.into_iter();
    // The others are answered by the lab's rules, which stay.
    let users: Vec<_> = users
        .filter(|user| !["refused", "keeper"].contains(user))
        .collect();
    matrix::holds(&without_rules()?, &Answers::read(false)?, &users)
}

#[test]
fn a_wrong_password_opens_nothing() -> Result<()> {
    let stage = without_rules()?;
    let session = stage.session("user")?;
    let agent = session.agent(&Answer::As("admin".into(), "wrong".into()))?;
    let mut probe = session.probe()?;
    // Once is enough: PAM makes whoever errs wait.
    assert!(!allowed(&mut probe, &check().interactive())?);
    assert!(agent.asked().iter().all(|asked| !asked.accepted));
    Ok(())
}

#[test]
fn a_password_is_kept_for_a_while_and_only_where_it_should_be() -> Result<()> {
    let stage = Stage::new()?;
    let session = stage.session("keeper")?;
    let agent = session.agent(&Answer::Password("keeper".into()))?;
    let mut probe = session.probe()?;
    for _ in 0..3 {
        assert!(allowed(&mut probe, &check().interactive())?);
    }
    let asked = agent.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].accepted && asked[0].action.ends_with(".check"));
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
    let before = stage.imprint()?;
    stage.server.clear();
    for method in contract::methods()? {
        if method.callers == Callers::Anyone || method.is_of_a_job() {
            continue;
        }
        let reply = refused.probe.call(&cases::call(&method, &json!({}))?)?;
        assert_eq!(reply.error_kind(), "NotAuthorized", "{}", method.name);
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
