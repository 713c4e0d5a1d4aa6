//! No more progress than a window can show.

use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout_at};
use waymark_client::JobUpdate;

/// What a job says, with progress that comes faster than `pace` left out: the first is
/// passed on at once, then the newest of each span, and the end at once again.
pub(super) fn paced(
    updates: impl Stream<Item = JobUpdate> + Unpin,
    pace: Duration,
) -> impl Stream<Item = JobUpdate> {
    let start = (updates, Instant::now());
    stream::unfold(start, move |(mut updates, due)| async move {
        let mut newest = updates.next().await?;
        while matches!(newest, JobUpdate::Progress(_)) {
            match timeout_at(due, updates.next()).await {
                Ok(Some(newer)) => newest = newer,
                Ok(None) | Err(_) => break,
            }
        }
        Some((newest, (updates, Instant::now() + pace)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::testing;
    use futures_util::FutureExt;
    use waymark_client::JobProgress;
    use waymark_model::ActionName;

    const PACE: Duration = Duration::from_millis(100);

    fn at(fraction: f64) -> JobUpdate {
        JobUpdate::Progress(JobProgress {
            fraction: Some(fraction),
            ..testing::job(ActionName::Update)
        })
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_thinned_and_its_end_comes_at_once() {
        let each = PACE / 100;
        let flood = stream::iter(0..1000).then(move |step| async move {
            tokio::time::sleep(each).await;
            at(f64::from(step) / 1000.0)
        });
        let end = JobUpdate::Finished(Box::new(testing::result(ActionName::Update, 1, None)));
        let all = flood.chain(stream::iter([end.clone()]));
        let begun = Instant::now();
        let told: Vec<JobUpdate> = paced(Box::pin(all), PACE).collect().await;
        assert!((10..=12).contains(&told.len()), "{}", told.len());
        assert_eq!(told.last(), Some(&end));
        assert!(begun.elapsed() <= each * 1001, "nothing waits at the end");
    }

    #[tokio::test(start_paused = true)]
    async fn slow_progress_is_not_held_back() {
        let first = stream::iter([at(0.1)]).chain(stream::pending());
        let mut told = Box::pin(paced(Box::pin(first), PACE));
        assert_eq!(told.next().now_or_never().flatten(), Some(at(0.1)));
    }
}
