//! Running an operation of libostree as a part of a job, for the engines that use it.

use std::future::Future;

use tokio::sync::mpsc;
use waymark_model::Result;
use waymark_sysroot::{Control, Event};

use crate::jobs::JobContext;

/// Runs an operation: `show` hears what it says, and a stop of the job reaches it.
/// The operation itself says when it has ended, stopped or not.
pub(super) async fn follow<T, F: Future<Output = Result<T>>>(
    job: &JobContext,
    show: impl Fn(Event),
    operation: impl FnOnce(Control) -> F,
) -> Result<T> {
    let (said, mut events) = mpsc::unbounded_channel();
    let control = Control::new(move |event| {
        // Whoever listened may have gone; the operation goes on.
        let _ = said.send(event);
    });
    let running = operation(control.clone());
    tokio::pin!(running);
    let mut stopped = false;
    loop {
        tokio::select! {
            biased;
            Some(event) = events.recv() => show(event),
            outcome = &mut running => {
                while let Ok(event) = events.try_recv() {
                    show(event);
                }
                return outcome;
            }
            () = job.cancelled(), if !stopped => {
                stopped = true;
                control.stop();
            }
        }
    }
}
