//! A dbus-daemon of the test's own.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// Lives as long as this does.
pub(super) struct TestBus {
    daemon: Child,
    pub(super) address: String,
    pub(super) folder: TempDir,
}

impl TestBus {
    pub(super) fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().display();
        let config = format!(
            r#"<busconfig>
                 <listen>unix:path={path}/bus</listen>
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
            .args(["--nofork", "--print-address"])
            .arg(format!("--config-file={}", file.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed");
        let mut address = String::new();
        let stdout = daemon.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut address).unwrap();
        Self {
            daemon,
            address: address.trim().to_owned(),
            folder,
        }
    }
}

impl Drop for TestBus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}
