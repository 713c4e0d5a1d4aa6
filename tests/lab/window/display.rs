//! What a window manager and a camera would do, where neither is.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::{Context, Result};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    ConfigureWindowAux, ConnectionExt as _, ImageFormat, InputFocus, MapState, WindowClass,
};
use x11rb::rust_connection::RustConnection;

/// What a part of a display shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Blue, green, red and nothing of each pixel, row by row from the top.
    pixels: Vec<u8>,
}

impl Picture {
    /// Writes it as a PNG.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save(&self, file: &Path) -> Result<()> {
        let to = File::create(file).with_context(|| file.display().to_string())?;
        let mut encoder = png::Encoder::new(BufWriter::new(to), self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::Fast);
        let mut colours = Vec::with_capacity(self.pixels.len());
        for pixel in self.pixels.chunks_exact(4) {
            colours.extend_from_slice(&[pixel[2], pixel[1], pixel[0]]);
        }
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&colours)?;
        Ok(writer.finish()?)
    }
}

/// A connection to a display.
#[derive(Debug)]
pub struct Display {
    connection: RustConnection,
    root: u32,
    size: (u16, u16),
}

impl Display {
    /// Connects to the display of that name.
    ///
    /// # Errors
    /// If there is none.
    pub fn connect(name: &str) -> Result<Self> {
        let (connection, screen) = x11rb::connect(Some(name))
            .with_context(|| format!("no connection to the display {name}"))?;
        let screen = &connection.setup().roots[screen];
        let (root, size) = (
            screen.root,
            (screen.width_in_pixels, screen.height_in_pixels),
        );
        Ok(Self {
            connection,
            root,
            size,
        })
    }

    /// Gives the keyboard to the topmost window.
    pub(super) fn give_keyboard(&self) -> Result<()> {
        let window = self.topmost()?;
        let focus =
            self.connection
                .set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME);
        Ok(focus?.check()?)
    }

    /// Gives the topmost window a size.
    pub(super) fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = ConfigureWindowAux::new().width(width).height(height);
        let window = self.topmost()?;
        Ok(self.connection.configure_window(window, &size)?.check()?)
    }

    /// The topmost window that is no menu or hint.
    fn topmost(&self) -> Result<u32> {
        let windows = self.connection.query_tree(self.root)?.reply()?.children;
        for window in windows.into_iter().rev() {
            let is = self.connection.get_window_attributes(window)?.reply()?;
            if is.map_state == MapState::VIEWABLE
                && is.class == WindowClass::INPUT_OUTPUT
                && !is.override_redirect
            {
                return Ok(window);
            }
        }
        anyhow::bail!("no window is on the display")
    }

    /// A picture of all of it.
    ///
    /// # Errors
    /// If the display is gone.
    pub fn whole(&self) -> Result<Picture> {
        self.picture(0, 0, self.size.0.into(), self.size.1.into())
    }

    /// A picture of what stands there; what is beyond the display is left out.
    pub(super) fn picture(&self, x: i32, y: i32, width: i32, height: i32) -> Result<Picture> {
        let part = |start: i32, length: i32, limit: u16| -> Result<(i16, u16)> {
            let limit = i32::from(limit);
            let (first, end) = (start.clamp(0, limit), (start + length).clamp(0, limit));
            Ok((first.try_into()?, (end - first).try_into()?))
        };
        let (x, width) = part(x, width, self.size.0)?;
        let (y, height) = part(y, height, self.size.1)?;
        let format = ImageFormat::Z_PIXMAP;
        let image = self
            .connection
            .get_image(format, self.root, x, y, width, height, u32::MAX)?
            .reply()?;
        Ok(Picture {
            width: width.into(),
            height: height.into(),
            // As a display of 24 bits keeps it.
            pixels: image.data,
        })
    }
}
