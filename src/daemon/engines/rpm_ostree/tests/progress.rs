//! The bar where the recordings have no example.

use waymark_model::Step;

use crate::engines::rpm_ostree::{
    events::{Download, Event},
    progress::{Expect, Meter},
};

const PULL: Expect = Expect {
    pull: true,
    packages: false,
};
const PACKAGES: Expect = Expect {
    pull: false,
    packages: true,
};

fn objects(outstanding_metadata: u32, content: (u32, u32), bytes: u64) -> Event {
    Event::Download(Download {
        outstanding_metadata,
        content,
        bytes,
        ..Download::default()
    })
}

fn percent(text: &str, percentage: u32) -> Event {
    let text = text.to_owned();
    Event::Percent { text, percentage }
}

/// The bar after each event, with a look that it never falls.
fn walk(meter: &mut Meter, events: &[Event]) -> Vec<f64> {
    let mut last = meter.fraction();
    let step = |event| {
        meter.see(event);
        assert!(meter.fraction() >= last && meter.fraction() < 1.0);
        last = meter.fraction();
        last
    };
    events.iter().map(step).collect()
}

#[test]
fn a_pull_counts_only_once_it_is_known_what_is_to_come() {
    let mut meter = Meter::new(PULL);
    let bars = walk(
        &mut meter,
        &[
            objects(5, (3, 3), 10),
            objects(0, (3, 30), 20),
            objects(0, (15, 30), 30),
            // More was found after all.
            objects(0, (16, 60), 40),
            objects(0, (60, 60), 50),
        ],
    );
    assert!(bars[0] < 0.05, "{bars:?}");
    assert!(bars[0] < bars[1] && bars[1] < bars[2], "{bars:?}");
    assert!((bars[2] - bars[3]).abs() < 1e-9, "{bars:?}");
    assert!(bars[4] > 0.75, "{bars:?}");
    assert_eq!((meter.bytes(), meter.step()), ((50, 0), Step::Downloading));
}

#[test]
fn a_static_delta_counts_by_its_parts_and_tells_its_bytes() {
    let mut meter = Meter::new(PULL);
    let parts = |fetched, bytes| {
        Event::Download(Download {
            delta: (fetched, 4, 8_000),
            bytes,
            ..Download::default()
        })
    };
    let bars = walk(
        &mut meter,
        &[parts(0, 100), parts(2, 4_000), parts(4, 8_500)],
    );
    let middle = f64::midpoint(bars[0], bars[2]);
    assert!((bars[1] - middle).abs() < 1e-9, "{bars:?}");
    // More came than was said: the total follows.
    assert_eq!(meter.bytes(), (8_500, 8_500));
}

#[test]
fn repositories_share_a_step() {
    let mut meter = Meter::new(PACKAGES);
    let enabled = "Enabled rpm-md repositories: a b".to_owned();
    let bars = walk(
        &mut meter,
        &[
            Event::Message(enabled),
            percent("Updating metadata for 'a'", 0),
            percent("Updating metadata for 'a'", 100),
            percent("Updating metadata for 'b'", 0),
            percent("Updating metadata for 'b'", 100),
            percent("Downloading from 'a'", 100),
            percent("Downloading from 'b'", 50),
            percent("Downloading from 'b'", 100),
            percent("Importing packages (1/4)", 0),
            percent("Something new", 80),
            percent("Importing packages (4/4)", 100),
        ],
    );
    assert!(bars[2] > bars[1] && bars[4] > bars[3], "{bars:?}");
    assert!((bars[2] - bars[3]).abs() < 1e-9, "{bars:?}");
    assert!(bars[5] < bars[6] && bars[6] < bars[7], "{bars:?}");
    assert!(
        (bars[8] - bars[9]).abs() < 1e-9,
        "an unknown step moves nothing"
    );
    assert!(bars[10] > bars[9]);
}

#[test]
fn a_late_joiner_sees_what_is_left_of_an_image() {
    let mut meter = Meter::new(PULL);
    let begin = |text: &str| Event::TaskBegin(text.to_owned());
    let end = || Event::TaskEnd("done".to_owned());
    let bars = walk(
        &mut meter,
        &[
            end(),
            begin("[3/4] Fetching layer a (1.0\u{a0}MB)"),
            end(),
            begin("[4/4] Fetching layer b (1.0\u{a0}MB)"),
            begin("[0/4] Fetching layer c (nonsense)"),
        ],
    );
    assert!(bars[1] > bars[0] && bars[3] > bars[1], "{bars:?}");
    assert_eq!(
        meter.bytes(),
        (0, 0),
        "how much there is in all was not heard"
    );
}

#[test]
fn absurd_numbers_neither_break_the_bar_nor_fill_it() {
    let mut meter = Meter::new(PULL);
    let message = |text: &str| Event::Message(text.to_owned());
    let begin = |text: &str| Event::TaskBegin(text.to_owned());
    let end = || Event::TaskEnd("done".to_owned());
    let most = Event::Download(Download {
        outstanding_metadata: u32::MAX,
        delta: (u32::MAX, 1, u64::MAX),
        content: (u32::MAX, 1),
        bytes: u64::MAX,
        rate: u64::MAX,
    });
    walk(
        &mut meter,
        &[
            message("ostree chunk layers needed: 3 (99999999999.9 TB)"),
            message("custom layers needed: 3 (99999999999.9 TB)"),
            begin("[1/3] Fetching layer a (99999999999.9 TB)"),
            end(),
            begin("[2/3] Fetching layer b (99999999999.9 TB)"),
            end(),
            most,
        ],
    );
    assert_eq!(meter.bytes(), (u64::MAX, u64::MAX));

    // As much came as the end says, whatever was announced.
    let mut meter = Meter::new(PULL);
    let few = Event::Download(Download {
        delta: (1, 4, 900),
        ..Download::default()
    });
    let told = "1 metadata, 1 content objects fetched; 4 KiB transferred in 0 seconds; 0 bytes";
    walk(&mut meter, &[few, message(told)]);
    assert_eq!(meter.bytes(), (4096, 4096));
}

#[test]
fn repositories_that_are_counted_anew_may_begin_with_the_one_before() {
    let mut meter = Meter::new(PACKAGES);
    let enabled = || Event::Message("Enabled rpm-md repositories: a b".to_owned());
    let half = || percent("Updating metadata for 'a'", 50);
    let bars = walk(&mut meter, &[enabled(), half(), enabled(), half()]);
    assert!((bars[1] - bars[3]).abs() < 1e-9, "{bars:?}");
}
