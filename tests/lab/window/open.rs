//! Opening Waymark's own window in a session, closing it, and taking its picture.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use atspi::Role;

use crate::machine::{Output, Process};
use crate::sandbox;
use crate::session::Session;

use super::app::{SOON, Window};
use super::bus::Accessibility;
use super::display::{Display, Picture};
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

/// Writes both below the folder $1 of the user's home; their own stay as they are.
const WRITE: &str = r#"
cd && mkdir -p "$1/gtk-4.0" "$1/glib-2.0/settings" && cd "$1" || exit
printf %s "$2" >gtk-4.0/settings.ini
[ -e glib-2.0/settings/keyfile ] || printf %s "$3" >glib-2.0/settings/keyfile
"#;

/// How long a window that stands still has looked the same.
const STILL: Duration = Duration::from_millis(120);
/// After so long a size is asked for again.
const AGAIN: Duration = Duration::from_secs(1);
/// How long it is looked at for that.
const LOOKING: Duration = Duration::from_secs(3);

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
        let mut command = vec![PROGRAM.into()];
        command.extend(arguments.into_iter().map(|each| each.as_ref().to_owned()));
        Self::start(session, ".config", &command)
    }

    /// Opens the window of the app that is installed as a Flatpak
    /// ([`sandbox::Flatpak::install`]).
    ///
    /// # Errors
    /// As [`Window::open`].
    pub fn open_sandboxed(session: &Session) -> Result<Self> {
        let folder = format!(".var/app/{}/config", sandbox::APP);
        let command = sandbox::RUN.iter().chain(&[sandbox::APP]);
        Self::start(
            session,
            &folder,
            &command.map(Into::into).collect::<Vec<_>>(),
        )
    }

    /// Starts the program, which keeps its settings in the folder `config` of the
    /// user's home, and waits for its window.
    fn start(session: &Session, config: &str, command: &[OsString]) -> Result<Self> {
        let bus = Accessibility::connect(&session.accessibility_address()?)?;
        let write = ["sh", "-c", WRITE, "sh", config, SETTINGS, OWN_SETTINGS];
        session.run(write)?.ok()?;
        let mut process = session.spawn(command)?;
        let window = Self::attach_while(&bus, PROGRAM, OPENING, || {
            ensure!(process.is_running(), "{PROGRAM} has ended");
            Ok(())
        });
        match window {
            Ok(mut window) => {
                window.process = Some(process);
                let name = session.display().context("the session has no display")?;
                let display = Display::connect(&name)?;
                display.give_keyboard()?;
                window.display = Some(display);
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
    pub fn picture(&self, file: &Path) -> Result<()> {
        self.look()?.save(file)
    }

    /// The same picture, not kept in a file.
    ///
    /// # Errors
    /// If the display does not give it.
    pub fn look(&self) -> Result<Picture> {
        let (x, y, width, height) = self.frame()?;
        let display = self.display()?;
        let mut picture = display.picture(x, y, width, height)?;
        let mut still = Instant::now();
        let end = still + LOOKING;
        while still.elapsed() < STILL && Instant::now() < end {
            let next = display.picture(x, y, width, height)?;
            if next != picture {
                still = Instant::now();
                picture = next;
            }
        }
        Ok(picture)
    }

    /// Gives the window a size, as dragging its corner does, and waits until it has it.
    ///
    /// # Errors
    /// If it does not take it: it has a size below which it does not go.
    pub fn resize(&self, width: i32, height: i32) -> Result<()> {
        // The border that GTK draws around it is a part of the window for the display.
        let (x, y, ..) = self.frame()?;
        let (outer, higher) = (width + 2 * x, height + 2 * y);
        let display = self.display()?;
        let ask = || anyhow::Ok(display.resize(outer.try_into()?, higher.try_into()?)?);
        ask()?;
        let (mut asked, end) = (Instant::now(), Instant::now() + SOON);
        loop {
            // One that comes while GTK takes another size can be lost; a hand goes on.
            if asked.elapsed() > AGAIN {
                ask()?;
                asked = Instant::now();
            }
            let (.., now, high) = self.frame()?;
            if (now, high) == (width, height) {
                return Ok(());
            }
            ensure!(
                Instant::now() < end,
                "a window of {width}×{height} was asked for, and it is {now}×{high}"
            );
        }
    }

    fn display(&self) -> Result<&Display> {
        self.display.as_ref().context("it was not opened here")
    }
}
