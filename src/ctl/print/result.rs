//! How an action ended well.

use waymark_client::Snapshot;
use waymark_model::{Action, Deployment, JobResult, Outcome, Ref};

use super::{
    dates::Dates,
    deployment_name, policy, review,
    units::{bytes, count},
    update::{available, dropped},
};

/// What was done, or that it was so already. `before` is the state that the user
/// saw, `after` the one that came of it.
pub(crate) fn text(
    action: &Action,
    result: &JobResult,
    before: &Snapshot,
    after: &Snapshot,
    dates: Dates,
) -> String {
    let unchanged = result.outcome == Outcome::Unchanged;
    let mut text = match action {
        Action::Check { target: None } => check(after, dates),
        Action::Check { target: Some(_) } => {
            "What comparing needs is here: waymarkctl compare running VERSION".to_owned()
        }
        Action::Update { .. } if unchanged => "There is nothing to do.".to_owned(),
        Action::Update {
            download_only: true,
            ..
        } => "It is downloaded; waymarkctl update takes it.".to_owned(),
        Action::Update { .. } => starts_next(result, after),
        Action::Discard if unchanged => "Nothing waits for the next start.".to_owned(),
        Action::Discard => format!("{} was discarded.", prepared(before)),
        Action::Restore { target, .. } if unchanged => {
            format!("{} is the next to start already.", called(target, before))
        }
        Action::Restore { .. } => starts_next(result, after),
        Action::SetPinned { target, pinned, .. } => {
            let state = if *pinned { "pinned" } else { "not pinned" };
            let already = if unchanged { " already" } else { "" };
            format!("{} is {state}{already}.", called(target, before))
        }
        Action::Delete { .. } | Action::CleanUp { .. } => removed(result, before),
        Action::History { .. } => String::new(),
        Action::Search { .. } | Action::ListStreams => String::new(),
        Action::Rebase { .. } | Action::ChangePackages { .. } if result.dry_run => {
            review::text(result).trim_end().to_owned()
        }
        Action::Rebase { .. } | Action::ChangePackages { .. } if unchanged => {
            "There is nothing to do.".to_owned()
        }
        Action::SetKernelArguments { .. } if unchanged => "There is nothing to do.".to_owned(),
        Action::Rebase { .. } => starts_next(result, after) + &way_back(before),
        Action::ChangePackages { .. } | Action::SetKernelArguments { .. } => {
            review::hold(result) + &starts_next(result, after)
        }
        Action::SetPolicy { .. } if unchanged => "The policy was so already.".to_owned(),
        Action::SetPolicy { .. } => return policy::text(&after.policy, dates),
        Action::Restart { power_off: false } => "The machine restarts.".to_owned(),
        Action::Restart { power_off: true } => "The machine turns off.".to_owned(),
    };
    text.push('\n');
    text
}

fn check(after: &Snapshot, dates: Dates) -> String {
    match (&after.update, after.staged()) {
        (Some(update), _) => {
            let room = dropped(update, after);
            let room = room.map_or(String::new(), |names| {
                format!("\nTaking it removes {names} to make room, unless pinned.")
            });
            format!("Available: {}{room}", available(update, dates))
        }
        (None, Some(staged)) => format!(
            "Nothing newer than {}, which starts next.",
            deployment_name(staged)
        ),
        (None, None) => "This is the newest version.".to_owned(),
    }
}

fn starts_next(result: &JobResult, after: &Snapshot) -> String {
    let made = result
        .deployment
        .as_deref()
        .and_then(|id| after.deployment(id));
    let next = made.or_else(|| after.next());
    let name = next.map_or("The version", deployment_name);
    if next.is_some_and(|next| next.booted) {
        format!("{name}, which runs now, starts next.")
    } else {
        format!("{name} starts next. To start it now: waymarkctl restart")
    }
}

/// How to follow again what was followed before.
fn way_back(before: &Snapshot) -> String {
    let running = before.booted().map(deployment_name);
    running.map_or(String::new(), |name| {
        format!("\nThe way back: waymarkctl restore {name}")
    })
}

fn prepared(before: &Snapshot) -> &str {
    before.staged().map_or("What was prepared", deployment_name)
}

/// What to call a target.
fn called<'a>(target: &'a Ref, before: &'a Snapshot) -> &'a str {
    match target {
        Ref::Deployment(id) => before.deployment(id).map_or(id.as_str(), deployment_name),
        Ref::Version(checksum) => super::short(checksum),
    }
}

fn removed(result: &JobResult, before: &Snapshot) -> String {
    let ids = result.removed.as_deref().unwrap_or_default();
    let freed = result.freed.filter(|freed| *freed > 0);
    let freed = freed.map_or(String::new(), |freed| {
        format!(", {} are free now", bytes(freed))
    });
    if ids.is_empty() {
        return if freed.is_empty() {
            "There was nothing to remove.".to_owned()
        } else {
            format!("No version was removed{freed}.")
        };
    }
    let name = |id: &String| -> String {
        let deployment: Option<&Deployment> = before.deployment(id);
        deployment.map_or(id.as_str(), deployment_name).to_owned()
    };
    let names: Vec<_> = ids.iter().map(name).collect();
    let number = count(ids.len() as u64, "version", "versions");
    format!("Removed {number}: {}{freed}.", names.join(", "))
}

#[cfg(test)]
mod tests {
    use waymark_model::Update;

    use super::*;

    fn deployment(id: &str, version: &str) -> Deployment {
        Deployment {
            id: id.into(),
            version: Some(version.into()),
            ..Deployment::default()
        }
    }

    fn sample() -> Snapshot {
        Snapshot {
            deployments: vec![
                Deployment {
                    staged: true,
                    next: true,
                    ..deployment("c.0", "44.3")
                },
                Deployment {
                    booted: true,
                    ..deployment("b.0", "44.2")
                },
                deployment("a.0", "44.1"),
            ],
            ..Snapshot::default()
        }
    }

    fn told(action: &Action, result: &JobResult) -> String {
        text(action, result, &sample(), &sample(), Dates::fixed(0))
    }

    fn outcome(outcome: Outcome) -> JobResult {
        JobResult {
            outcome,
            ..JobResult::default()
        }
    }

    #[test]
    fn what_starts_next_is_named() {
        let restore = Action::Restore {
            target: Ref::Deployment("b.0".into()),
            generation: 1,
        };
        let made = |id: &str| JobResult {
            deployment: Some(id.into()),
            ..outcome(Outcome::Ok)
        };
        assert_eq!(
            told(
                &Action::Update {
                    version: None,
                    download_only: false,
                },
                &made("c.0")
            ),
            "44.3 starts next. To start it now: waymarkctl restart\n"
        );
        assert_eq!(
            told(&restore, &made("b.0")),
            "44.2, which runs now, starts next.\n"
        );
        assert_eq!(
            told(&restore, &outcome(Outcome::Unchanged)),
            "44.2 is the next to start already.\n"
        );
    }

    #[test]
    fn a_check_says_what_it_found() {
        let check = Action::Check { target: None };
        let ok = outcome(Outcome::Ok);
        assert_eq!(
            told(&check, &ok),
            "Nothing newer than 44.3, which starts next.\n"
        );
        let mut after = sample();
        after.deployments.remove(0);
        let tell = |after: &Snapshot| text(&check, &ok, after, after, Dates::fixed(0));
        assert_eq!(tell(&after), "This is the newest version.\n");
        after.update = Some(Update {
            version: Some("44.3".into()),
            ..Update::default()
        });
        assert_eq!(tell(&after), "Available: 44.3\n");
    }

    #[test]
    fn what_is_gone_is_named() {
        let delete = Action::Delete {
            targets: vec![],
            generation: 1,
        };
        let gone = JobResult {
            removed: Some(vec!["a.0".into(), "x.0".into()]),
            freed: Some(5_000_000),
            ..outcome(Outcome::Ok)
        };
        assert_eq!(
            told(&delete, &gone),
            "Removed 2 versions: 44.1, x.0, 5 MB are free now.\n"
        );
        let nothing = outcome(Outcome::Unchanged);
        assert_eq!(
            told(&Action::CleanUp { keep: 1 }, &nothing),
            "There was nothing to remove.\n"
        );
    }

    #[test]
    fn another_stream_leaves_the_way_back() {
        let rebase = Action::Rebase {
            stream: "sample/45".into(),
            dry_run: false,
        };
        assert_eq!(
            told(&rebase, &outcome(Outcome::Ok)),
            "44.3 starts next. To start it now: waymarkctl restart\n\
             The way back: waymarkctl restore 44.2\n"
        );
    }

    #[test]
    fn pins_are_told_as_they_are() {
        let pin = |pinned| Action::SetPinned {
            target: Ref::Deployment("a.0".into()),
            generation: 1,
            pinned,
        };
        assert_eq!(told(&pin(true), &outcome(Outcome::Ok)), "44.1 is pinned.\n");
        assert_eq!(
            told(&pin(false), &outcome(Outcome::Unchanged)),
            "44.1 is not pinned already.\n"
        );
    }
}
