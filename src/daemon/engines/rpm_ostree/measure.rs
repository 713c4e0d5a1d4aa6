//! Measures what reading through the engine costs beside the same calls made raw, in
//! one run and by turns. Built with the feature `measure` alone; see `dev/bench`.

use std::{
    collections::HashMap,
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use waymark_model::{Dict, Ref};
use waymark_sysroot::Sysroot;
use zbus::{Connection, OwnedObjectPath, OwnedVariant, Variant, connection::Builder, interface};

use super::{RpmOstreeEngine, proxy::Bus};
use crate::engine::Engine;

const SYSROOT: &str = "/org/projectatomic/rpmostree1/Sysroot";
const OS: &str = "/org/projectatomic/rpmostree1/sample";
const SERVICE: &str = super::proxy::SERVICE;
/// So many deployments, and so many packages that differ.
const DEPLOYMENTS: usize = 50;
const PACKAGES: usize = 3000;
/// So often each is measured.
const ROUNDS: usize = 60;
/// Bytes of a container image's description, as each deployment of one carries it.
const IMAGE_CONFIG: usize = 7000;

type Row = (String, u32, HashMap<String, OwnedVariant>);

/// Prints two ratios, and fails if one is more than 2.
///
/// # Errors
/// If something cannot be measured, or costs too much.
pub(crate) async fn run(folder: &std::path::Path) -> Result<()> {
    let _daemon = Builder::session()
        .serve_at(SYSROOT, Daemon)
        .serve_at(OS, Stateroot)
        .name(SERVICE)
        .build()
        .await?;
    let address = std::env::var("DBUS_SESSION_BUS_ADDRESS").context("there is no bus")?;
    let sysroot = Sysroot::new(Some(folder.to_owned()))?;
    let engine = RpmOstreeEngine::on(Bus::At(address), folder, sysroot).await?;
    let engine = engine.context("the daemon is not there")?;
    let raw = Builder::session().build().await?;

    let (mut plain, mut ours) = (Vec::new(), Vec::new());
    let (mut plain_diff, mut our_diff) = (Vec::new(), Vec::new());
    let ids: Vec<_> = (0..2).map(|at| Ref::Deployment(id(at))).collect();
    for _ in 0..ROUNDS {
        plain.push(time(properties(&raw)).await?);
        ours.push(time(async { Ok(engine.read().await?) }).await?);
        plain_diff.push(time(difference(&raw)).await?);
        let compared = async { Ok(engine.compare(&ids[0], &ids[1], false).await?) };
        our_diff.push(time(compared).await?);
    }
    let read = tell(&format!("{DEPLOYMENTS} deployments"), plain, ours);
    let diff = tell(&format!("{PACKAGES} packages"), plain_diff, our_diff);
    ensure!(read <= 2.0 && diff <= 2.0, "the engine costs too much");
    Ok(())
}

async fn time<T>(work: impl Future<Output = Result<T>>) -> Result<Duration> {
    let begun = Instant::now();
    black_box(work.await?);
    Ok(begun.elapsed())
}

fn tell(what: &str, raw: Vec<Duration>, engine: Vec<Duration>) -> f64 {
    let (raw, engine) = (median(raw), median(engine));
    let ratio = engine.as_secs_f64() / raw.as_secs_f64();
    println!("{what}: raw {raw:.2?}, engine {engine:.2?}, ratio {ratio:.2}");
    ratio
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}

/// The properties that tell of the system, as any client reads them.
async fn properties(bus: &Connection) -> Result<Vec<OwnedVariant>> {
    let mut values = Vec::new();
    for (path, interface, name) in [
        (SYSROOT, "Sysroot", "Deployments"),
        (OS, "OS", "CachedUpdate"),
    ] {
        let interface = format!("org.projectatomic.rpmostree1.{interface}");
        let properties = Some("org.freedesktop.DBus.Properties");
        let which = (interface.as_str(), name);
        let call = bus.call_method(Some(SERVICE), path, properties, "Get", &which);
        values.push(call.await?.body().deserialize()?);
    }
    Ok(values)
}

async fn difference(bus: &Connection) -> Result<Vec<Row>> {
    let interface = Some("org.projectatomic.rpmostree1.OS");
    let which = (id(0), id(1));
    let call = bus.call_method(
        Some(SERVICE),
        OS,
        interface,
        "GetDeploymentsRpmDiff",
        &which,
    );
    Ok(call.await?.body().deserialize()?)
}

fn id(at: usize) -> String {
    format!("sample-{at:064x}.0")
}

struct Daemon;

#[interface(name = "org.projectatomic.rpmostree1.Sysroot")]
impl Daemon {
    #[zbus(property)]
    fn booted(&self) -> OwnedObjectPath {
        zbus::ObjectPath::from_static_str_unchecked(OS).into()
    }

    #[zbus(property)]
    fn deployments(&self) -> Vec<Dict> {
        (0..DEPLOYMENTS).map(deployment).collect()
    }
}

struct Stateroot;

#[interface(name = "org.projectatomic.rpmostree1.OS")]
impl Stateroot {
    #[zbus(property)]
    fn cached_update(&self) -> Dict {
        Dict::new()
    }

    fn get_deployments_rpm_diff(&self, from: &str, to: &str) -> Vec<Row> {
        let _ = (from, to);
        let package = |at: usize, release: u32| {
            let evr = format!("1.{at}-{release}.fc44");
            own(Variant::from((format!("package-{at}"), evr, "x86_64")))
        };
        let row = |at| {
            let sides = [
                ("PreviousPackage".to_owned(), package(at, 1)),
                ("NewPackage".to_owned(), package(at, 2)),
            ];
            (format!("package-{at}"), 2, HashMap::from(sides))
        };
        (0..PACKAGES).map(row).collect()
    }
}

/// As a system that follows a container image and has layers tells it.
fn deployment(at: usize) -> Dict {
    let text = |text: &str| own(Variant::from(text.to_owned()));
    let list = |count: usize| {
        let names: Vec<_> = (0..count).map(|at| format!("package-{at}")).collect();
        own(Variant::from(names))
    };
    let meta = HashMap::from([("ostree.container.image-config", "x".repeat(IMAGE_CONFIG))]);
    let image = "ostree-unverified-registry:registry.example/os:stable";
    let checksum = format!("{at:064x}");
    let mut dict = Dict::from([
        ("id".to_owned(), text(&id(at))),
        ("osname".to_owned(), text("sample")),
        ("checksum".to_owned(), text(&checksum)),
        ("base-checksum".to_owned(), text(&checksum)),
        ("version".to_owned(), text("44.20261122.0")),
        ("unlocked".to_owned(), text("none")),
        ("container-image-reference".to_owned(), text(image)),
        (
            "container-image-reference-digest".to_owned(),
            text(&format!("sha256:{checksum}")),
        ),
        ("serial".to_owned(), own(Variant::from(0i32))),
        ("timestamp".to_owned(), own(Variant::from(1_795_377_276u64))),
        ("base-commit-meta".to_owned(), own(Variant::from(meta))),
    ]);
    for key in ["packages", "requested-packages"] {
        dict.insert(key.to_owned(), list(8));
    }
    for (key, set) in [("booted", at == 0), ("staged", false), ("pinned", at > 3)] {
        dict.insert(key.to_owned(), own(Variant::from(set)));
    }
    dict
}

fn own(value: Variant<'_>) -> OwnedVariant {
    // Only values that carry descriptors can fail to be owned; none does.
    OwnedVariant::try_from(value).unwrap_or_else(|_| OwnedVariant::from(false))
}
