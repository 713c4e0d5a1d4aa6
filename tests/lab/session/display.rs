//! A session's display: a virtual one with accessibility, or the developer's.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use super::{START, Session};
use crate::tool;

impl Session {
    /// Gives the session a virtual display of its own and an accessibility
    /// bus. Programs that start from now on use them.
    ///
    /// # Errors
    /// If the display or the accessibility bus does not start.
    pub fn with_display(self, width: u32, height: u32) -> Result<Self> {
        let screen = format!("{width}x{height}x24");
        let server = [
            "Xvfb",
            "-displayfd",
            "1",
            "-nolisten",
            "tcp",
            "-ac",
            "-dpi",
            "96",
            "-screen",
            "0",
            &screen,
        ];
        let display = self.spawn(server)?;
        let number = display
            .wait_for_output(START, |text| {
                text.lines().next()?.trim().parse::<u32>().ok()
            })
            .context("the virtual display did not start")?;
        self.keep(display);
        self.use_display(&format!(":{number}"), None)?;
        self.set_env("GSK_RENDERER", "cairo");
        self.set_env("GDK_BACKEND", "x11");
        self.set_env("LIBGL_ALWAYS_SOFTWARE", "1");
        Ok(self)
    }

    /// Lets the session use a display that exists, `DISPLAY` and the file
    /// `XAUTHORITY` of whom it belongs to, and starts an accessibility bus.
    ///
    /// # Errors
    /// If the accessibility bus does not start.
    pub fn use_display(&self, display: &str, authority: Option<&Path>) -> Result<()> {
        self.set_env("DISPLAY", display);
        let mut names = vec!["DISPLAY"];
        if let Some(file) = authority {
            let copy = self
                .sessions
                .plan
                .run()
                .join(format!("user/{}/Xauthority", self.account.uid));
            fs::copy(file, &copy).context("cannot read the display's authority file")?;
            std::os::unix::fs::chown(&copy, Some(self.account.uid), Some(self.account.gid))?;
            self.set_env(
                "XAUTHORITY",
                format!("{}/Xauthority", self.runtime_inside()),
            );
            names.push("XAUTHORITY");
        }
        self.keep_settings()?;
        // What the bus starts must know the display too.
        self.run(["dbus-update-activation-environment"].iter().chain(&names))?
            .ok()?;
        Ok(())
    }

    /// Lets programs in the session find the settings' schema and keep settings, in a
    /// file of the user's home: no settings daemon runs here.
    fn keep_settings(&self) -> Result<()> {
        let schemas = "waymark-lab-schemas";
        let folder = self.sessions.plan.run().join(schemas);
        fs::create_dir_all(&folder)?;
        tool::run(
            Command::new("glib-compile-schemas")
                .arg("--strict")
                .arg("--targetdir")
                .arg(&folder)
                .arg(tool::checkout()?.join("data")),
        )?;
        self.set_env("GSETTINGS_SCHEMA_DIR", format!("/run/{schemas}"));
        self.set_env("GSETTINGS_BACKEND", "keyfile");
        Ok(())
    }

    /// The name of its display.
    #[must_use]
    pub fn display(&self) -> Option<String> {
        self.env().get("DISPLAY")?.to_str().map(str::to_owned)
    }

    /// The address of the session's accessibility bus, for a caller outside of
    /// the machine. Starts it if need be.
    ///
    /// # Errors
    /// If it does not start.
    pub fn accessibility_address(&self) -> Result<String> {
        let bus = ["org.a11y.Bus", "/org/a11y/bus"];
        let enable = ["org.a11y.Status", "IsEnabled", "b", "true"];
        self.run(
            ["busctl", "--user", "set-property"]
                .iter()
                .chain(&bus)
                .chain(&enable),
        )?
        .ok()?;
        let ask = ["org.a11y.Bus", "GetAddress"];
        let reply = self
            .run(["busctl", "--user", "call"].iter().chain(&bus).chain(&ask))?
            .ok()?;
        let address = reply
            .split('"')
            .nth(1)
            .context("there is no accessibility bus")?;
        Ok(self.outside(address))
    }

    /// Takes a picture (PNG) of the whole display.
    ///
    /// # Errors
    /// If there is no display, or the file cannot be written.
    pub fn screenshot(&self, file: &Path) -> Result<()> {
        let output = self.run(["import", "-silent", "-window", "root", "png:-"])?;
        ensure!(
            output.status.success(),
            "cannot take a picture: {}",
            output.stderr
        );
        fs::write(file, output.bytes).with_context(|| format!("cannot write {}", file.display()))
    }
}
