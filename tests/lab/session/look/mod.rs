//! How a desktop tells its programs to look: light or dark and with which contrast by
//! the settings portal, text size by XSETTINGS. Programs that run follow at once.

mod portal;
mod xsettings;

use anyhow::{Context as _, Result};

use self::{portal::Portal, xsettings::XSettings};
use super::Session;

/// What a user has chosen in the desktop's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Dark in place of light.
    pub dark: bool,
    /// High contrast.
    pub contrast: bool,
    /// Size of text, as a part of the usual one in percent.
    pub text: u32,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            dark: false,
            contrast: false,
            text: 100,
        }
    }
}

/// The desktop's settings in one session, for as long as this lives.
#[derive(Debug)]
pub struct Desktop {
    portal: Portal,
    settings: XSettings,
}

impl Session {
    /// Gives a session with a display a desktop's settings. To be called before
    /// programs start that are to follow them.
    ///
    /// # Errors
    /// If there is no display, or another such desktop.
    pub fn desktop(&self) -> Result<Desktop> {
        let display = self.display().context("the session has no display")?;
        Ok(Desktop {
            portal: Portal::start(&self.bus_address())?,
            settings: XSettings::start(&display)?,
        })
    }
}

impl Desktop {
    /// Changes the settings.
    ///
    /// # Errors
    /// If the bus or the display is gone.
    pub fn show(&self, look: Look) -> Result<()> {
        self.portal.show(look)?;
        self.settings.show(look)
    }
}
