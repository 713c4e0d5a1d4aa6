//! A dbus-daemon of the test's own, standing in for the system's.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;
use zbus::{Connection, connection};

/// The daemon lives as long as this does.
pub(crate) struct Bus {
    daemon: Child,
    address: String,
    folder: TempDir,
}

impl Bus {
    /// A bus where nothing is installed.
    pub(crate) fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().display();
        fs::create_dir(folder.path().join("services")).unwrap();
        let config = format!(
            r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
               <busconfig>
                 <listen>unix:path={path}/bus</listen>
                 <servicedir>{path}/services</servicedir>
                 <policy context="default">
                   <allow send_destination="*" eavesdrop="true"/>
                   <allow eavesdrop="true"/>
                   <allow own="*"/>
                 </policy>
               </busconfig>"#
        );
        let file = folder.path().join("bus.conf");
        fs::write(&file, config).unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .arg("--nofork")
            .arg("--print-address")
            .arg(format!("--config-file={}", file.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Self {
            daemon,
            address: address.trim().to_owned(),
            folder,
        }
    }

    /// Makes a program startable by the service's name.
    pub(crate) fn install(&self, program: &str) {
        let name = waymark_model::names::SERVICE;
        fs::write(
            self.folder.path().join(format!("services/{name}.service")),
            format!("[D-BUS Service]\nName={name}\nExec={program}\n"),
        )
        .unwrap();
        // The bus looks into the folder anew when it is told to.
        let reload = Command::new("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(["--print-reply", "--dest=org.freedesktop.DBus", "/"])
            .arg("org.freedesktop.DBus.ReloadConfig")
            .stdout(Stdio::null())
            .status()
            .expect("dbus-send is installed");
        assert!(reload.success());
    }

    /// A new connection.
    pub(crate) async fn connection(&self) -> Connection {
        connection::Builder::address(self.address())
            .build()
            .await
            .unwrap()
    }

    /// Its address, for other processes.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}
