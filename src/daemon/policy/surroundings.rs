//! What is around the service, as one thing that tests can replace.

use futures_util::{FutureExt, future::BoxFuture};
use waymark_model::Result;
use zbus::Connection;

use super::{
    conditions::{self, Conditions},
    others,
};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The network and the battery.
    pub conditions: Conditions,
    /// Other programs that take updates by themselves.
    pub others: Vec<String>,
    /// Whether our timer runs; `None`: not known.
    pub timer: Option<bool>,
}

/// Whoever knows it.
pub trait Surroundings: Send + Sync {
    /// Looks around.
    fn look(&self) -> BoxFuture<'_, Around>;

    /// Switches the timer that wakes the service: all of it or nothing.
    fn switch(&self, on: bool) -> BoxFuture<'_, Result<()>>;
}

/// The system bus.
pub struct SystemBus(pub Connection);

impl Surroundings for SystemBus {
    fn look(&self) -> BoxFuture<'_, Around> {
        async {
            let bus = &self.0;
            let (conditions, others, timer) =
                tokio::join!(conditions::look(bus), others::look(bus), others::timer(bus));
            Around {
                conditions,
                others,
                timer,
            }
        }
        .boxed()
    }

    fn switch(&self, on: bool) -> BoxFuture<'_, Result<()>> {
        others::switch(&self.0, on).boxed()
    }
}
