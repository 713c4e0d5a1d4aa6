//! Starting with the session: by a file of the XDG autostart specification, or in a
//! sandbox by asking the portal.

use std::{collections::HashMap, fs, io, path::PathBuf};

use gtk::glib;
use waymark_model::names::APP_ID;
use zbus::{Connection, OwnedObjectPath, Variant};

use super::is_sandboxed;
use crate::tr;

#[zbus::proxy(
    interface = "org.freedesktop.portal.Background",
    default_service = "org.freedesktop.portal.Desktop",
    default_path = "/org/freedesktop/portal/desktop"
)]
trait Background {
    fn request_background(
        &self,
        parent_window: &str,
        options: HashMap<&str, Variant<'_>>,
    ) -> zbus::Result<OwnedObjectPath>;
}

/// Switches it on or off, and starts or ends the process that runs in this session.
///
/// # Errors
/// What is in the way, to be told to a person.
pub(crate) async fn set(on: bool) -> anyhow::Result<()> {
    if is_sandboxed() {
        ask(on).await?;
    } else {
        write(on)?;
    }
    if on {
        super::start();
    } else {
        super::stop().await?;
    }
    Ok(())
}

/// The portal may ask the user, and says what came of it to nobody but them.
async fn ask(on: bool) -> zbus::Result<()> {
    let session = Connection::session().await?;
    let portal = BackgroundProxy::new(&session).await?;
    let options = HashMap::from([
        ("reason", Variant::from(tr!("preferences-background"))),
        ("autostart", Variant::from(on)),
        (
            "commandline",
            Variant::from(vec!["waymark", "--background"]),
        ),
    ]);
    portal.request_background("", options).await?;
    Ok(())
}

fn write(on: bool) -> io::Result<()> {
    let file = file();
    if !on {
        return match fs::remove_file(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        };
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, entry())
}

fn file() -> PathBuf {
    glib::user_config_dir()
        .join("autostart")
        .join(format!("{APP_ID}.desktop"))
}

/// A desktop entry of its own: the installed one opens the window.
fn entry() -> String {
    format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Name=Waymark\n\
         Icon={APP_ID}\n\
         Exec=waymark --background\n\
         TryExec=waymark\n\
         NoDisplay=true\n\
         X-GNOME-Autostart-Delay=30\n"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_entry_starts_no_window() {
        assert!(super::entry().contains("Exec=waymark --background\n"));
    }
}
