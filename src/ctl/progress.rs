//! How far a job is: one bar on a terminal, a line now and then elsewhere.
//!
//! Both go to the standard error output, so that results stay apart.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use waymark_client::JobProgress;
use waymark_model::Step;

use crate::{
    output::Output,
    print::units::{bytes, duration},
};

/// Steps of the bar.
const WIDTH: u64 = 1000;
/// How much further a job must be for another line, in percent.
const STRIDE: u64 = 10;

/// Shows a job on its way.
pub(crate) struct Progress<'a> {
    output: &'a Output,
    bar: Option<ProgressBar>,
    said: Option<(Step, u64)>,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(output: &'a Output) -> Self {
        let bar = output.is_interactive().then(|| {
            let bar = ProgressBar::with_draw_target(Some(WIDTH), ProgressDrawTarget::stderr());
            bar.set_style(pulse());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self {
            output,
            bar,
            said: None,
        }
    }

    /// Shows how far it is now.
    pub(crate) fn show(&mut self, now: &JobProgress) {
        let Some(bar) = &self.bar else {
            return self.line(now);
        };
        if let Some(fraction) = now.fraction {
            bar.set_style(measured());
            bar.set_position(thousandths(fraction));
        }
        bar.set_message(step(now.step));
        bar.set_prefix(measures(now));
    }

    /// Says something without disturbing the bar.
    pub(crate) fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.output.note(text)),
            None => self.output.note(text),
        }
    }

    /// Takes the bar away.
    pub(crate) fn close(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn line(&mut self, now: &JobProgress) {
        let percent = percent(now.fraction.unwrap_or_default());
        let due = self
            .said
            .is_none_or(|(step, said)| step != now.step || percent >= said + STRIDE);
        if due {
            self.said = Some((now.step, percent));
            self.output.note(&line(now));
        }
    }
}

fn measured() -> ProgressStyle {
    style("{msg} [{bar:30}] {percent:>3} %  {prefix}")
}

fn pulse() -> ProgressStyle {
    style("{spinner} {msg}  {prefix}")
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    style
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}

/// A fraction in steps of the bar.
fn thousandths(fraction: f64) -> u64 {
    (fraction.clamp(0.0, 1.0) * WIDTH as f64) as u64
}

fn percent(fraction: f64) -> u64 {
    thousandths(fraction) / 10
}

/// How far a job is, in one line.
pub(crate) fn line(now: &JobProgress) -> String {
    let mut parts = Vec::new();
    parts.extend(
        now.fraction
            .map(|fraction| format!("{} %", percent(fraction))),
    );
    parts.extend(Some(measures(now)).filter(|text| !text.is_empty()));
    let step = step(now.step);
    if parts.is_empty() {
        step.to_owned()
    } else {
        format!("{step}: {}", parts.join(", "))
    }
}

/// Bytes, rate and time left, as far as they are known and there are any.
fn measures(now: &JobProgress) -> String {
    let mut parts = Vec::new();
    match now.bytes_total {
        Some(total) => parts.push(format!("{} of {}", bytes(now.bytes_done), bytes(total))),
        None if now.bytes_done > 0 => parts.push(bytes(now.bytes_done)),
        None => {}
    }
    if now.step == Step::Downloading && now.rate > 0 {
        parts.push(format!("{}/s", bytes(now.rate)));
        if let Some(total) = now.bytes_total {
            let left = total.saturating_sub(now.bytes_done).div_ceil(now.rate);
            parts.push(format!("{} left", duration(left)));
        }
    }
    parts.join(", ")
}

/// A step in words.
pub(crate) fn step(step: Step) -> &'static str {
    match step {
        Step::Working => "Working",
        Step::Preparing => "Preparing",
        Step::Checking => "Checking",
        Step::FetchingMetadata => "Fetching descriptions",
        Step::Downloading => "Downloading",
        Step::Resolving => "Working out which packages go together",
        Step::MakingInitramfs => "Preparing the start of the machine",
        Step::Staging => "Preparing for the next start",
        Step::Writing => "Changing what starts next",
        Step::CleaningUp => "Cleaning up",
        Step::Verifying => "Verifying",
        Step::Restarting => "Restarting",
    }
}

#[cfg(test)]
mod tests {
    use waymark_model::{ActionName, Holder, JobState};

    use super::*;

    fn downloading(done: u64, total: Option<u64>, rate: u64) -> JobProgress {
        JobProgress {
            action: ActionName::Update,
            state: JobState::Running,
            step: Step::Downloading,
            fraction: Some(0.256),
            bytes_done: done,
            bytes_total: total,
            rate,
            cancellable: true,
            holder: Holder::default(),
        }
    }

    #[test]
    fn only_what_is_known_is_told() {
        assert_eq!(
            measures(&downloading(118_000_000, Some(212_000_000), 6_100_000)),
            "118 MB of 212 MB, 6.1 MB/s, 16 seconds left"
        );
        assert_eq!(measures(&downloading(5_000, None, 1_000)), "5 kB, 1 kB/s");
        assert_eq!(measures(&downloading(0, None, 0)), "");
        assert_eq!(line(&downloading(0, None, 0)), "Downloading: 25 %");
        let mut unknown = downloading(0, None, 0);
        unknown.fraction = None;
        assert_eq!(line(&unknown), "Downloading");
    }

    #[test]
    fn every_step_and_template_is_sound() {
        for known in Step::ALL {
            assert!(!step(*known).is_empty());
        }
        for template in [
            "{msg} [{bar:30}] {percent:>3} %  {prefix}",
            "{spinner} {msg}  {prefix}",
        ] {
            assert!(ProgressStyle::with_template(template).is_ok());
        }
    }
}
