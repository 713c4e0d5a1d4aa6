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
    /// Starts from what has come in on `values` until `now` was read.
    pub(super) fn start(values: Receiver<ValueEvent>, path: &str, now: f64) -> Self {
        let mut recorder = Self {
            values,
            path: path.to_owned(),
            seen: Vec::new(),
        };
        // The event of `now` may be among them already, or still to come.
        if !recorder.values().contains(&now) {
            recorder.seen.push(now);
        }
        recorder
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

    fn send(sender: &tokio::sync::broadcast::Sender<ValueEvent>, values: &[(&str, f64)]) {
        for (path, value) in values {
            let (path, value) = ((*path).to_owned(), *value);
            sender.send(ValueEvent { path, value }).unwrap();
        }
    }

    #[test]
    fn only_its_own_values_without_repetitions() {
        let (sender, receiver) = tokio::sync::broadcast::channel(8);
        let mut recorder = Recorder::start(receiver, "/bar", 0.0);
        send(
            &sender,
            &[("/bar", 0.0), ("/bar", 0.5), ("/other", 0.7), ("/bar", 0.5)],
        );
        assert_eq!(recorder.values(), [0.0, 0.5]);
        send(&sender, &[("/bar", 1.0)]);
        assert_eq!(recorder.values(), [0.0, 0.5, 1.0]);
    }

    #[test]
    fn what_came_before_the_first_look_stays_before_it() {
        let (sender, receiver) = tokio::sync::broadcast::channel(8);
        send(&sender, &[("/bar", 0.1), ("/bar", 0.2)]);
        let mut recorder = Recorder::start(receiver, "/bar", 0.3);
        send(&sender, &[("/bar", 0.3), ("/bar", 0.4)]);
        assert_eq!(recorder.values(), [0.1, 0.2, 0.3, 0.4]);
    }

    #[test]
    fn what_came_after_the_first_look_stays_after_it() {
        let (sender, receiver) = tokio::sync::broadcast::channel(8);
        send(&sender, &[("/bar", 0.1), ("/bar", 0.2)]);
        let mut recorder = Recorder::start(receiver, "/bar", 0.1);
        assert_eq!(recorder.values(), [0.1, 0.2]);
    }
}
