//! Every value that a progress bar takes.

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use super::bus::ValueEvent;

/// Collects the values of one control from its events, so that none is missed
/// between two looks. See [`super::Window::record`].
#[derive(Debug)]
pub struct Recorder {
    values: Receiver<ValueEvent>,
    path: String,
    seen: Vec<f64>,
}

impl Recorder {
    pub(super) fn start(values: Receiver<ValueEvent>, path: &str, now: f64) -> Self {
        Self {
            values,
            path: path.to_owned(),
            seen: vec![now],
        }
    }

    /// The values so far, in the order taken, without repetitions in a row.
    pub fn values(&mut self) -> &[f64] {
        loop {
            match self.values.try_recv() {
                Ok(event) if event.path == self.path => {
                    if self.seen.last() != Some(&event.value) {
                        self.seen.push(event.value);
                    }
                }
                // Values of other controls, and the mark of an overflow, are passed over.
                Ok(_) | Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return &self.seen,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_values_without_repetitions() {
        let (sender, receiver) = tokio::sync::broadcast::channel(8);
        let mut recorder = Recorder::start(receiver, "/bar", 0.0);
        for (path, value) in [("/bar", 0.0), ("/bar", 0.5), ("/other", 0.7), ("/bar", 0.5)] {
            let path = path.to_owned();
            sender.send(ValueEvent { path, value }).unwrap();
        }
        assert_eq!(recorder.values(), [0.0, 0.5]);
        let path = "/bar".to_owned();
        sender.send(ValueEvent { path, value: 1.0 }).unwrap();
        assert_eq!(recorder.values(), [0.0, 0.5, 1.0]);
    }
}
