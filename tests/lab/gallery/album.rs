//! Pictures of every shot, and a page that shows them.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::index::Index;
use super::scene::{Scene, View};
use super::variants::{ABROAD, LANGUAGES, Language, VARIANTS, Variant};
use super::{Shot, WALKS, Walk, walk};
use crate::session::Look;
use crate::window::Picture;

/// How long a window may take to follow the desktop's settings.
const FOLLOWING: Duration = Duration::from_secs(2);

/// Makes the pictures whose name holds `filter` in `folder`, and `index.html` beside
/// them. A picture's name is the shot's and the variant's: `updates-ready-dark.png`.
///
/// # Errors
/// If no name holds `filter`, a shot cannot be reached, or a file not be written.
pub fn make(folder: &Path, filter: &str) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let wanted = |shot: &Shot| names(shot).any(|name| name.contains(filter));
    let languages: Vec<&Language> = LANGUAGES
        .iter()
        .filter(|language| {
            let of_language = |shot| abroad(shot, language).any(|name| name.contains(filter));
            WALKS.iter().flat_map(Walk::all).any(of_language)
        })
        .collect();
    let begun = Instant::now();
    let mut index = Index::default();
    for each in WALKS {
        walk(each, &languages, wanted, |shot, scene| {
            println!("{:4}s  {}", begun.elapsed().as_secs(), shot.name);
            take(shot, scene, folder, filter, &mut index)
        })?;
    }
    if index.is_empty() {
        bail!("no picture's name holds {filter:?}");
    }
    index.write(folder)
}

/// The names of all pictures of a shot.
fn names(shot: &Shot) -> impl Iterator<Item = String> {
    VARIANTS
        .iter()
        .map(|variant| format!("{}-{}", shot.name, variant.name))
        .chain(LANGUAGES.iter().flat_map(|language| abroad(shot, language)))
}

/// The names of its pictures in a language.
fn abroad(shot: &Shot, language: &Language) -> impl Iterator<Item = String> {
    ABROAD
        .iter()
        .map(|variant| format!("{}-{}-{}", shot.name, language.name, variant.name))
}

/// Takes all pictures of a shot that are wanted.
fn take(shot: &Shot, scene: &Scene, folder: &Path, filter: &str, index: &mut Index) -> Result<()> {
    scene.catch_up()?;
    for view in scene.views() {
        let variants = if view.language.is_some() {
            ABROAD
        } else {
            VARIANTS
        };
        let mut usual = None;
        let mut now = Look::default();
        for variant in variants {
            let column = match view.language {
                Some(language) => format!("{}-{}", language.name, variant.name),
                None => variant.name.to_owned(),
            };
            let name = format!("{}-{column}", shot.name);
            if !name.contains(filter) {
                continue;
            }
            let picture = seen(view, variant, &mut now, usual.as_ref())?;
            picture.save(&folder.join(format!("{name}.png")))?;
            index.add(shot.name, &column, &picture);
            usual.get_or_insert(picture);
        }
        if usual.is_some() {
            view.desktop.show(Look::default())?;
            let (width, height) = VARIANTS[0].size;
            view.window().resize(width, height)?;
        }
    }
    Ok(())
}

/// The window in a variant. Where the look is another than `now`, the window has followed
/// as soon as it looks otherwise than before.
fn seen(
    view: &View,
    variant: &Variant,
    now: &mut Look,
    before: Option<&Picture>,
) -> Result<Picture> {
    let window = view.window();
    let (width, height) = variant.size;
    window.resize(width, height)?;
    view.desktop.show(variant.look)?;
    let changed = std::mem::replace(now, variant.look) != variant.look;
    let end = Instant::now() + FOLLOWING;
    loop {
        let picture = window.look()?;
        if !changed || before != Some(&picture) || Instant::now() > end {
            return Ok(picture);
        }
    }
}
