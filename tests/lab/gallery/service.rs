//! What stands in the place of the pages: the service is not there, or has nothing to show.

use anyhow::{Context as _, Result};

use super::{Scene, Shot};

const NAME: &str = "io.github.waymarkos.Waymark1";
const PROGRAM: &str = "/usr/libexec/waymarkd";
/// Puts in its place what does nothing, for as long as the shots take.
const HANG: &str = "printf '#!/bin/sh\\necho $$ >/run/hanging\\nexec sleep 600\\n' >/run/hang && \
    chmod +x /run/hang && mount --bind /run/hang \"$1\"";
/// Puts it back.
const GO_ON: &str = "umount --lazy \"$1\" && kill $(cat /run/hanging)";
/// Where everyone finds the system bus.
const SYSTEM_BUS: &str = "unix:path=/run/dbus/system_bus_socket";

/// Sends the service a signal.
fn signal(scene: &Scene, signal: &str) -> Result<()> {
    let machine = scene.machine();
    let pid = machine
        .owner_of(NAME)?
        .context("the service does not run")?;
    machine.system(["kill", signal, &pid.to_string()])?.ok()?;
    Ok(())
}

pub(super) const SHOTS: &[Shot] = &[
    Shot {
        name: "service-stopped",
        reach: |scene| {
            // It is started again, and never gets ready.
            let machine = scene.machine();
            machine.system(["sh", "-c", HANG, "sh", PROGRAM])?.ok()?;
            signal(scene, "-KILL")?;
            scene.see_words("The service stopped")
        },
    },
    Shot {
        name: "service-unreachable",
        reach: |scene| {
            let machine = scene.machine();
            machine.system(["sh", "-c", GO_ON, "sh", PROGRAM])?.ok()?;
            scene.reopen(Some("unix:path=/nowhere"))?;
            scene.see_words("The Service Cannot Be Reached")
        },
    },
    Shot {
        name: "service-missing",
        reach: |scene| {
            // The bus of the session knows no such service.
            scene.reopen(None)?;
            scene.see_words("The Service Is Not Installed")
        },
    },
    Shot {
        name: "service-slow",
        reach: |scene| {
            let machine = scene.machine();
            let start = [
                "busctl",
                "call",
                "org.freedesktop.DBus",
                "/org/freedesktop/DBus",
            ];
            let start = start
                .iter()
                .chain(&["org.freedesktop.DBus", "StartServiceByName"]);
            machine.system(start.chain(&["su", NAME, "0"]))?.ok()?;
            signal(scene, "-STOP")?;
            scene.reopen(Some(SYSTEM_BUS))?;
            scene.see_words("Reading the System")
        },
    },
    Shot {
        name: "not-atomic",
        reach: |scene| {
            scene.machine().system(["rm", "/run/ostree-booted"])?.ok()?;
            signal(scene, "-KILL")?;
            scene.see_words("Not an Atomic System")
        },
    },
];
