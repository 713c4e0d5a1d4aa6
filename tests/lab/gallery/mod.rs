//! Every page and state of the window, one after the other on few sample systems: what
//! there is to look at, and the way there.
//!
//! [`WALKS`] says which shots there are and how each is reached from the one before it;
//! [`Scene`] is the system with the windows on it; [`walk`] goes the way and shows every
//! shot to whoever looks: [`album`] makes pictures of it, the accessibility audit of
//! `tests/system` reads what a screen reader is told there.

pub mod album;
mod index;
mod ostree;
mod rpm_ostree;
mod scene;
mod service;
mod variants;

use anyhow::{Context as _, Result};

use crate::{Options, System};

pub use scene::{Scene, View};
pub use variants::Language;

/// One thing to look at.
pub struct Shot {
    /// Its name: the page or dialog, and the state of it.
    pub name: &'static str,
    /// Gets there from the shot before it.
    pub reach: fn(&mut Scene) -> Result<()>,
}

/// Shots that follow each other on one sample system.
pub struct Walk {
    /// What the sample system is like.
    pub options: fn() -> Options,
    /// What is done to it before the windows open.
    pub prepare: fn(&mut Scene) -> Result<()>,
    /// What there is to look at.
    pub shots: &'static [&'static [Shot]],
}

/// Everything there is.
pub const WALKS: &[Walk] = &[
    Walk {
        options: || Options {
            seed: Some(7),
            newer: 0,
            ..Options::default()
        },
        prepare: |_| Ok(()),
        shots: &[ostree::SHOTS, service::SHOTS],
    },
    Walk {
        options: || Options {
            system: System::RpmOstree,
            seed: Some(7),
            ..Options::default()
        },
        prepare: rpm_ostree::prepare,
        shots: &[rpm_ostree::SHOTS],
    },
];

impl Walk {
    /// All of its shots in order.
    pub fn all(&self) -> impl Iterator<Item = &'static Shot> {
        self.shots.iter().copied().flatten()
    }
}

/// Goes a walk up to the last shot that is wanted, and shows those to `look`. Besides the
/// first window, which is in English, there is one for each of `languages`.
///
/// # Errors
/// If a shot cannot be reached, with its name, or `look` fails.
pub fn walk(
    walk: &Walk,
    languages: &[&'static Language],
    wanted: impl Fn(&Shot) -> bool,
    mut look: impl FnMut(&Shot, &mut Scene) -> Result<()>,
) -> Result<()> {
    let last = walk.all().filter(|shot| wanted(shot)).last();
    let Some(last) = last.map(|shot| shot.name) else {
        return Ok(());
    };
    let mut scene = Scene::start(&(walk.options)())?;
    (walk.prepare)(&mut scene)?;
    scene.open(languages)?;
    for shot in walk.all() {
        (shot.reach)(&mut scene)
            .with_context(|| format!("the way to {} is not open", shot.name))?;
        if wanted(shot) {
            look(shot, &mut scene).with_context(|| shot.name)?;
        }
        if shot.name == last {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_shot_has_a_name_of_its_own() {
        let mut names = HashSet::new();
        for shot in WALKS.iter().flat_map(Walk::all) {
            assert!(names.insert(shot.name), "{} is there twice", shot.name);
        }
    }
}
