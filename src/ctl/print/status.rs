//! What the system is made of.

use waymark_client::{JobProgress, Snapshot};
use waymark_model::{Deployment, LastCheck, Outcome};

use super::{
    dates::Dates,
    deployment_name, jobs, last_start, short, stream,
    table::lines,
    update::{available, beside},
};

/// The whole state.
pub(crate) fn text(snapshot: &Snapshot, running: &[(String, JobProgress)], dates: Dates) -> String {
    let system = &snapshot.system;
    let name = Some(system.name.as_str()).filter(|name| !name.is_empty());
    let mut text = format!("{}\n", name.unwrap_or("This system"));
    let mut facts = Vec::new();
    let mut fact = |what: &str, value: String| facts.push([what.to_owned(), value]);
    if snapshot.deployments.is_empty() {
        fact("No versions", system.engine_reason.clone());
    }
    if let Some(running) = snapshot.booted() {
        fact("Runs", dated(running, dates));
    }
    if let Some(next) = snapshot.next().filter(|next| !next.booted) {
        fact("Starts next", dated(next, dates));
    }
    let wrong = snapshot.last_start.as_ref().filter(|it| it.went_wrong());
    if let Some(last) = wrong {
        let what = last_start::headline(last);
        fact("Last start", format!("{what}; see waymarkctl last-start"));
    }
    facts.extend(stream::facts(system));
    let mut fact = |what: &str, value: String| facts.push([what.to_owned(), value]);
    if let Some(running) = snapshot.booted() {
        if !running.layers.is_empty() {
            fact("Layers", running.layers.join(", "));
        }
        if !running.inactive.is_empty() {
            let names = running.inactive.join(", ");
            fact("No effect", format!("{names}; see waymarkctl packages"));
        }
    }
    fact("Checked", checked(&snapshot.last_check, dates));
    if let Some(update) = &snapshot.update {
        fact("Available", available(update, dates));
        for more in beside(update, snapshot) {
            fact("", more);
        }
    }
    for (path, job) in running {
        let what = jobs::action(job.action);
        let by = jobs::holder(&job.holder);
        let what = format!("{what} {by}");
        let what = what.trim_end();
        fact(
            "Job",
            format!("{} runs: {what}; see waymarkctl jobs", number(path)),
        );
    }
    text += &lines("  ", &facts);
    if !snapshot.deployments.is_empty() {
        text += "\nOn this disk, what starts next first:\n";
        text += &deployments(&snapshot.deployments, dates);
    }
    text
}

/// The last part of a job's path.
pub(super) fn number(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn checked(check: &LastCheck, dates: Dates) -> String {
    let Some(when) = check.when else {
        return "never".to_owned();
    };
    let when = dates.time(when);
    match check.outcome {
        Some(Outcome::Failed) => {
            let why = check
                .error
                .map_or(String::new(), |kind| format!(": {kind}"));
            let last = check.last_success.map_or_else(
                || "none has worked".to_owned(),
                |last| format!("the last that worked: {}", dates.time(last)),
            );
            format!("{when}, and it failed{why}; {last}")
        }
        Some(Outcome::Cancelled) => format!("{when}, and it was cancelled"),
        Some(Outcome::Ok | Outcome::Unchanged) | None => when,
    }
}

fn dated(deployment: &Deployment, dates: Dates) -> String {
    let name = deployment_name(deployment);
    match deployment.timestamp {
        Some(published) => format!("{name}, published {}", dates.day(published)),
        None => name.to_owned(),
    }
}

fn deployments(all: &[Deployment], dates: Dates) -> String {
    let rows: Vec<_> = all
        .iter()
        .map(|deployment| {
            let alone = all
                .iter()
                .filter(|d| d.checksum == deployment.checksum)
                .count()
                == 1;
            [
                if deployment.booted { "*" } else { " " }.to_owned(),
                deployment_name(deployment).to_owned(),
                deployment.timestamp.map_or(String::new(), |t| dates.day(t)),
                // What is shown here can be typed, so it must mean one thing.
                if alone {
                    short(&deployment.checksum)
                } else {
                    &deployment.id
                }
                .to_owned(),
                held_states(deployment),
            ]
        })
        .collect();
    lines("  ", &rows)
}

/// What a deployment is, in words.
pub(super) fn states(deployment: &Deployment) -> String {
    let words = [
        (deployment.booted, "running"),
        (deployment.next, "next"),
        (deployment.staged, "staged"),
        (deployment.pinned, "pinned"),
    ];
    let words = words.iter().filter(|(is, _)| *is).map(|(_, word)| *word);
    let words: Vec<_> = words.chain(deployment.unlocked.as_deref()).collect();
    words.join(", ")
}

/// The same, and the version that it is held at.
fn held_states(deployment: &Deployment) -> String {
    let states = Some(states(deployment)).filter(|words| !words.is_empty());
    let held = deployment.held.as_deref();
    let held = held.map(|held| format!("held at {}", stream::short_digest(held)));
    states
        .into_iter()
        .chain(held)
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use waymark_model::{
        ActionName, ErrorKind, Holder, JobState, LastStart, StartClass, Step, System, Update,
    };

    use super::*;

    const NOW: u64 = 1_795_000_000;
    const DAY: u64 = 86_400;

    fn deployment(id: &str, version: &str, age: u64) -> Deployment {
        Deployment {
            id: format!("sample-{id}.0"),
            checksum: id.repeat(16),
            version: Some(version.into()),
            timestamp: Some(NOW - age),
            ..Deployment::default()
        }
    }

    fn sample() -> Snapshot {
        Snapshot {
            system: System {
                name: "Waymark Sample OS".into(),
                stream: Some("sample/stable".into()),
                remote: Some("sample".into()),
                ..System::default()
            },
            deployments: vec![
                Deployment {
                    next: true,
                    staged: true,
                    ..deployment("0a1b", "44.2", DAY)
                },
                Deployment {
                    booted: true,
                    ..deployment("2c3d", "44.1", 9 * DAY)
                },
                Deployment {
                    pinned: true,
                    ..deployment("4e5f", "43.9", 70 * DAY)
                },
            ],
            update: Some(Update {
                checksum: "6a".repeat(32),
                version: Some("44.3".into()),
                timestamp: Some(NOW - 7_200),
                download_size: Some(212_000_000),
                packages_changed: Some(41),
                drops: vec!["sample-2c3d.0".into()],
                ..Update::default()
            }),
            last_check: LastCheck {
                when: Some(NOW - 300),
                outcome: Some(Outcome::Ok),
                ..LastCheck::default()
            },
            ..Snapshot::default()
        }
    }

    fn foreign() -> [(String, JobProgress); 1] {
        let job = JobProgress {
            action: ActionName::Update,
            state: JobState::Running,
            step: Step::Working,
            fraction: None,
            bytes_done: 0,
            bytes_total: None,
            rate: 0,
            cancellable: false,
            holder: Holder {
                uid: Some(0),
                program: Some("rpm-ostree upgrade".into()),
            },
        };
        [("/io/github/waymarkos/Waymark1/job/12".into(), job)]
    }

    #[test]
    fn the_state_is_told_whole() {
        let expected = "\
Waymark Sample OS
  Runs         44.1, published 9 Nov 2026 (9 days ago)
  Starts next  44.2, published 17 Nov 2026 (1 day ago)
  Follows      sample/stable from sample
  Checked      18 Nov 2026, 11:01 (5 minutes ago)
  Available    44.3, published 18 Nov 2026 (2 hours ago), 212 MB at most, 41 packages change
               taking it removes 44.1 to make room, unless pinned
  Job          12 runs: update by rpm-ostree upgrade; see waymarkctl jobs

On this disk, what starts next first:
     44.2  17 Nov 2026 (1 day ago)    0a1b0a1b0a1b  next, staged
  *  44.1  9 Nov 2026 (9 days ago)    2c3d2c3d2c3d  running
     43.9  9 Sep 2026 (2 months ago)  4e5f4e5f4e5f  pinned
";
        assert_eq!(text(&sample(), &foreign(), Dates::fixed(NOW)), expected);
    }

    #[test]
    fn a_start_that_went_wrong_is_told() {
        let mut sample = sample();
        let mut last = LastStart {
            class: StartClass::Updated,
            ..LastStart::default()
        };
        sample.last_start = Some(last.clone());
        assert!(!text(&sample, &[], Dates::fixed(NOW)).contains("Last start"));
        last.class = StartClass::NotFinalized;
        sample.last_start = Some(last);
        let told = text(&sample, &[], Dates::fixed(NOW));
        let line = "  Last start   The update to a version was not finished: the reason is not known; see waymarkctl last-start\n";
        assert!(told.contains(line), "{told}");
    }

    #[test]
    fn layers_and_advisories_are_told_and_unknown_is_said() {
        let mut sample = sample();
        sample.deployments[1].layers = vec!["htop".into(), "vim".into()];
        sample.deployments[1].inactive = vec!["bash".into()];
        sample.deployments[1].held = Some("44.1".into());
        let update = sample.update.as_mut().unwrap();
        update.advisories = Some([("critical".to_owned(), 2)].into());
        let told = text(&sample, &[], Dates::fixed(NOW));
        for line in [
            "  Layers       htop, vim\n",
            "  No effect    bash; see waymarkctl packages\n",
            "               2 advisories: 2 critical\n",
            "  running, held at 44.1\n",
        ] {
            assert!(told.contains(line), "{line} in {told}");
        }
        let update = sample.update.as_mut().unwrap();
        update.advisories = None;
        update.packages_changed = None;
        update.checksum = "sha256:6a".into();
        let told = text(&sample, &[], Dates::fixed(NOW));
        let unknown = "packages and advisories are not known before it is downloaded";
        assert!(told.contains(unknown), "{told}");
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        let mut bare = sample();
        bare.update = Some(Update {
            checksum: "6a".repeat(32),
            ..Update::default()
        });
        bare.deployments.truncate(2);
        bare.deployments[1].timestamp = None;
        bare.deployments[1].version = None;
        let text = text(&bare, &[], Dates::fixed(NOW));
        assert!(text.contains("Available    6a6a6a6a6a6a\n"), "{text}");
        assert!(text.contains("Runs         2c3d2c3d2c3d\n"), "{text}");
    }

    #[test]
    fn twins_are_told_by_their_ids() {
        let mut twins = sample();
        twins.deployments[2].checksum = twins.deployments[1].checksum.clone();
        let text = text(&twins, &[], Dates::fixed(NOW));
        assert!(text.contains("  sample-2c3d.0  running"), "{text}");
        assert!(text.contains("  sample-4e5f.0  pinned"), "{text}");
    }

    #[test]
    fn a_check_that_failed_is_told_with_the_last_good_one() {
        let mut check = LastCheck {
            when: Some(NOW),
            outcome: Some(Outcome::Failed),
            error: Some(ErrorKind::Offline),
            ..LastCheck::default()
        };
        let dates = Dates::fixed(NOW);
        let told = checked(&check, dates);
        assert_eq!(
            told,
            "18 Nov 2026, 11:06 (just now), and it failed: Offline; none has worked"
        );
        check.last_success = Some(NOW - DAY);
        let told = checked(&check, dates);
        assert!(
            told.ends_with("the last that worked: 17 Nov 2026, 11:06 (1 day ago)"),
            "{told}"
        );
        assert_eq!(checked(&LastCheck::default(), dates), "never");
    }

    #[test]
    fn a_system_without_an_engine_says_why() {
        let none = Snapshot {
            system: System {
                name: "Debian".into(),
                engine: "none".into(),
                engine_reason: "it was not started through OSTree".into(),
                ..System::default()
            },
            ..Snapshot::default()
        };
        let expected = "\
Debian
  No versions  it was not started through OSTree
  Checked      never
";
        assert_eq!(text(&none, &[], Dates::fixed(NOW)), expected);
    }
}
