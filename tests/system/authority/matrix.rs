//! Every method of the contract, called by everyone from everywhere, with and without
//! somebody who can be asked, and compared with what [`super::answers`] computes.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::json;
use waymark_lab::session::{Agent, Answer, Call, Presence, Probe, Session};
use waymark_tests::{PATIENCE, Stage, wait_for};

use super::{
    answers::{Answers, Person, Who},
    cases::{self, Case},
};
use crate::contract::{self, Callers};

/// The users of the sample system, and the one who owns nothing.
pub(super) const USERS: [&str; 6] = ["root", "admin", "user", "refused", "keeper", "nobody"];

/// Where a user calls from. polkit takes a remote session as it takes none, but for the
/// agent that it may have: that of one user shows it.
fn presences(user: &str) -> Vec<Presence> {
    let all = [
        Presence::Active,
        Presence::Inactive,
        Presence::None,
        Presence::Remote,
    ];
    all[..if user == "user" { 4 } else { 3 }].to_vec()
}

/// Calls everything as each of `users`.
///
/// # Errors
/// If something answers otherwise than the files say.
pub(super) fn holds(stage: &Stage, answers: &Answers, users: &[&'static str]) -> Result<()> {
    let mut wrong = Vec::new();
    for &user in users {
        for presence in presences(user) {
            let place = Place {
                stage,
                answers,
                user,
                presence,
            };
            wrong.extend(place.check()?);
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Where somebody calls from.
struct Place<'a> {
    stage: &'a Stage,
    answers: &'a Answers,
    user: &'static str,
    presence: Presence,
}

/// A program that calls from there.
struct Caller {
    who: Who,
    probe: Probe,
    session: Session,
}

impl Place<'_> {
    fn check(&self) -> Result<Vec<String>> {
        let cases = self.cases()?;
        let mut wrong = Vec::new();
        let mut caller = self.caller()?;
        wrong.extend(self.call(&mut caller, &cases, None)?);
        if self.presence == Presence::None {
            return Ok(wrong);
        }
        // An agent that was begun stays known to polkit for a moment after its end: the
        // next one is that of another session.
        for person in [Person::ClosesTheDialog, Person::KnowsThePassword] {
            let answer = match person {
                Person::KnowsThePassword => Answer::As("admin".into(), "admin".into()),
                Person::ClosesTheDialog | Person::Nobody => Answer::Cancel,
            };
            if person == Person::KnowsThePassword {
                caller = self.caller()?;
            }
            let agent = caller.session.agent(&answer)?;
            wrong.extend(self.call(&mut caller, &cases, Some((&agent, person)))?);
        }
        Ok(wrong)
    }

    fn caller(&self) -> Result<Caller> {
        let session = self.stage.machine().session(self.user, self.presence)?;
        Ok(Caller {
            who: Who {
                user: self.user,
                presence: self.presence,
                kept: BTreeSet::new(),
            },
            probe: session.probe()?,
            session,
        })
    }

    /// All calls, those to a job at one of root's that has ended: it cannot be cancelled
    /// any more, so that whoever may do that does nothing.
    fn cases(&self) -> Result<Vec<Case>> {
        let mut root = self.stage.caller("root")?;
        let job = root.call("CleanUp", "a{sv}", &json!([{}]))?.ok()?;
        let job = job[0].as_str().context("no job")?.to_owned();
        root.result_of(&job)?;
        let methods = cases::all()?.into_iter();
        let properties = contract::properties()?.into_iter();
        let properties = properties.map(|(interface, name)| Case {
            call: Call::new("Get", "ss", &json!([interface, name]))
                .on("org.freedesktop.DBus.Properties"),
            callers: Callers::Anyone,
        });
        let placed = |case: Case| {
            let of_a_job = |text: &str| text.ends_with(".Job");
            let first = case.call.arguments.first().and_then(|it| it.as_str());
            let to_job = of_a_job(&case.call.interface) || first.is_some_and(of_a_job);
            if to_job {
                let call = case.call.at(&job);
                return Case { call, ..case };
            }
            case
        };
        Ok(methods.chain(properties).map(placed).collect())
    }

    /// Makes all calls, first so that nobody may be asked, then so that somebody may. Who
    /// knows the password is met only where it can be asked for: it takes long, and that nobody
    /// is asked elsewhere was seen with the one who closes the dialog.
    fn call(
        &self,
        caller: &mut Caller,
        cases: &[Case],
        agent: Option<(&Agent, Person)>,
    ) -> Result<Vec<String>> {
        let person = agent.map_or(Person::Nobody, |(_, person)| person);
        let mut wrong = Vec::new();
        let mut expected = Vec::new();
        let knows = person == Person::KnowsThePassword;
        for interactive in [false, true].into_iter().skip(usize::from(knows)) {
            let met = |case: &&Case| !knows || matches!(case.callers, Callers::Gates(_));
            for case in cases.iter().filter(met) {
                let call = case.call.clone();
                let call = if interactive {
                    call.interactive()
                } else {
                    call
                };
                let (opens, asked) = match &case.callers {
                    Callers::Anyone => (true, Vec::new()),
                    Callers::Root => (self.user == "root", Vec::new()),
                    Callers::Gates(_) => {
                        let who = &mut caller.who;
                        self.answers.to(who, case.gates(), interactive, person)?
                    }
                };
                expected.extend(asked);
                if allowed(&mut caller.probe, &call, &case.callers)? != opens {
                    wrong.push(format!(
                        "{} ({:?}) by {}, {:?}, interactive {interactive}, {person:?}: must be {}",
                        call.member,
                        case.callers,
                        self.user,
                        self.presence,
                        if opens { "allowed" } else { "refused" },
                    ));
                }
            }
        }
        if let Some((agent, _)) = agent {
            let questions = || agent.asked().into_iter().map(|it| it.action);
            // What was asked last is told a moment later.
            wait_for("what the agent was asked", PATIENCE, || {
                Ok((questions().count() >= expected.len()).then_some(()))
            })
            .with_context(|| format!("{} {:?} {person:?}", self.user, self.presence))?;
            let asked: Vec<_> = questions().collect();
            let same = asked
                .iter()
                .zip(&expected)
                .take_while(|(one, other)| one == other);
            let same = same.count();
            if (same, same) != (asked.len(), expected.len()) {
                wrong.push(format!(
                    "{}, {:?}, {person:?}: after {same} questions asked for {:?}, not for {:?}",
                    self.user,
                    self.presence,
                    asked.get(same),
                    expected.get(same)
                ));
            }
        }
        Ok(wrong)
    }
}

/// Whether a call was let through.
fn allowed(probe: &mut Probe, call: &Call, callers: &Callers) -> Result<bool> {
    let reply = probe.call(call)?;
    let open = *callers == Callers::Anyone || call.member == "GetLog";
    match reply.error_kind() {
        "NotAuthorized" => Ok(false),
        // What refuses the option, or the job that has ended.
        "NotSupported" | "Conflict" => Ok(true),
        "" | "NotFound" if open => Ok(true),
        other => bail!(
            "{} does not get as far as to be allowed or not ({other:?}); \
             say in cases.rs what it takes: {reply:?}",
            call.member
        ),
    }
}
