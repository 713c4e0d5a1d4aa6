//! The corpus of every reader of words of others, and mutations of it: no panic, no abort,
//! no input without end, no memory that grows.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use waymark_fuzz::{Mutations, TARGETS, corpus};

/// How many mutations of each target's corpus are tried; `dev/fuzz` tries more.
const MUTATIONS: &str = "2000";

#[test]
fn no_input_of_the_corpus_and_like_it_breaks_a_reader() {
    let next = AtomicUsize::new(0);
    let broken = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((name, _)) = TARGETS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    broken.lock().unwrap().extend(check(name).err());
                }
            });
        }
    });
    let broken = broken.into_inner().unwrap();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Checks a target in a process of its own, since nothing else can bound its memory or
/// survive an abort.
fn check(name: &str) -> Result<(), String> {
    let last = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}"));
    let ended = Command::new(env!("CARGO_BIN_EXE_waymark-fuzz"))
        .args(["check", name, MUTATIONS])
        .arg(&last)
        // What GLib takes for a mistake of its caller is one.
        .env("G_DEBUG", "fatal-criticals")
        .output()
        .expect("the program runs");
    if ended.status.success() {
        return Ok(());
    }
    Err(format!(
        "{name}: {}\n{}to repeat it: cargo run -p waymark-fuzz -- replay {name} {}",
        ended.status,
        String::from_utf8_lossy(&ended.stderr),
        last.display(),
    ))
}

#[test]
fn every_target_has_a_corpus_and_a_program() {
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let sorted = TARGETS.windows(2).all(|pair| pair[0].0 < pair[1].0);
    assert!(sorted, "by name, each once");
    let corpora: BTreeSet<String> = names(&corpus());
    assert_eq!(corpora, targets, "a folder for each target, and no other");
    for name in &targets {
        let folder = corpus().join(name);
        assert!(!names(&folder).is_empty(), "{name} has inputs");
    }
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/targets");
    let programs: BTreeSet<String> = names(&programs)
        .iter()
        .filter_map(|name| name.strip_suffix(".rs"))
        .map(str::to_owned)
        .collect();
    assert_eq!(programs, targets, "a program for libFuzzer for each target");
}

#[test]
fn mutations_are_the_same_in_each_run_and_not_the_inputs() {
    let seeds = vec![b"size: 17".to_vec(), b"[1, 2, 3]".to_vec()];
    let some = |number| {
        Mutations::new(seeds.clone(), number)
            .take(200)
            .collect::<Vec<_>>()
    };
    assert_eq!(some(1), some(1));
    assert_ne!(some(1), some(2));
    let changed = some(1).iter().filter(|one| !seeds.contains(one)).count();
    assert!(changed > 150, "{changed}");
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries
        .map(|entry| entry.expect("it can be read").file_name())
        .map(|name| name.into_string().expect("it is plain"))
        .collect()
}
