//! The Debian packages: built as packaging/debian says, and the service that the real
//! dpkg installs from them.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use waymark_lab::{
    Options,
    machine::{BootOptions, default_deployment},
    packages::DATABASE,
    sample::temporary_folder,
};
use waymark_tests::Stage;

/// What a package is made from.
const SOURCE: [&str; 14] = [
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "clippy.toml",
    "data",
    "docs",
    "flatpak",
    "meson.build",
    "meson.options",
    "po",
    "src",
    "tests",
];

fn run(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let told = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    ensure!(output.status.success(), "{command:?}: {told}");
    Ok(told)
}

/// Builds the packages from the programs that are built, into `folder`.
fn build(folder: &Path) -> Result<Vec<PathBuf>> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let source = folder.join("waymark");
    fs::create_dir(&source)?;
    run(Command::new("cp")
        .arg("--archive")
        .args(SOURCE.map(|name| checkout.join(name)))
        .arg(&source))?;
    run(Command::new("cp")
        .arg("--archive")
        .arg(checkout.join("packaging/debian"))
        .arg(source.join("debian")))?;
    let target = env::var_os("CARGO_TARGET_DIR").context("CARGO_TARGET_DIR is not set")?;
    // Rust is not Debian's here, so what is needed for a build is not looked for.
    run(Command::new("dpkg-buildpackage")
        .args([
            "--build=binary",
            "--no-check-builddeps",
            "--no-sign",
            "--no-pre-clean",
        ])
        .current_dir(&source)
        .env("DEB_BUILD_OPTIONS", "nocheck noautodbgsym")
        .env("DPKG_DEB_COMPRESSOR_TYPE", "xz")
        .env("DPKG_DEB_COMPRESSOR_LEVEL", "0")
        .env("CARGO_TARGET_DIR", target)
        .env("WAYMARK_BUILT", "1")
        .env("WAYMARK_PROFILE", "debug"))?;
    let mut packages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "deb") {
            packages.push(path);
        }
    }
    packages.sort();
    Ok(packages)
}

/// dpkg on the tree of a deployment that does not run.
fn dpkg(deployment: &Path) -> Command {
    let mut command = Command::new("dpkg");
    command
        .arg(format!("--root={}", deployment.display()))
        .arg(format!(
            "--admindir={}",
            deployment.join(DATABASE).display()
        ));
    command
}

#[test]
fn the_debian_packages_bring_a_service_that_answers() -> Result<()> {
    let folder = temporary_folder()?;
    let packages = build(folder.path())?;
    let names: Vec<_> = packages
        .iter()
        .filter_map(|path| path.file_name()?.to_str()?.split('_').next())
        .collect();
    assert_eq!(names, ["waymark", "waymarkctl", "waymarkd"]);
    run(Command::new("lintian")
        .args(["--allow-root", "--fail-on", "error"])
        .args(&packages))?;

    let options = Options {
        installed: false,
        ..Options::default()
    };
    let stage = Stage::prepared(&options, &BootOptions::default(), |sample| {
        let deployment = default_deployment(&sample.sysroot())?;
        // The window needs more than this small system has.
        run(dpkg(&deployment).arg("--install").args(&packages[1..]))?;
        Ok(())
    })?;
    let mut user = stage.caller("user")?;
    assert!(!user.deployments()?.is_empty());
    let running = stage.running()?;
    let told = stage.machine().system(["waymarkctl", "status"])?.ok()?;
    assert!(told.contains(&running.version), "{told}");
    user.succeed("Check", "a{sv}", &serde_json::json!([{}]))?;
    // Made by the package, for the program that asks registries.
    stage.machine().system(["id", "waymark"])?.ok()?;
    Ok(())
}
