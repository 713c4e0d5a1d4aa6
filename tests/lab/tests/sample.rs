//! The sample system is what it says it is: asked of libostree and dpkg.

mod common;

use anyhow::Result;
use common::{ostree, text};
use waymark_lab::sample::{BRANCH, OTHER_STATEROOT, STATEROOT, temporary_folder};
use waymark_lab::{Options, Sample};

#[test]
fn a_sample_is_what_it_says() -> Result<()> {
    let folder = temporary_folder()?;
    let options = Options {
        other_stateroot: true,
        ..Options::default()
    };
    let sample = Sample::create(&folder.path().join("lab"), &options)?;
    let versions = sample.versions()?;
    let newest = &versions[5];

    let deployed = sample.deployed()?;
    let checksums: Vec<_> = deployed.iter().map(|version| &version.checksum).collect();
    let expected: Vec<_> = versions[2..5]
        .iter()
        .map(|version| &version.checksum)
        .collect();
    assert_eq!(checksums, expected);

    let status = ostree(&["admin", "status", "--sysroot", &text(&sample.sysroot())])?;
    let boot_list: Vec<_> = status
        .lines()
        .filter_map(|line| line.trim().split_once(' '))
        .filter(|(stateroot, _)| [STATEROOT, OTHER_STATEROOT].contains(stateroot))
        .collect();
    assert_eq!(
        boot_list,
        [
            (STATEROOT, format!("{}.0", versions[4].checksum).as_str()),
            (STATEROOT, format!("{}.0", versions[3].checksum).as_str()),
            (STATEROOT, format!("{}.0", versions[2].checksum).as_str()),
            (
                OTHER_STATEROOT,
                format!("{}.0", versions[4].checksum).as_str()
            ),
        ],
        "{status}"
    );
    assert_eq!(status.matches("Good signature").count(), 4, "{status}");

    let repo = format!("--repo={}", text(&sample.repo()));
    assert_eq!(ostree(&[&repo, "rev-parse", BRANCH])?, newest.checksum);
    assert!(ostree(&[&repo, "show", "--print-sizes", BRANCH])?.contains("Compressed size"));
    ostree(&[&repo, "fsck"])?;
    Ok(())
}

#[test]
fn versions_differ_as_they_say() -> Result<()> {
    let folder = temporary_folder()?;
    let options = Options {
        older: 1,
        deployed: 1,
        newer: 0,
        ..Options::default()
    };
    let sample = Sample::create(&folder.path().join("lab"), &options)?;
    let published = Sample::open(sample.dir())?.publish(&sample.random_version()?)?;
    let versions = sample.versions()?;
    assert_eq!(versions[2].checksum, published.checksum);

    for pair in versions.windows(2) {
        let (old, new) = (&pair[0], &pair[1]);
        assert_eq!(new.parent.as_ref(), Some(&old.checksum));
        assert!(new.date > old.date);
        let changes = sample.package_changes(&old.checksum, &new.checksum)?;
        assert_eq!(changes, new.packages);
        assert!(changes.iter().any(|change| change.old.is_none()));
        assert!(changes.iter().any(|change| change.new.is_none()));
        assert!(
            changes
                .iter()
                .any(|change| change.old.is_some() && change.new.is_some())
        );

        let files = sample.file_changes(&old.checksum, &new.checksum)?;
        for (path, here, there) in [
            (&files.added, &new.files, &old.files),
            (&files.removed, &old.files, &new.files),
        ] {
            for file in here.iter().filter(|file| !there.contains(file)) {
                assert!(
                    path.contains(&std::path::Path::new("/usr").join(file)),
                    "{files:?}"
                );
            }
        }
    }
    Ok(())
}
