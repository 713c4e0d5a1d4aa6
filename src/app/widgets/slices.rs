//! Rows that come into a list a few at a time.
//!
//! A list view makes widgets for some two hundred rows around those in view, however few
//! it shows. Made all at once they hold the window up; so each turn of the main loop gets
//! a slice of them, and shows it.

use std::{cell::Cell, collections::VecDeque, rc::Rc};

use gtk::glib;

/// Rows of a slice: a frame has time for about so many on a slow machine.
const SLICE: usize = 16;

/// Rows that are not in the list yet.
#[derive(Debug)]
pub(crate) struct Slices<T> {
    rows: VecDeque<T>,
    /// Whether the next turn is asked for.
    called: Rc<Cell<bool>>,
}

impl<T> Default for Slices<T> {
    fn default() -> Self {
        Self {
            rows: VecDeque::new(),
            called: Rc::default(),
        }
    }
}

impl<T> Slices<T> {
    /// These come behind those that wait.
    pub(crate) fn add(&mut self, rows: impl IntoIterator<Item = T>) {
        self.rows.extend(rows);
    }

    /// Forgets those that wait.
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
    }

    /// Whether none wait.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows for now. While more wait, `again` runs once the window was drawn; once a
    /// turn, however often this is asked meanwhile.
    pub(crate) fn next(&mut self, again: impl FnOnce() + 'static) -> Vec<T> {
        let slice = self.rows.drain(..SLICE.min(self.rows.len())).collect();
        if !self.rows.is_empty() && !self.called.replace(true) {
            let called = Rc::clone(&self.called);
            glib::idle_add_local_once(move || {
                called.set(false);
                again();
            });
        }
        slice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_comes_once_and_in_order() {
        let mut slices = Slices::default();
        slices.add(0..70);
        let mut seen = Vec::new();
        while !slices.is_empty() {
            let slice = slices.next(|| {});
            assert!(!slice.is_empty() && slice.len() <= SLICE);
            seen.extend(slice);
        }
        assert_eq!(seen, (0..70).collect::<Vec<_>>());
        slices.add([1]);
        slices.clear();
        assert!(slices.is_empty());
    }
}
