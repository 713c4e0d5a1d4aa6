//! Opening Waymark's own window in a session, closing it, and taking its picture.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use atspi::Role;

use crate::machine::{Output, Process};
use crate::session::Session;

use super::app::{SOON, Window};
use super::bus::Accessibility;
use super::display;
use super::query::Query;

/// The program, and its name on the accessibility bus.
const PROGRAM: &str = "waymark";

/// How long it may take until a window is there. Cold, on a busy machine, GTK
/// needs some seconds for its fonts and icons alone.
const OPENING: Duration = Duration::from_secs(60);

/// What a desktop would say: the look that GNOME has, and nothing that moves, so
/// that a picture shows a page and not its way there.
const SETTINGS: &str = "\
[Settings]
gtk-enable-animations=false
gtk-font-name=Cantarell 11
gtk-xft-antialias=1
gtk-xft-hinting=1
gtk-xft-hintstyle=hintslight
";

/// Waymark's own settings where a test says nothing else: as someone has them who has
/// used it before and looks for updates by hand.
const OWN_SETTINGS: &str = "\
[io/github/waymarkos/Waymark]
welcomed=true
check-on-open=false
";

/// Times that a window is looked at until it stands still.
const LOOKS: usize = 20;

impl Window {
    /// Opens Waymark's window on the session's display and waits until it is there.
    ///
    /// # Errors
    /// If the program ends or shows nothing; the message has what it wrote.
    pub fn open<I>(session: &Session, arguments: I) -> Result<Self>
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        let bus = Accessibility::connect(&session.accessibility_address()?)?;
        let write =
            "mkdir -p ~/.config/gtk-4.0 && printf %s \"$1\" >~/.config/gtk-4.0/settings.ini";
        session.run(["sh", "-c", write, "sh", SETTINGS])?.ok()?;
        let write = "cd && mkdir -p .config/glib-2.0/settings && cd .config/glib-2.0/settings && \
            { [ -e keyfile ] || printf %s \"$1\" >keyfile; }";
        session.run(["sh", "-c", write, "sh", OWN_SETTINGS])?.ok()?;

        let mut command = vec![PROGRAM.into()];
        command.extend(arguments.into_iter().map(|each| each.as_ref().to_owned()));
        let mut process = session.spawn(command)?;
        let window = Self::attach_while(&bus, PROGRAM, OPENING, || {
            ensure!(process.is_running(), "{PROGRAM} has ended");
            Ok(())
        });
        match window {
            Ok(mut window) => {
                window.process = Some(process);
                let display = session.run(["printenv", "DISPLAY"])?.ok()?;
                display::give_keyboard(display.trim())?;
                Ok(window)
            }
            Err(error) if process.is_running() => Err(error.context(format!(
                "the window did not open; {PROGRAM} wrote: {}",
                process.stderr()
            ))),
            Err(error) => {
                let Output {
                    status,
                    stdout,
                    stderr,
                    ..
                } = process.wait(SOON)?;
                let ended = format!("{PROGRAM} ended with {status}: {stderr}{stdout}");
                Err(error.context(ended))
            }
        }
    }

    /// Closes the window as its close button does and waits for the program's end.
    ///
    /// # Errors
    /// If it does not end within [`SOON`].
    pub fn close(mut self) -> Result<Output> {
        let process = self.process.take().context("it was not opened here")?;
        let frame = self.wait(&Query::role(Role::Frame), SOON)?;
        self.act_by_name(&frame, "window.close")?;
        process.wait(SOON)
    }

    /// The program behind the window, if it was opened here.
    pub fn process(&mut self) -> Option<&mut Process> {
        self.process.as_mut()
    }

    /// Takes a picture (PNG) of the window as soon as it stands still, or after
    /// a while if it does not, as while a bar moves.
    ///
    /// # Errors
    /// If the display or the file does not take it.
    pub fn picture(&self, session: &Session, file: &Path) -> Result<()> {
        let (x, y, width, height) = self.frame()?;
        let part = format!("{width}x{height}+{x}+{y}");
        let look = || {
            let output = session.run([
                "import",
                "-silent",
                "-window",
                "root",
                "-crop",
                &part,
                "+repage",
                "-strip",
                "-define",
                "png:exclude-chunks=date,time",
                "png:-",
            ])?;
            if !output.status.success() {
                bail!("cannot take a picture: {}", output.stderr);
            }
            Ok(output.bytes)
        };
        let mut picture = look()?;
        for _ in 0..LOOKS {
            let next = look()?;
            let still = next == picture;
            picture = next;
            if still {
                break;
            }
        }
        fs::write(file, picture).with_context(|| format!("cannot write {}", file.display()))
    }
}
