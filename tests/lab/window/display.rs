//! What a window manager would do, where none runs.

use anyhow::{Context, Result};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, InputFocus, MapState, WindowClass};

/// Gives the keyboard to the topmost window on a display.
pub(super) fn give_keyboard(display: &str) -> Result<()> {
    let (connection, screen) = x11rb::connect(Some(display))
        .with_context(|| format!("no connection to the display {display}"))?;
    let root = connection.setup().roots[screen].root;
    for window in connection.query_tree(root)?.reply()?.children.iter().rev() {
        let is = connection.get_window_attributes(*window)?.reply()?;
        if is.map_state == MapState::VIEWABLE && is.class == WindowClass::INPUT_OUTPUT {
            let focus =
                connection.set_input_focus(InputFocus::PARENT, *window, x11rb::CURRENT_TIME);
            return Ok(focus?.check()?);
        }
    }
    anyhow::bail!("no window is on the display {display}")
}
