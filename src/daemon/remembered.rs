//! What is made once and asked for again.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;

/// The place of a value, made or being made: whoever comes second waits for the first.
pub type Place<T> = Arc<OnceCell<T>>;

/// The last few values, by what they depend on.
#[derive(Debug)]
pub struct Remembered<K, T> {
    most: usize,
    places: Mutex<VecDeque<(K, Place<T>)>>,
}

impl<K: PartialEq, T> Remembered<K, T> {
    /// Remembers at most so many.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most,
            places: Mutex::default(),
        }
    }

    /// The place of the value that depends on `key`. The one that was asked for the longest
    /// time ago is forgotten.
    pub fn place(&self, key: K) -> Place<T> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let known = places.iter().position(|(other, _)| *other == key);
        let (key, place) = known
            .and_then(|at| places.remove(at))
            .unwrap_or_else(|| (key, Place::default()));
        places.push_back((key, Arc::clone(&place)));
        if places.len() > self.most {
            places.pop_front();
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_few_are_made_once() {
        let remembered = Remembered::new(2);
        for (key, expected) in [(1, 10), (2, 20), (1, 10), (3, 30), (1, 10), (2, 21)] {
            let place = remembered.place(key);
            let made = place.get_or_init(|| async move { expected }).await;
            assert_eq!(*made, expected, "{key}");
        }
    }

    #[tokio::test]
    async fn what_failed_is_tried_again() {
        let remembered: Remembered<u8, u8> = Remembered::new(2);
        let failed = remembered.place(1);
        assert!(failed.get_or_try_init(|| async { Err(()) }).await.is_err());
        let made = remembered.place(1);
        assert_eq!(
            made.get_or_try_init(|| async { Ok::<_, ()>(7) }).await,
            Ok(&7)
        );
    }
}
