//! How far a job is, in words and one number.

use waymark_client::JobProgress;
use waymark_model::{ActionName, Holder, JobState, Step};

use super::{World, text};
use crate::tr;

/// What a bar shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ProgressView {
    /// The job's path, for Cancel.
    pub(crate) path: String,
    /// What is being done.
    pub(crate) title: String,
    /// Who does it, where that is not this user.
    pub(crate) who: Option<String>,
    /// What is done now.
    pub(crate) step: String,
    /// Bytes, rate and time left, as far as they are known.
    pub(crate) detail: String,
    /// Overall, 0 to 1; without one the bar pulses.
    pub(crate) fraction: Option<f64>,
    /// Whether Cancel has an effect.
    pub(crate) cancellable: bool,
    /// Whether this user may read what it says.
    pub(crate) log: bool,
}

/// The view of a job.
pub(crate) fn view(world: &World, path: &str, job: &JobProgress) -> ProgressView {
    ProgressView {
        path: path.to_owned(),
        title: title(world, job.action),
        who: who(world, &job.holder),
        step: step(job),
        detail: detail(job),
        fraction: job.fraction,
        cancellable: job.cancellable && job.state != JobState::Cancelling,
        log: world.uid == 0 || (job.holder.program.is_none() && job.holder.uid == Some(world.uid)),
    }
}

/// How many quarters of a job are done, for telling it sparsely.
pub(crate) fn quarters(fraction: Option<f64>) -> u32 {
    let fraction = fraction.unwrap_or_default();
    [0.25, 0.5, 0.75]
        .iter()
        .map(|part| u32::from(fraction >= *part))
        .sum()
}

/// What is said of a job when another step or quarter begins.
pub(crate) fn told(view: &ProgressView, step_is_new: bool, quarter_is_new: bool) -> Option<String> {
    let percent = quarter_is_new
        .then(|| quarters(view.fraction) * 25)
        .filter(|percent| *percent > 0)
        .map(|percent| tr!("progress-percent", percent = percent));
    let step = step_is_new.then(|| view.step.clone());
    let said: Vec<String> = step.into_iter().chain(percent).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// The view of what was asked for and is not a job yet: the user may be typing a password.
pub(crate) fn asked(world: &World, action: ActionName) -> ProgressView {
    ProgressView {
        title: title(world, action),
        step: tr!("step-waiting"),
        ..ProgressView::default()
    }
}

/// The view of a job for where nothing else says what is being done.
pub(crate) fn titled(world: &World, path: &str, job: &JobProgress) -> ProgressView {
    let view = view(world, path, job);
    let step = [view.title.clone(), view.step.clone()];
    ProgressView {
        step: text::facts(step.into_iter().chain(view.who.clone())),
        ..view
    }
}

fn title(world: &World, action: ActionName) -> String {
    match action {
        ActionName::Check => tr!("job-check"),
        ActionName::Update => match &world.snapshot.update {
            Some(update) => {
                let version = text::version(update.version.as_deref(), &update.checksum);
                tr!("job-update-to", version = version)
            }
            None => tr!("job-update"),
        },
        ActionName::Discard => tr!("job-discard"),
        ActionName::Restore => tr!("job-restore"),
        ActionName::SetPinned => tr!("job-set-pinned"),
        ActionName::Delete => tr!("job-delete"),
        ActionName::CleanUp => tr!("job-clean-up"),
        ActionName::History => tr!("job-history"),
        ActionName::ListStreams => tr!("job-list-streams"),
        ActionName::Rebase => tr!("job-rebase"),
        ActionName::Search => tr!("job-search"),
        ActionName::ChangePackages => tr!("job-packages"),
        ActionName::SetKernelArguments => tr!("job-arguments"),
        ActionName::Restart => tr!("job-restart"),
        _ => tr!("job-other"),
    }
}

fn who(world: &World, holder: &Holder) -> Option<String> {
    match (&holder.program, holder.uid) {
        (Some(program), Some(uid)) => Some(tr!(
            "job-started-by-program-for",
            program = text::plain(program),
            user = text::user(uid)
        )),
        (Some(program), None) => Some(tr!(
            "job-started-by-program",
            program = text::plain(program)
        )),
        (None, Some(uid)) if uid == world.uid => None,
        (None, Some(uid)) => Some(tr!("job-started-by", user = text::user(uid))),
        (None, None) => Some(tr!("job-started-by-other")),
    }
}

fn step(job: &JobProgress) -> String {
    match job.state {
        JobState::Waiting => return tr!("step-waiting"),
        JobState::Cancelling => return tr!("step-cancelling"),
        _ => {}
    }
    match job.step {
        Step::Working => tr!("step-working"),
        Step::Preparing => tr!("step-preparing"),
        Step::Checking => tr!("step-checking"),
        Step::FetchingMetadata => tr!("step-fetching-metadata"),
        Step::Downloading => tr!("step-downloading"),
        Step::Resolving => tr!("step-resolving"),
        Step::MakingInitramfs => tr!("step-making-initramfs"),
        Step::Staging => tr!("step-staging"),
        Step::Writing => tr!("step-writing"),
        Step::CleaningUp => tr!("step-cleaning-up"),
        Step::Verifying => tr!("step-verifying"),
        Step::Restarting => tr!("step-restarting"),
    }
}

fn detail(job: &JobProgress) -> String {
    if job.bytes_done == 0 || !matches!(job.step, Step::Downloading | Step::FetchingMetadata) {
        return String::new();
    }
    let done = text::size(job.bytes_done);
    let amount = match job.bytes_total {
        Some(total) => tr!(
            "progress-of",
            done = done,
            total = text::size(total.max(job.bytes_done))
        ),
        None => done,
    };
    let rate = if job.rate > 0 {
        tr!("progress-rate", rate = text::size(job.rate))
    } else {
        String::new()
    };
    let left = match (job.bytes_total, job.rate) {
        (Some(total), rate @ 1..) if total > job.bytes_done => {
            text::time_left((total - job.bytes_done).div_ceil(rate))
        }
        _ => String::new(),
    };
    text::facts([amount, rate, left])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};

    fn downloading() -> JobProgress {
        JobProgress {
            bytes_done: 118_000_000,
            bytes_total: Some(212_000_000),
            rate: 6_100_000,
            ..testing::job(ActionName::Update)
        }
    }

    fn said(job: &JobProgress) -> String {
        bare(&view(&testing::world(), "/job/1", job).detail).replace('\u{a0}', " ")
    }

    #[test]
    fn bytes_rate_and_time_left_are_told_where_known() {
        let job = downloading();
        assert_eq!(
            said(&job),
            "118.0 MB of 212.0 MB · 6.1 MB/s · 16 seconds left"
        );
        let job = JobProgress {
            bytes_total: None,
            ..job
        };
        assert_eq!(said(&job), "118.0 MB · 6.1 MB/s");
        let job = JobProgress {
            step: Step::Verifying,
            ..job
        };
        assert_eq!(said(&job), "");
    }

    #[test]
    fn someone_elses_job_says_whose_it_is() {
        let world = testing::world();
        let mut job = downloading();
        assert_eq!(view(&world, "/job/1", &job).who, None);
        job.holder.uid = Some(0);
        let who = view(&world, "/job/1", &job).who.map(|who| bare(&who));
        assert_eq!(who.as_deref(), Some("Started by root."));
        job.holder.program = Some("rpm-ostree".into());
        let who = view(&world, "/job/1", &job).who.map(|who| bare(&who));
        assert_eq!(who.as_deref(), Some("rpm-ostree does it, started by root."));
        assert!(
            !view(&world, "/job/1", &job).log,
            "it is not theirs to read"
        );
        assert!(view(&world, "/job/1", &downloading()).log);
    }

    #[test]
    fn steps_and_quarters_are_told_and_nothing_else() {
        let bar = |fraction| ProgressView {
            step: "Downloading".into(),
            fraction,
            ..ProgressView::default()
        };
        let told =
            |fraction, step, quarter| told(&bar(fraction), step, quarter).map(|said| bare(&said));
        assert_eq!(told(Some(0.1), false, false), None);
        assert_eq!(told(Some(0.1), true, true).as_deref(), Some("Downloading"));
        assert_eq!(told(Some(0.55), false, true).as_deref(), Some("50 percent"));
        assert_eq!(
            told(Some(0.8), true, true).as_deref(),
            Some("Downloading, 75 percent")
        );
        assert_eq!(told(None, false, true), None);
        assert_eq!(quarters(Some(0.99)), 3, "the end is told by the page");
    }

    #[test]
    fn a_job_that_stops_cannot_be_stopped_again() {
        let job = JobProgress {
            state: JobState::Cancelling,
            ..downloading()
        };
        let view = view(&testing::world(), "/job/1", &job);
        assert!(!view.cancellable);
        assert_eq!(view.step, "Cancelling");
    }
}
