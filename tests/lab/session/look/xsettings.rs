//! XSETTINGS, by which programs on X learn how large text is.

use std::cell::Cell;

use anyhow::{Context as _, Result, ensure};
use x11rb::COPY_DEPTH_FROM_PARENT;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, CreateWindowAux, PropMode, WindowClass};
use x11rb::rust_connection::RustConnection;

use super::Look;

/// The protocol's units of `Xft/DPI` in a dot per inch.
const UNITS: u32 = 1024;
/// Dots per inch where text has its usual size.
const USUAL: u32 = 96;

/// The settings of a display. Its window, and with it the settings, ends with this.
#[derive(Debug)]
pub(super) struct XSettings {
    connection: RustConnection,
    window: u32,
    property: u32,
    serial: Cell<u32>,
}

impl XSettings {
    pub(super) fn start(display: &str) -> Result<Self> {
        let (connection, screen) = x11rb::connect(Some(display))
            .with_context(|| format!("no connection to the display {display}"))?;
        let root = connection.setup().roots[screen].root;
        let atom = |name: &str| -> Result<u32> {
            Ok(connection
                .intern_atom(false, name.as_bytes())?
                .reply()?
                .atom)
        };
        let selection = atom(&format!("_XSETTINGS_S{screen}"))?;
        let property = atom("_XSETTINGS_SETTINGS")?;
        let window = connection.generate_id()?;
        connection
            .create_window(
                COPY_DEPTH_FROM_PARENT,
                window,
                root,
                -1,
                -1,
                1,
                1,
                0,
                WindowClass::INPUT_ONLY,
                x11rb::COPY_FROM_PARENT,
                &CreateWindowAux::new(),
            )?
            .check()?;
        connection
            .set_selection_owner(window, selection, x11rb::CURRENT_TIME)?
            .check()?;
        let owner = connection.get_selection_owner(selection)?.reply()?.owner;
        ensure!(owner == window, "the display has settings already");
        let settings = Self {
            connection,
            window,
            property,
            serial: Cell::new(0),
        };
        settings.show(Look::default())?;
        Ok(settings)
    }

    pub(super) fn show(&self, look: Look) -> Result<()> {
        let serial = self.serial.get() + 1;
        self.serial.set(serial);
        let value = encode(serial, USUAL * UNITS * look.text / 100);
        let length = value.len().try_into()?;
        let (window, property) = (self.window, self.property);
        self.connection
            .change_property(
                PropMode::REPLACE,
                window,
                property,
                property,
                8,
                length,
                &value,
            )?
            .check()?;
        Ok(())
    }
}

/// The property with one setting, in this machine's byte order.
fn encode(serial: u32, dpi: u32) -> Vec<u8> {
    const NAME: &[u8; 7] = b"Xft/DPI";
    let order = u8::from(cfg!(target_endian = "big"));
    let mut bytes = vec![order, 0, 0, 0];
    bytes.extend(serial.to_ne_bytes());
    bytes.extend(1_u32.to_ne_bytes());
    // An integer; its name, filled up to four bytes; when it changed; its value.
    bytes.extend([0, 0]);
    bytes.extend((NAME.len() as u16).to_ne_bytes());
    bytes.extend(NAME);
    bytes.push(0);
    bytes.extend(serial.to_ne_bytes());
    bytes.extend(dpi.to_ne_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_stands_at_a_multiple_of_four() {
        let bytes = encode(3, 98_304);
        assert_eq!(bytes.len(), 12 + 4 + 8 + 8);
        assert_eq!(&bytes[16..23], b"Xft/DPI");
        assert_eq!(bytes[28..32], 98_304_u32.to_ne_bytes());
    }
}
