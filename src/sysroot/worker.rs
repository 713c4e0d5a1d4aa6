//! A thread that libostree's objects live on, with a GLib main context of its own.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
};

use ostree::glib::MainContext;
use tokio::sync::oneshot;
use waymark_model::{Error, ErrorKind, Result};

type Task = Box<dyn FnOnce() + Send>;

/// Runs closures one after the other on a thread of its own. The thread ends
/// once the worker is dropped and its last task is done.
#[derive(Clone, Debug)]
pub(crate) struct Worker {
    tasks: mpsc::Sender<Task>,
}

impl Worker {
    /// Starts the thread.
    pub(crate) fn start(name: &str) -> Result<Self> {
        let (tasks, queue) = mpsc::channel::<Task>();
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || serve(&queue))
            .map_err(|error| {
                Error::new(ErrorKind::Failed, "a worker thread could not be started")
                    .raw(error.to_string())
            })?;
        Ok(Self { tasks })
    }

    /// Runs `work` on the thread and waits for what it returns.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (done, outcome) = oneshot::channel();
        let task = Box::new(move || {
            // The caller may have gone; the work is done all the same.
            let _ = done.send(work());
        });
        self.tasks.send(task).map_err(|_| gone())?;
        outcome.await.map_err(|_| gone())?
    }
}

fn serve(queue: &mpsc::Receiver<Task>) {
    let served = MainContext::new().with_thread_default(|| {
        for task in queue {
            // A task that panics must not take the ones behind it along; its
            // caller hears of it because the reply is dropped.
            if catch_unwind(AssertUnwindSafe(task)).is_err() {
                tracing::error!("a task on the sysroot's thread panicked");
            }
        }
    });
    if let Err(error) = served {
        tracing::error!(%error, "the sysroot's thread has no main context");
    }
}

fn gone() -> Error {
    Error::new(
        ErrorKind::EngineGone,
        "the thread that works on the system ended",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_ends_only_its_own_task() {
        let worker = Worker::start("test").unwrap();
        let lost = worker.run::<()>(|| panic!("on purpose")).await;
        assert_eq!(lost.unwrap_err().kind, ErrorKind::EngineGone);
        assert_eq!(worker.run(|| Ok(7)).await, Ok(7));
    }
}
