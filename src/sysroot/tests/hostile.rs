//! A remote whose versions are made to do harm: whatever their objects and descriptions
//! say, it ends in a clear error or a sound reading, and nothing outside is touched.

use std::{fs, os::unix::fs::symlink, time::Instant};

use anyhow::{Context, Result};
use ostree::glib::{self, prelude::*};
use waymark_model::{ErrorKind, Files, StreamState};

use crate::system::{Forge, System, Tree, control, followed, on_a_system, read, version};

/// After the last version of a [`Tree`].
fn later() -> u64 {
    Tree::version(100).timestamp
}

fn described(keys: &[(&str, glib::Variant)]) -> glib::VariantDict {
    let dict = glib::VariantDict::new(None);
    for (key, value) in keys {
        dict.insert_value(key, value);
    }
    dict
}

/// An update is refused with this kind, and nothing of it stays: the system is as before,
/// its repository whole, and the next honest version is taken.
async fn is_refused(system: &System, kind: ErrorKind, what: &str) -> Result<()> {
    let before = (read()?, followed()?);
    let refused = system.waymark.update(None, None, &control()).await;
    let refused = refused
        .err()
        .with_context(|| format!("{what}: it was taken"))?;
    assert_eq!(refused.kind, kind, "{what}: {refused:?}");
    assert_eq!((read()?, followed()?), before, "{what}");
    crate::system::ostree(&["fsck", "--quiet"], "/ostree/repo".as_ref())
        .with_context(|| what.to_owned())?;
    system.waymark.clean_up(1, &control()).await?;
    Ok(())
}

#[test]
fn names_that_lead_elsewhere_are_corrupt() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let forge = Forge::new(&system)?;
        let file = forge.file()?;
        let outside = "../../../../../../../../run/escaped";
        let long = "n".repeat(256);
        for name in ["..", ".", "", "a/b", outside, "/run/escaped", long.as_str()] {
            let meta = forge.root.1.clone();
            let as_file = forge.beside(vec![(name.into(), file.clone())], Vec::new())?;
            let folder = vec![(name.to_owned(), forge.root.0.clone(), meta)];
            let as_folder = forge.beside(Vec::new(), folder)?;
            for tree in [as_file, as_folder] {
                forge.publish(&tree, &described(&[]), later())?;
                is_refused(&system, ErrorKind::Corrupt, &format!("“{name}”")).await?;
                assert!(!fs::exists("/run/escaped")?);
            }
        }
        system.publish("200", &Tree::version(200))?;
        system.waymark.update(None, None, &control()).await?;
        Ok(())
    });
}

#[test]
fn a_tree_without_end_is_refused_before_it_is_laid_out() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let forge = Forge::new(&system)?;
        let meta = forge.root.1.clone();
        // Ten objects, 1000 to the power of ten folders.
        let mut wide = forge.folder(Vec::new(), Vec::new())?;
        for _ in 0..10 {
            let names =
                (0..1000).map(|number| (format!("{number:03}"), wide.clone(), meta.clone()));
            wide = forge.folder(Vec::new(), names.collect())?;
        }
        let mut deep = forge.folder(Vec::new(), Vec::new())?;
        for _ in 0..400 {
            deep = forge.folder(Vec::new(), vec![("d".to_owned(), deep, meta.clone())])?;
        }
        for (what, tree) in [("wide", wide), ("deep", deep)] {
            let tree = vec![("zz".to_owned(), tree, meta.clone())];
            let tree = forge.beside(Vec::new(), tree)?;
            forge.publish(&tree, &described(&[]), later())?;
            is_refused(&system, ErrorKind::Corrupt, what).await?;
        }
        system.publish("200", &Tree::version(200))?;
        system.waymark.update(None, None, &control()).await?;
        Ok(())
    });
}

#[test]
fn a_million_tiny_files_are_compared_as_far_as_that_makes_sense() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let forge = Forge::new(&system)?;
        let file = forge.file()?;
        let files = (0..1000).map(|number| (format!("{number:03}"), file.clone()));
        let folder = forge.folder(files.collect(), Vec::new())?;
        let meta = forge.root.1.clone();
        let folders =
            (0..1000).map(|number| (format!("{number:03}"), folder.clone(), meta.clone()));
        let million = forge.folder(Vec::new(), folders.collect())?;
        let tree = forge.beside(Vec::new(), vec![("zz".into(), million, meta)])?;
        let checksum = forge.publish(&tree, &described(&[]), later())?;

        system.waymark.check(None, None, &control()).await?;
        let running = read()?[0].1.clone();
        system.waymark.download(None, None, &control()).await?;
        let begun = Instant::now();
        let compared = system
            .waymark
            .compare(&version(&running), &version(&checksum), true)
            .await?;
        assert_eq!(
            compared.files,
            Files::Unknown,
            "nobody looks through so many"
        );
        assert_eq!(compared.packages.map(|all| all.len()), Some(0));
        let (took, used) = (begun.elapsed(), memory()?);
        assert!(took.as_secs() < 20, "{took:?}");
        assert!(used < 400_000, "{used} kB are in use");

        // Laid out it is in a time that somebody can wait for, as it cannot be cancelled.
        let begun = Instant::now();
        system.waymark.update(None, None, &control()).await?;
        let laid_out = begun.elapsed();
        eprintln!("{took:?} to compare, {used} kB, {laid_out:?} to lay out");
        assert!(laid_out.as_secs() < 120, "{laid_out:?}");
        Ok(())
    });
}

/// The most memory that this process had, in kB.
fn memory() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.context("no VmHWM")?.parse()?)
}

#[test]
fn absurd_descriptions_are_read_soundly() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let forge = Forge::new(&system)?;
        let entry = |archived: &[u8], unpacked: &[u8], kind: u8| {
            [&[7; 32], archived, unpacked, &[kind]].concat()
        };
        // The largest number, one that is too long, and none.
        let largest = [[0xff; 9].as_slice(), &[1]].concat();
        let endless = vec![0xff; 40];
        let text = |text: &str| text.to_variant();
        let cases: Vec<(&str, Vec<(&str, glib::Variant)>)> = vec![
            ("no sizes", vec![("ostree.sizes", text("none"))]),
            (
                "sizes of another type",
                vec![("ostree.sizes", vec![-1_i64].to_variant())],
            ),
            (
                "largest sizes",
                vec![(
                    "ostree.sizes",
                    vec![entry(&largest, &largest, 1), entry(&largest, &largest, 1)].to_variant(),
                )],
            ),
            (
                "endless sizes",
                vec![(
                    "ostree.sizes",
                    vec![entry(&endless, &endless, 1)].to_variant(),
                )],
            ),
            (
                "short sizes",
                vec![("ostree.sizes", vec![vec![1_u8, 2]].to_variant())],
            ),
            (
                "types",
                vec![
                    ("version", 7_u32.to_variant()),
                    ("ostree.linux", vec!["a", "b"].to_variant()),
                    ("ostree.endoflife", true.to_variant()),
                    ("ostree.ref-binding", 7_u64.to_variant()),
                    ("rpmostree.rpmdb.pkglist", text("none")),
                ],
            ),
            (
                "packages",
                vec![(
                    "rpmostree.rpmdb.pkglist",
                    vec![("a", "b", "c", "d")].to_variant(),
                )],
            ),
            (
                "lengths",
                vec![
                    ("version", text(&"9".repeat(5_000_000))),
                    ("ostree.endoflife", text(&"e".repeat(5_000_000))),
                ],
            ),
            (
                "kernel",
                vec![("ostree.linux", text("../../../../run/escaped"))],
            ),
            ("no kernel", vec![("ostree.linux", text(""))]),
        ];
        for (number, (what, keys)) in (0..).zip(cases) {
            forge.publish(&forge.root.0, &described(&keys), later() + number)?;
            let checked = system.waymark.check(None, None, &control()).await;
            checked.with_context(|| what.to_owned())?;
            let found = system.read().await.with_context(|| what.to_owned())?;
            let update = found.update.with_context(|| what.to_owned())?;
            assert!(
                update.version.is_none_or(|text| text.len() < 5000),
                "{what}"
            );
            assert!(
                found.end_of_life.is_none_or(|text| text.len() < 5000),
                "{what}"
            );
            let taken = system.waymark.update(None, None, &control()).await;
            let expected = (what == "largest sizes").then_some(ErrorKind::NoSpace);
            assert_eq!(taken.err().map(|error| error.kind), expected, "{what}");
        }
        // In the year 292 billion: it can be taken, and nothing that came before it again.
        forge.publish(&forge.root.0, &described(&[]), u64::MAX / 2)?;
        system.waymark.check(None, None, &control()).await?;
        let update = system.read().await?.update.context("nothing is offered")?;
        assert_eq!(update.timestamp, Some(u64::MAX / 2));
        system.publish("2", &Tree::version(2))?;
        system.waymark.check(None, None, &control()).await?;
        assert_eq!(system.read().await?.stream_state, StreamState::Current);
        Ok(())
    });
}

#[test]
fn a_description_that_is_too_large_is_corrupt() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let forge = Forge::new(&system)?;
        let huge = ("version", "9".repeat(40 << 20).to_variant());
        forge.publish(&forge.root.0, &described(&[huge]), later())?;
        let refused = system.waymark.check(None, None, &control()).await;
        assert_eq!(refused.unwrap_err().kind, ErrorKind::Corrupt);
        is_refused(&system, ErrorKind::Corrupt, "a huge description").await
    });
}

#[test]
fn a_bogus_package_database_hides_nothing_but_the_packages() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        let honest = b"Package: a\nStatus: install ok installed\nVersion: 1\n\n".to_vec();
        let large = honest.repeat(100_000_000 / honest.len());
        let bogus = [large, vec![0xff; 10_000], b": : :\n\0\n  x".repeat(1000)];
        for (number, content) in (2..).zip(bogus) {
            let mut tree = Tree::version(number);
            tree.bogus = Some(content);
            let checksum = system.publish(&number.to_string(), &tree)?;
            system.waymark.check(None, None, &control()).await?;
            let found = system.read().await?;
            let update = found.update.context("nothing is offered")?;
            assert_eq!(
                (update.checksum, update.packages_changed),
                (checksum.clone(), None)
            );
            let running = version(&read()?[0].1);
            let asked = system
                .waymark
                .compare(&running, &version(&checksum), true)
                .await;
            assert_eq!(asked.unwrap_err().kind, ErrorKind::Corrupt);
        }
        let used = memory()?;
        assert!(used < 400_000, "{used} kB are in use");
        // It can be taken all the same, and shown.
        system.waymark.update(None, None, &control()).await?;
        let id = system.ids().await?.remove(0);
        assert_eq!(system.waymark.deployment(&id).await?.packages, None);
        Ok(())
    });
}

#[test]
fn links_in_the_place_of_a_kernel_and_of_etc_lead_nowhere() {
    on_a_system(|system| async move {
        system.with_versions(1)?;
        fs::write("/run/secret", "of this machine")?;
        let folder = system.scratch("links");
        for (number, path) in [
            (2, "usr/lib/modules/6.1/vmlinuz"),
            (3, "usr/etc"),
            (4, "boot"),
        ] {
            let tree = Tree::version(number);
            let _ = fs::remove_dir_all(&folder);
            tree.write(&folder)?;
            let place = folder.join(path);
            if place.is_dir() {
                fs::remove_dir_all(&place)?;
            } else {
                fs::remove_file(&place)?;
            }
            symlink("/run/secret", &place)?;
            system.publish_folder(&number.to_string(), &folder, &tree, None)?;
            system.waymark.check(None, None, &control()).await?;
            let before = read()?;
            match system.waymark.update(None, None, &control()).await {
                // What libostree stages leads to nothing of this machine.
                Ok(_) => {
                    system.waymark.discard(&control()).await?;
                }
                Err(error) => assert!(
                    matches!(error.kind, ErrorKind::Corrupt | ErrorKind::Failed),
                    "{path}: {error:?}"
                ),
            }
            assert_eq!(read()?, before, "{path}");
            assert_eq!(fs::read_to_string("/run/secret")?, "of this machine");
        }
        let mut copies = Vec::new();
        find(std::path::Path::new("/boot"), &mut copies)?;
        for copy in copies {
            assert_ne!(
                fs::read(&copy).unwrap_or_default(),
                b"of this machine",
                "{copy:?}"
            );
        }
        Ok(())
    });
}

fn find(folder: &std::path::Path, files: &mut Vec<std::path::PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            find(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
