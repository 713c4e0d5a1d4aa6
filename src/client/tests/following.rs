//! The events: changes, and the service's comings and goings.

use futures_util::{FutureExt, StreamExt};
use waymark_client::{Client, ClientError, Event, Events, Snapshot};
use waymark_model::{Deployment, ErrorKind, System, Update};

use crate::mock::{Bus, Mock, soon};

fn sample() -> Snapshot {
    Snapshot {
        api_version: 1,
        generation: 3,
        system: System {
            name: "Sample".into(),
            engine: "ostree".into(),
            ..System::default()
        },
        deployments: vec![Deployment {
            id: "sample-0a.0".into(),
            booted: true,
            next: true,
            ..Deployment::default()
        }],
        update: Some(Update {
            checksum: "0b".into(),
            ..Update::default()
        }),
        jobs: vec!["/io/github/waymarkos/Waymark1/job/1".into()],
        ..Snapshot::default()
    }
}

async fn next(events: &mut Events) -> Event {
    soon(events.next()).await.expect("the events never end")
}

#[tokio::test]
async fn a_snapshot_holds_what_is_served() {
    let bus = Bus::start();
    let _mock = Mock::start(&bus, sample()).await;
    let client = Client::connect(bus.connection().await);
    let snapshot = client.snapshot().await.unwrap();
    assert_eq!(snapshot, sample());
    assert_eq!(snapshot.booted(), snapshot.deployment("sample-0a.0"));
    assert_eq!(snapshot.staged(), None);
}

#[tokio::test]
async fn who_observes_hears_of_changes_and_holds_nothing() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    let client = Client::connect(bus.connection().await);
    let mut observed = client.observe();
    let first = soon(observed.next()).await.unwrap();
    assert_eq!(*first, sample());
    mock.set(|snapshot| snapshot.update = None);
    mock.announce().await;
    let next = soon(observed.next()).await.unwrap();
    assert_eq!(next.update, None);
    assert!(mock.is_unwatched(), "the service is not kept awake");

    mock.die().await;
    let mock = Mock::start(&bus, sample()).await;
    mock.announce().await;
    let again = soon(observed.next()).await.unwrap();
    assert_eq!(
        *again,
        sample(),
        "another process of the service is heard too"
    );
}

#[tokio::test]
async fn nothing_installed_is_told_from_a_service_that_does_not_start() {
    let bus = Bus::start();
    let client = Client::connect(bus.connection().await);
    assert_eq!(client.snapshot().await, Err(ClientError::Missing));
    let mut events = client.events();
    assert_eq!(next(&mut events).await, Event::Missing);

    bus.install("/bin/false");
    let error = client.snapshot().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::EngineGone);
    let Event::Unreachable(told) = next(&mut events).await else {
        panic!("it is installed by now");
    };
    assert_eq!(told.kind(), ErrorKind::EngineGone);

    // No better word is needed than that it is there.
    let _mock = Mock::start(&bus, sample()).await;
    assert_eq!(next(&mut events).await, Event::Connected(sample().into()));
}

#[tokio::test]
async fn no_bus_is_an_error_or_an_event() {
    let bus = Bus::start();
    let client = Client::connect(bus.connection().await);
    drop(bus);
    let mut events = client.events();
    let event = next(&mut events).await;
    assert!(
        matches!(event, Event::Unreachable(ClientError::NoBus(_))),
        "{event:?}"
    );
    let error = client.snapshot().await.unwrap_err();
    assert!(matches!(error, ClientError::NoBus(_)), "{error:?}");
}

#[tokio::test]
async fn the_service_may_come_and_go() {
    let bus = Bus::start();
    let client = Client::connect(bus.connection().await);
    let mut events = client.events();
    assert_eq!(next(&mut events).await, Event::Missing);
    for generation in [3, 4] {
        let mock = Mock::start(&bus, sample()).await;
        mock.set(|snapshot| snapshot.generation = generation);
        let Event::Connected(snapshot) = next(&mut events).await else {
            panic!("the service is there");
        };
        assert_eq!(snapshot.generation, generation);
        mock.die().await;
        assert_eq!(next(&mut events).await, Event::Gone);
        assert_eq!(next(&mut events).await, Event::Missing);
    }
}

#[tokio::test]
async fn a_burst_comes_as_few_and_the_last_state_is_told() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    let client = Client::connect(bus.connection().await);
    let mut events = client.events();
    assert_eq!(next(&mut events).await, Event::Connected(sample().into()));

    const LAST: u64 = 300;
    for generation in 4..=LAST {
        mock.set(|snapshot| snapshot.generation = generation);
        mock.announce().await;
    }
    let mut told = 0;
    loop {
        let Event::Changed(snapshot) = next(&mut events).await else {
            panic!("the service stays");
        };
        told += 1;
        if snapshot.generation == LAST {
            break;
        }
    }
    assert!(told < 100, "{told} of {LAST} are no longer a burst");
    mock.announce().await;
    assert_eq!(client.snapshot().await.unwrap().generation, LAST);
    assert_eq!(
        events.next().now_or_never(),
        None,
        "what did not change is not told"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_not_read_holds_nothing_up() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    let client = Client::connect(bus.connection().await);
    let _unread = client.events();
    let job = mock.job(1, "update").await;
    let _unread_too = client.job(job.path()).await.unwrap().updates();
    for generation in 4..300 {
        mock.set(|snapshot| snapshot.generation = generation);
        mock.announce().await;
        job.advance("downloading", 0.5, (generation, 300)).await;
    }
    let snapshot = soon(client.snapshot()).await.unwrap();
    assert_eq!(snapshot.generation, 299);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_watch_lasts_as_long_as_it_is_held() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, sample()).await;
    let client = Client::connect(bus.connection().await);
    let mut events = client.events();
    assert!(matches!(next(&mut events).await, Event::Connected(_)));
    let watch = client.watch().await.unwrap();
    drop((events, watch));
    tokio::task::spawn_blocking(move || mock.wait_until_unwatched())
        .await
        .unwrap();
}
