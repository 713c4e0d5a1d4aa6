//! The sample system is what it says it is: asked of libostree and dpkg.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use waymark_lab::sample::BRANCH;
use waymark_lab::{Options, Sample};

fn ostree(arguments: &[&str]) -> Result<String> {
    let output = Command::new("ostree").args(arguments).output()?;
    ensure!(
        output.status.success(),
        "ostree {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn a_sample_is_what_it_says() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let start = std::time::Instant::now();
    let sample = Sample::create(&folder.path().join("lab"), &Options::default())?;
    eprintln!("created in {:?}", start.elapsed());
    let versions = sample.versions()?;
    let deployed = sample.deployed()?;
    let newest = &versions[5];

    assert_eq!(deployed.len(), 3);
    assert_eq!(deployed[2].checksum, versions[4].checksum);
    let status = ostree(&["admin", "status", "--sysroot", &text(&sample.sysroot())])?;
    let boot_list: Vec<_> = status
        .lines()
        .filter_map(|line| line.trim().strip_prefix("sample "))
        .collect();
    eprintln!("{status}");
    assert_eq!(boot_list.len(), 3);
    for (entry, version) in boot_list.iter().zip(deployed.iter().rev()) {
        assert!(entry.starts_with(&version.checksum), "{status}");
    }

    let repo = format!("--repo={}", text(&sample.repo()));
    assert_eq!(
        ostree(&[&repo, "rev-parse", BRANCH])?.trim(),
        newest.checksum
    );
    eprintln!("{}", ostree(&[&repo, "log", BRANCH])?);
    eprintln!("{}", ostree(&[&repo, "show", "--print-sizes", BRANCH])?);
    ostree(&[&repo, "fsck"])?;

    for pair in versions.windows(2) {
        assert_eq!(pair[1].parent.as_ref(), Some(&pair[0].checksum));
        assert!(pair[1].date > pair[0].date);
        let changes = sample.package_changes(&pair[0].checksum, &pair[1].checksum)?;
        assert_eq!(changes, pair[1].packages);
        assert!(changes.iter().any(|change| change.old.is_none()));
        assert!(changes.iter().any(|change| change.new.is_none()));
    }

    let spec = sample.random_version()?;
    let start = std::time::Instant::now();
    let published = sample.publish(&spec)?;
    eprintln!("published in {:?}", start.elapsed());
    assert_eq!(published.parent.as_ref(), Some(&newest.checksum));
    let changes = sample.file_changes(&newest.checksum, &published.checksum)?;
    eprintln!(
        "{} {} {}",
        changes.added.len(),
        changes.changed.len(),
        changes.removed.len()
    );
    Ok(())
}
