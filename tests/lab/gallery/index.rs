//! The page that shows all pictures: a row for each shot, a column for each variant.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::window::Picture;

/// Pixels of a picture's width on the page, of those 900 wide.
const SCALE: u32 = 3;

const HEAD: &str = "<!DOCTYPE html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Waymark, page by page</title>
<style>
body { font: 15px sans-serif; margin: 2em; background: #ddd; }
h2 { margin: 1.5em 0 0.3em; position: sticky; top: 0; background: #ddd; }
figure { display: inline-block; margin: 0 1em 1em 0; vertical-align: top; }
figcaption { color: #444; }
</style>
<h1>Waymark, page by page</h1>
";

/// What was made.
#[derive(Debug, Default)]
pub(super) struct Index {
    body: String,
    shot: String,
}

impl Index {
    pub(super) fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// Adds a picture; those of one shot follow each other.
    pub(super) fn add(&mut self, shot: &str, variant: &str, picture: &Picture) {
        // Writing to a string does not fail.
        if shot != self.shot {
            shot.clone_into(&mut self.shot);
            let _ = writeln!(self.body, "<h2 id=\"{shot}\">{shot}</h2>");
        }
        let (width, height) = (picture.width / SCALE, picture.height / SCALE);
        let _ = writeln!(
            self.body,
            "<figure><a href=\"{shot}-{variant}.png\"><img src=\"{shot}-{variant}.png\" \
             width=\"{width}\" height=\"{height}\" loading=\"lazy\" alt=\"\"></a>\
             <figcaption>{variant}</figcaption></figure>"
        );
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        Ok(fs::write(
            folder.join("index.html"),
            format!("{HEAD}{}", self.body),
        )?)
    }
}
