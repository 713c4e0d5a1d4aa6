//! When nobody needs the service any more.
//!
//! Whoever needs it holds a [`Hold`]: an open watch, a running job, a call that is
//! not answered yet. With none for a while, the service may leave.

use std::time::Duration;

use tokio::{sync::watch, time::timeout};

/// Counts who needs the service. Clones count together.
#[derive(Clone, Debug)]
pub struct Idle {
    holds: watch::Sender<usize>,
}

/// Keeps the service until it is dropped.
#[derive(Debug)]
pub struct Hold {
    holds: watch::Sender<usize>,
}

impl Idle {
    /// Nobody needs the service yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            holds: watch::Sender::new(0),
        }
    }

    /// Keeps the service until the hold is dropped.
    #[must_use]
    pub fn hold(&self) -> Hold {
        self.holds.send_modify(|count| *count += 1);
        Hold {
            holds: self.holds.clone(),
        }
    }

    /// Whether nobody needs the service at this moment.
    #[cfg(test)]
    pub fn is_idle(&self) -> bool {
        *self.holds.borrow() == 0
    }

    /// Waits until nobody has needed the service for `quiet`. Each hold, however
    /// short, starts the time anew.
    pub async fn expired(&self, quiet: Duration) {
        let mut seen = self.holds.subscribe();
        loop {
            // The channel stays open: `self` has a sender.
            let _ = seen.wait_for(|count| *count == 0).await;
            if timeout(quiet, seen.changed()).await.is_err() {
                return;
            }
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.holds
            .send_modify(|count| *count = count.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    const QUIET: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn leaves_after_a_quiet_time() {
        let start = Instant::now();
        Idle::new().expired(QUIET).await;
        assert_eq!(start.elapsed(), QUIET);
    }

    #[tokio::test(start_paused = true)]
    async fn stays_while_held_however_long() {
        let idle = Idle::new();
        let (one, two) = (idle.hold(), idle.hold());
        let start = Instant::now();
        let waiting = tokio::spawn({
            let idle = idle.clone();
            async move { idle.expired(QUIET).await }
        });
        tokio::time::sleep(QUIET * 10).await;
        drop(one);
        tokio::time::sleep(QUIET * 10).await;
        assert!(!waiting.is_finished() && !idle.is_idle());
        drop(two);
        waiting.await.unwrap();
        assert_eq!(start.elapsed(), QUIET * 21);
    }

    #[tokio::test(start_paused = true)]
    async fn a_short_call_starts_the_time_anew() {
        let idle = Idle::new();
        let start = Instant::now();
        let waiting = tokio::spawn({
            let idle = idle.clone();
            async move { idle.expired(QUIET).await }
        });
        tokio::time::sleep(QUIET / 2).await;
        drop(idle.hold());
        waiting.await.unwrap();
        assert_eq!(start.elapsed(), QUIET / 2 + QUIET);
    }
}
