//! A bus for one test, and a stand-in for the service on it.
//!
//! The stand-in serves the whole contract, says what the test told it to say and
//! notes what it was asked. It does nothing by itself, unless it is told to be
//! believable: then searches, streams and changes are answered as a real system would.

mod believable;
mod bus;
mod hand;
mod job;
mod refusal;
#[allow(
    clippy::needless_pass_by_value,
    reason = "the bus hands arguments over by value"
)]
mod service;

use std::{future::Future, time::Duration};

pub(crate) use bus::Bus;
pub(crate) use hand::Mock;
pub(crate) use job::MockJob;
pub(crate) use service::Call;

/// How long anything may take before the test fails.
const DEADLINE: Duration = Duration::from_secs(20);

/// Waits for what must come.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, what)
        .await
        .expect("it comes within the deadline")
}
