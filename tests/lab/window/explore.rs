//! What a person finds out about a window: where its controls are, and where the
//! keyboard leads.

use std::time::Duration;

use anyhow::{Context as _, Result};
use atspi::proxy::component::ComponentProxy;
use atspi::zbus::proxy::CacheProperties;
use atspi::{CoordType, ObjectRefOwned};
use futures_util::future::join_all;
use tokio::time::timeout;

use super::app::{Window, proxy};
use super::bus::{Accessibility, block_on};
use super::tree::Node;

/// How long the focus may take to move after a key.
const MOVE: Duration = Duration::from_secs(2);

/// Where a control is in its window, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Of its left edge.
    pub x: i32,
    /// Of its upper edge.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

impl Place {
    /// How wide and how high the part is that two places share; nothing if they share none.
    #[must_use]
    pub fn shared(self, other: Self) -> Option<(i32, i32)> {
        let along = |start: i32, length: i32, other: i32, length_of_other: i32| {
            (start + length).min(other + length_of_other) - start.max(other)
        };
        let width = along(self.x, self.width, other.x, other.width);
        let height = along(self.y, self.height, other.y, other.height);
        (width > 0 && height > 0).then_some((width, height))
    }
}

/// Asks a window whether it answers.
#[derive(Debug)]
pub struct Pulse {
    bus: Accessibility,
    root: ObjectRefOwned,
}

impl Pulse {
    /// Asks, and waits for the answer, which the window's main loop gives.
    ///
    /// # Errors
    /// If it does not answer at all.
    pub fn ask(&self) -> Result<()> {
        self.bus.answer(async {
            self.bus.accessible(&self.root).await?.get_role().await?;
            Ok(())
        })
    }
}

impl Window {
    /// What asks whether it answers.
    #[must_use]
    pub fn pulse(&self) -> Pulse {
        Pulse {
            bus: self.bus.clone(),
            root: self.root.clone(),
        }
    }

    /// Where controls are, counted from the corner of what a person sees as the window.
    /// None: it is gone or has no place.
    ///
    /// # Errors
    /// If the window has no place itself.
    pub fn places(&self, nodes: &[&Node]) -> Result<Vec<Option<Place>>> {
        // GTK counts from the corner of the border that it draws around the window.
        let (x, y, ..) = self.frame()?;
        let places = nodes.iter().map(|node| async {
            let place = self.place(node).await.ok()?;
            Some(Place {
                x: place.x + x,
                y: place.y + y,
                ..place
            })
        });
        Ok(block_on(join_all(places)))
    }

    async fn place(&self, node: &Node) -> Result<Place> {
        let proxy = proxy!(self, ComponentProxy, node).await?;
        let (x, y, width, height) = proxy.get_extents(CoordType::Window).await?;
        Ok(Place {
            x,
            y,
            width,
            height,
        })
    }

    /// Presses a key and answers the object path of what has the focus then. None: it
    /// did not move.
    ///
    /// # Errors
    /// If the key cannot be pressed.
    pub fn step(&self, key: u32) -> Result<Option<String>> {
        let mut focuses = self.bus.focuses();
        self.press(&[key])?;
        match block_on(async { timeout(MOVE, focuses.recv()).await }) {
            Ok(path) => Ok(Some(path.context("the focus moved too often")?)),
            Err(_) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_share_what_lies_in_both() {
        let place = |x, y, width, height| Place {
            x,
            y,
            width,
            height,
        };
        let one = place(0, 0, 10, 10);
        assert_eq!(one.shared(place(8, 4, 10, 10)), Some((2, 6)));
        assert_eq!(one.shared(place(10, 0, 5, 5)), None, "beside it");
        assert_eq!(one.shared(place(2, 2, 3, 3)), Some((3, 3)), "within it");
    }
}
