//! Package files as callers may hand them over, and worse.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    os::{
        fd::{AsFd, OwnedFd},
        unix::fs::OpenOptionsExt,
    },
    path::Path,
    time::Duration,
};

use rpm::{
    BuildConfig, CompressionType, Header, HeaderEntry, IndexData, IndexSignatureTag, PackageBuilder,
};
use rustix::fs::OFlags;
use tempfile::TempDir;
use waymark_model::{Action, ErrorKind, PackageChanges, PackageFile, Result};

use super::{Counter, Luggage, header, limits};

const USER: u32 = 1001;

/// A package as rpm's tools would make it, signed with a key if one is given.
pub(crate) fn package(name: &str, key: Option<[u8; 8]>) -> Vec<u8> {
    let config = BuildConfig::v4().compression(CompressionType::None);
    let mut package = PackageBuilder::new(name, "1.2", "MIT", "x86_64", "A test")
        .using_config(config)
        .release("3.fc44")
        .epoch(2)
        .build()
        .unwrap();
    if let Some(key) = key {
        let tag = IndexSignatureTag::RPMSIGTAG_RSA as u32;
        let entry = HeaderEntry::new(tag, IndexData::Bin(signature(key)));
        package.metadata.signature =
            Header::from_entries([entry], IndexSignatureTag::HEADER_SIGNATURES);
    }
    let mut bytes = Vec::new();
    package.write(&mut bytes).unwrap();
    bytes
}

/// A signature packet whose issuer is this key: its head is real, its numbers are not.
fn signature(key: [u8; 8]) -> Vec<u8> {
    let mut body = vec![4, 0, 22, 8];
    body.extend([0, 6, 5, 2, 0x60, 0, 0, 0]);
    body.extend([0, 10, 9, 16]);
    body.extend(key);
    body.extend([0xab, 0xcd, 0, 8, 0xff]);
    let mut packet = vec![0xc2, u8::try_from(body.len()).unwrap()];
    packet.append(&mut body);
    packet
}

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn holding(&self, name: &str, bytes: &[u8]) -> OwnedFd {
        fs::write(self.path(name), bytes).unwrap();
        open(&self.path(name), OFlags::empty())
    }
}

fn open(path: &Path, flags: OFlags) -> OwnedFd {
    let flags = i32::try_from(flags.bits()).unwrap();
    let mut how = OpenOptions::new();
    how.read(true).custom_flags(flags);
    how.open(path).unwrap().into()
}

fn action(packages: Vec<OwnedFd>, replacements: Vec<OwnedFd>) -> Action {
    let files = |list: Vec<OwnedFd>| list.into_iter().map(PackageFile::new).collect();
    Action::ChangePackages {
        changes: PackageChanges::default(),
        local_packages: files(packages),
        local_replacements: files(replacements),
        dry_run: false,
    }
}

async fn take_in(counter: &Counter, action: &mut Action) -> Result<Luggage> {
    counter.take_in(action, USER).await.map(Option::unwrap)
}

#[tokio::test]
async fn what_was_handed_over_is_copied_and_sealed() {
    let files = Files::new();
    let bytes = package("htop", Some([0xfe, 1, 2, 3, 4, 5, 6, 0xff]));
    let given = files.holding("a.rpm", &bytes);
    // Where its reader stands is nobody's business.
    let mut reader = File::from(given.try_clone().unwrap());
    reader.read_exact(&mut [0; 10]).unwrap();
    let other = files.holding("b.rpm", &package("nano", None));
    let mut action = action(vec![given], vec![other]);
    let counter = Counter::new();
    let luggage = take_in(&counter, &mut action).await.unwrap();
    fs::write(files.path("a.rpm"), "something else").unwrap();

    let told = &luggage.packages;
    assert_eq!(
        (told[0].name.as_str(), told[1].name.as_str()),
        ("htop", "nano")
    );
    assert_eq!(told[0].version, "2:1.2-3.fc44");
    assert_eq!(told[0].architecture.as_deref(), Some("x86_64"));
    assert_eq!(told[0].signature.as_deref(), Some("fe010203040506ff"));
    assert_eq!(told[1].signature.as_deref(), Some("unsigned"));
    assert_eq!(
        luggage.message(),
        "Authentication is required to install from package files: \
         htop 2:1.2-3.fc44 x86_64 (key fe010203040506ff, not verified), \
         nano 2:1.2-3.fc44 x86_64 (not signed)"
    );

    let Action::ChangePackages { local_packages, .. } = &action else {
        panic!("{action:?}");
    };
    let copy = local_packages[0].as_fd().try_clone_to_owned().unwrap();
    let mut copy = File::from(copy);
    let mut read = Vec::new();
    copy.read_to_end(&mut read).unwrap();
    assert!(
        read == bytes,
        "the copy is what was handed over, from its beginning"
    );
    assert!(
        copy.write_all(b"x").is_err() && copy.set_len(0).is_err(),
        "sealed"
    );

    assert!(counter.space.bytes() > bytes.len() as u64);
    drop(luggage);
    assert_eq!(counter.space.bytes(), 0);
}

#[tokio::test]
async fn what_is_no_package_is_refused_by_its_number_and_frees_what_was_taken() {
    let files = Files::new();
    let counter = Counter::new();
    let bytes = package("htop", None);
    let huge = File::create(files.path("huge")).unwrap();
    huge.set_len(1 << 33).unwrap();
    let (pipe, _writer) = std::io::pipe().unwrap();
    let cases: Vec<(OwnedFd, &str)> = vec![
        (files.holding("empty", b""), "is not an RPM package"),
        (files.holding("text", b"hello"), "is not an RPM package"),
        (files.holding("lead", &bytes[..96]), "can be installed"),
        (
            files.holding("half", &bytes[..bytes.len() / 3]),
            "can be installed",
        ),
        (
            open(files.0.path(), OFlags::DIRECTORY),
            "is not a regular file",
        ),
        (
            open(Path::new("/dev/zero"), OFlags::empty()),
            "is not a regular file",
        ),
        (pipe.into(), "is not a regular file"),
        (
            open(&files.path("text"), OFlags::PATH),
            "is not open for reading",
        ),
        (
            File::create(files.path("w")).unwrap().into(),
            "is not open for reading",
        ),
        (open(&files.path("huge"), OFlags::empty()), "is larger than"),
    ];
    for (wrong, fault) in cases {
        let good = files.holding("good.rpm", &bytes);
        let mut action = action(vec![good, wrong], Vec::new());
        let error = take_in(&counter, &mut action).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidArgument, "{fault}");
        assert_eq!(error.fields.argument.as_deref(), Some("local-packages"));
        let expected = format!("file 2 of “local-packages” {fault}");
        assert!(
            error.message.starts_with("file 2 of “local-packages” ")
                && error.message.contains(fault),
            "{} is not {expected}",
            error.message
        );
        assert_eq!(counter.space.bytes(), 0, "{fault}");
    }
}

#[tokio::test]
async fn all_callers_share_one_room() {
    let files = Files::new();
    let bytes = package("htop", None);
    let size = bytes.len() as u64;
    let counter = Counter::with_limits(size * 2 - 1, Duration::from_secs(20));
    let mut first = action(vec![files.holding("a", &bytes)], Vec::new());
    let held = take_in(&counter, &mut first).await.unwrap();
    let mut second = action(Vec::new(), vec![files.holding("b", &bytes)]);
    let error = counter.take_in(&mut second, 1002).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Busy);
    assert_eq!(counter.space.bytes(), size);
    drop(held);
    let held = counter.take_in(&mut second, 1002).await.unwrap();
    assert_eq!(held.unwrap().packages[0].name, "htop");
}

#[tokio::test]
async fn a_file_that_takes_too_long_is_given_up_and_holds_nothing() {
    let files = Files::new();
    let mut bytes = package("htop", None);
    bytes.resize(64 << 20, 0);
    let counter = Counter::with_limits(1 << 30, Duration::ZERO);
    let slow = files.holding("slow", &bytes);
    let mut slow = action(vec![slow], Vec::new());
    let error = take_in(&counter, &mut slow).await.unwrap_err();
    assert_eq!(
        error.message,
        "file 1 of “local-packages” could not be read in time"
    );
    assert_eq!(counter.space.bytes(), 0);
    // Its reader ends by itself, and its user may come again then.
    let again = async {
        while counter.space.enter(USER).is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), again)
        .await
        .unwrap();
}

#[test]
fn no_byte_of_a_header_breaks_the_reader() {
    let bytes = package("htop", Some([1; 8]));
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    let headers = limits::headers(&file).err();
    assert!(headers.is_some(), "read from where the writer stands");
    for at in 0..bytes.len() {
        for value in [0, 0x7f, 0xff, bytes[at].wrapping_add(1)] {
            let mut wrong = bytes.clone();
            wrong[at] = value;
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&wrong).unwrap();
            std::io::Seek::rewind(&mut file).unwrap();
            if let Ok(package) = header::read(&file) {
                assert!(package.name.len() < 300, "byte {at} is {value}");
            }
        }
    }
}

#[test]
fn a_header_that_claims_more_than_it_has_is_not_parsed() {
    let bytes = package("htop", None);
    // The index of the signatures: 96 bytes of lead, 16 of the header's head.
    let entry = 96 + 16 + 16;
    for (at, value) in [
        (96 + 8, [0, 1, 0, 0]),
        (96 + 12, [0x7f, 0xff, 0xff, 0xff]),
        (entry + 4, [0, 0, 0, 10]),
        (entry + 8, [0x7f, 0, 0, 0]),
        (entry + 8, [0xff, 0xff, 0xff, 0xff]),
        (entry + 12, [0, 0xff, 0xff, 0xff]),
    ] {
        let mut wrong = bytes.clone();
        wrong[at..at + 4].copy_from_slice(&value);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&wrong).unwrap();
        std::io::Seek::rewind(&mut file).unwrap();
        assert!(limits::headers(&file).is_err(), "{at}: {value:?}");
    }
    let mut twice = bytes;
    let (first, second) = (96 + 16 + 16, 96 + 16 + 32);
    twice.copy_within(first..first + 4, second);
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&twice).unwrap();
    std::io::Seek::rewind(&mut file).unwrap();
    let error = limits::headers(&file).unwrap_err().to_string();
    assert_eq!(error, "a header says something twice");
}

#[test]
fn a_strangers_words_are_no_markup() {
    assert_eq!(super::shown("<b>$(user)&\u{202e}ü\n"), "?b??(user)????");
    assert_eq!(super::shown(&"x".repeat(1000)).len(), super::SHOWN_MAX);
}
