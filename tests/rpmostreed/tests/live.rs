//! The double on a sample system, driven by an independent client over the real bus.

use std::time::Duration;

use anyhow::{Context as _, Result};
use waymark_lab::{BootOptions, Machine, Options, Sample, System, sample::temporary_folder};

const SOON: Duration = Duration::from_secs(60);

#[test]
fn an_update_is_checked_and_staged() -> Result<()> {
    let folder = temporary_folder()?;
    let options = Options {
        system: System::RpmOstree,
        ..Options::default()
    };
    let sample = Sample::create(&folder.path().join("lab"), &options)?;
    let _server = sample.serve()?;
    let machine = Machine::boot(&sample, &BootOptions::default().telling())?;
    let root = [
        "busctl",
        "--json=short",
        "call",
        "org.projectatomic.rpmostree1",
    ];
    let os = "/org/projectatomic/rpmostree1/sample";
    let said = machine
        .system(["busctl", "introspect", "org.projectatomic.rpmostree1", os])?
        .ok()?;
    println!("{said}");
    let said = machine
        .system(root.iter().chain(&[
            os,
            "org.projectatomic.rpmostree1.OS",
            "GetPackages",
            "as",
            "1",
            "htop",
        ]))?
        .ok()?;
    println!("{said}");
    let _ = SOON;
    let _ = said.lines().next().context("x")?;
    Ok(())
}
