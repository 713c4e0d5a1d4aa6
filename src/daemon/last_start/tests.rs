//! From one boot to the next, with a witness that tells what it is told to.

use std::sync::Mutex;

use waymark_model::{JobResult, Outcome, StartClass, StartReason};

use super::*;
use crate::{
    fake::{self, FakeEngine},
    store::Store,
};

#[derive(Default)]
struct Told {
    evidence: Evidence,
    asked: Mutex<Vec<(String, String)>>,
}

impl Witness for Told {
    fn evidence<'a>(&'a self, meant: &'a Meant, boot: &'a str) -> BoxFuture<'a, Evidence> {
        let asked = (meant.boot.clone(), boot.to_owned());
        self.asked.lock().unwrap().push(asked);
        std::future::ready(self.evidence.clone()).boxed()
    }
}

/// Services on one disk, boot after boot.
struct Machine {
    dir: tempfile::TempDir,
    engine: Arc<FakeEngine>,
    witness: Told,
}

impl Machine {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            engine: FakeEngine::with(fake::state()),
            witness: Told::default(),
        }
    }

    /// A service in a boot.
    async fn serve(&self, boot: &str) -> Arc<World> {
        let store = Store::open(self.dir.path());
        let world = World::open_in(self.engine.clone(), store, Some(boot.to_owned())).await;
        judge(Arc::clone(&world), &self.witness).await;
        world
    }

    /// The deployment with this checksum runs, and nothing is staged.
    fn run(&self, checksum: &str) {
        self.engine.set(|state| {
            for one in &mut state.deployments {
                one.booted = one.checksum == checksum;
                one.next = one.booted;
                one.staged = false;
            }
        });
    }
}

fn class(world: &World) -> Option<StartClass> {
    world.now().last_start.as_ref().map(|last| last.class)
}

#[tokio::test]
async fn a_start_is_judged_once_by_the_boot_before() {
    let machine = Machine::new();
    let first = machine.serve("1").await;
    assert_eq!(class(&first), None, "nothing is known of the first start");
    machine.run("d4");
    let second = machine.serve("2").await;
    assert_eq!(class(&second), Some(StartClass::Updated));
    assert_eq!(
        *machine.witness.asked.lock().unwrap(),
        [("1".into(), "2".into())]
    );

    let again = machine.serve("2").await;
    assert_eq!(class(&again), Some(StartClass::Updated), "it is kept");
    assert_eq!(machine.witness.asked.lock().unwrap().len(), 1);

    let third = machine.serve("3").await;
    assert_eq!(class(&third), Some(StartClass::Unchanged));
}

#[tokio::test]
async fn what_happens_in_a_boot_counts_for_the_next() {
    let machine = Machine::new();
    let world = machine.serve("1").await;
    machine.run("c3");
    world.refresh().await.unwrap();
    machine.engine.set(|state| {
        state.deployments[1].next = false;
        state.deployments[2].next = true;
    });
    world.refresh().await.unwrap();
    let meant = world.store().recall().await.meant.unwrap();
    assert_eq!((meant.next.checksum.as_str(), meant.staged), ("b2", false));
    let id = meant.next.id;
    let restored = JobResult {
        action: "restore".into(),
        outcome: Outcome::Ok,
        deployment: Some(id),
        ..JobResult::default()
    };
    world
        .store()
        .change(|memory| memory.add_result(&restored))
        .await;
    world.refresh().await.unwrap();
    assert!(world.store().recall().await.meant.unwrap().chosen);
}

#[tokio::test]
async fn a_start_that_was_not_judged_in_time_is_judged_by_the_next_service() {
    let mut machine = Machine::new();
    machine.serve("1").await;
    machine.run("c3");
    machine
        .engine
        .set(|state| drop(state.deployments.remove(0)));
    let store = Store::open(machine.dir.path());
    World::open_in(machine.engine.clone(), store, Some("2".to_owned())).await;
    machine.witness.evidence.finalization = Finalization::Failed(StartReason::NoSpace);
    let late = machine.serve("2").await;
    let told = late.now().last_start.clone().unwrap();
    assert_eq!(
        (told.class, told.why),
        (StartClass::NotFinalized, Some(StartReason::NoSpace))
    );
    assert_eq!(told.meant.unwrap().checksum, "d4");
}

#[tokio::test]
async fn what_failed_before_is_remembered_from_start_to_start() {
    let mut machine = Machine::new();
    machine.serve("1").await;
    machine.witness.evidence.failed_units = Some(vec!["old.service".into()]);
    machine.run("c3");
    machine
        .engine
        .set(|state| drop(state.deployments.remove(0)));
    machine.serve("2").await;
    machine.engine.set(|state| {
        let mut new = fake::deployment("sample", "e5");
        (new.next, new.staged) = (true, true);
        state.deployments[0].next = false;
        state.deployments.insert(0, new);
    });
    machine.serve("2").await;
    machine.run("e5");
    let same = machine.serve("3").await;
    assert_eq!(class(&same), Some(StartClass::Updated));
    let told = same.now().last_start.clone().unwrap();
    assert_eq!(told.failed_units.unwrap(), ["old.service"]);
    assert_eq!(told.newly_failed, 0);
}

#[test]
fn names_of_units_hold_no_surprises() {
    let names = [
        "b.service",
        "a.service",
        "b.service",
        "es\u{1b}[2J",
        "two words",
        "",
    ];
    let mut all: Vec<String> = names.map(str::to_owned).into();
    all.push("x".repeat(300));
    assert_eq!(presentable(all), ["a.service", "b.service"]);
    let many = (0..1000)
        .map(|number| format!("{number}.service"))
        .collect();
    assert_eq!(presentable(many).len(), UNITS_MAX);
}
