//! Doubles of what the policy asks beside Waymark's own parts: systemd, as far as it
//! enables and starts units, and the two properties of NetworkManager and UPower. They
//! are on the machine's real bus; the test moves them.
#![expect(
    clippy::used_underscore_binding,
    reason = "zbus's macro hands over all arguments"
)]

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};

use anyhow::{Context as _, Result};
use tokio::runtime::{self, Runtime};
use zbus::{Connection, DBusError, ObjectServer, OwnedObjectPath, connection, interface};

use crate::machine::{BootOptions, Machine};

/// The timer that is installed with the service.
pub const TIMER: &str = "waymark-policy.timer";

/// Never dropped, since a runtime may not be dropped inside another one.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("doubles")
        .enable_all()
        .build()
        .expect("a runtime with one thread")
});

const NAMES: [&str; 3] = [
    "org.freedesktop.systemd1",
    "org.freedesktop.NetworkManager",
    "org.freedesktop.UPower",
];

/// Lets root have the names of the doubles.
const BUS_POLICY: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <policy user="root">
    <allow own="org.freedesktop.systemd1"/>
    <allow own="org.freedesktop.NetworkManager"/>
    <allow own="org.freedesktop.UPower"/>
    <allow send_destination="org.freedesktop.systemd1"/>
    <allow send_destination="org.freedesktop.NetworkManager"/>
    <allow send_destination="org.freedesktop.UPower"/>
  </policy>
</busconfig>
"#;

/// The same machine, on whose bus the doubles may be.
#[must_use]
pub fn allowed(boot: BootOptions) -> BootOptions {
    boot.file("/etc/dbus-1/system.d/waymark-lab-doubles.conf", BUS_POLICY)
}

/// A unit, as systemd knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// It starts with the machine.
    pub enabled: bool,
    /// It runs.
    pub active: bool,
}

#[derive(Debug, Default)]
struct World {
    units: BTreeMap<String, Unit>,
    refuses_start: bool,
    calls: Vec<String>,
    metered: u32,
    warning: u32,
}

/// The doubles on one machine's bus. They leave it when this is dropped.
#[derive(Debug)]
pub struct Doubles {
    world: Arc<Mutex<World>>,
    _bus: Connection,
}

impl Doubles {
    /// Brings them up: a network without a meter, a full battery, and a systemd that knows
    /// the units that the deployment installs.
    ///
    /// # Errors
    /// If the bus refuses them: the machine was not made with [`allowed`].
    pub fn start(machine: &Machine) -> Result<Self> {
        let world = Arc::new(Mutex::new(World {
            metered: 4,
            warning: 1,
            ..World::default()
        }));
        let units = machine.deployment_folder().join("usr/lib/systemd/system");
        if units.join(TIMER).exists() {
            locked(&world)
                .units
                .insert(TIMER.to_owned(), Unit::default());
        }
        let address = machine.system_bus();
        let shared = Arc::clone(&world);
        let bus = RUNTIME.block_on(async move {
            let bus = connection::Builder::address(address.as_str())
                .serve_at("/org/freedesktop/systemd1", Systemd(Arc::clone(&shared)))
                .serve_at(
                    "/org/freedesktop/NetworkManager",
                    Network(Arc::clone(&shared)),
                )
                .serve_at(
                    "/org/freedesktop/UPower/devices/DisplayDevice",
                    Battery(shared),
                )
                .build()
                .await?;
            for name in NAMES {
                bus.request_name(name).await?;
            }
            zbus::Result::Ok(bus)
        });
        Ok(Self {
            world,
            _bus: bus.context("the doubles cannot have their names")?,
        })
    }

    /// What NetworkManager says of the network (`NMMetered`).
    pub fn set_metered(&self, word: u32) {
        locked(&self.world).metered = word;
    }

    /// What UPower says of the battery (`UpDeviceLevel`).
    pub fn set_warning_level(&self, word: u32) {
        locked(&self.world).warning = word;
    }

    /// Another package installs a unit, in this state.
    pub fn install(&self, unit: &str, state: Unit) {
        locked(&self.world).units.insert(unit.to_owned(), state);
    }

    /// From now on units start, or not.
    pub fn refuse_start(&self, refuses: bool) {
        locked(&self.world).refuses_start = refuses;
    }

    /// How a unit is.
    #[must_use]
    pub fn unit(&self, name: &str) -> Option<Unit> {
        locked(&self.world).units.get(name).copied()
    }

    /// What systemd was asked to change, in this order.
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        locked(&self.world).calls.clone()
    }
}

#[derive(DBusError, Debug)]
#[zbus(prefix = "org.freedesktop.systemd1")]
enum Refusal {
    #[zbus(error)]
    Bus(zbus::Error),
    NoSuchUnit(String),
    LoadFailed(String),
}

#[derive(DBusError, Debug)]
#[zbus(prefix = "org.freedesktop.DBus.Error")]
enum Missing {
    #[zbus(error)]
    Bus(zbus::Error),
    FileNotFound(String),
}

type Links = Vec<(String, String, String)>;

struct Systemd(Arc<Mutex<World>>);

impl Systemd {
    fn change(&self, call: &str, name: &str, change: impl FnOnce(&mut Unit)) -> bool {
        let mut world = locked(&self.0);
        world.calls.push(format!("{call} {name}"));
        let unit = world.units.get_mut(name);
        unit.map(change).is_some()
    }
}

fn job() -> OwnedObjectPath {
    zbus::ObjectPath::from_static_str_unchecked("/org/freedesktop/systemd1/job/1").into()
}

fn no_unit(name: &str) -> Refusal {
    Refusal::NoSuchUnit(format!("Unit {name} not loaded."))
}

#[interface(name = "org.freedesktop.systemd1.Manager")]
impl Systemd {
    fn get_unit_file_state(&self, name: &str) -> Result<&'static str, Missing> {
        match locked(&self.0).units.get(name) {
            Some(Unit { enabled: true, .. }) => Ok("enabled"),
            Some(_) => Ok("disabled"),
            None => Err(Missing::FileNotFound(
                "No such file or directory".to_owned(),
            )),
        }
    }

    async fn get_unit(
        &self,
        name: &str,
        #[zbus(object_server)] server: &ObjectServer,
    ) -> Result<OwnedObjectPath, Refusal> {
        if !locked(&self.0).units.get(name).is_some_and(|it| it.active) {
            return Err(no_unit(name));
        }
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let path = format!(
            "/org/freedesktop/systemd1/unit/{}",
            name.chars().map(plain).collect::<String>()
        );
        server
            .at(path.as_str(), Loaded(Arc::clone(&self.0), name.to_owned()))
            .await?;
        let path = OwnedObjectPath::try_from(path)?;
        Ok(path)
    }

    fn enable_unit_files(
        &self,
        names: Vec<String>,
        _runtime: bool,
        _force: bool,
    ) -> Result<(bool, Links), Missing> {
        for name in names {
            if !self.change("enable", &name, |unit| unit.enabled = true) {
                let message = format!("Unit file {name} does not exist.");
                return Err(Missing::FileNotFound(message));
            }
        }
        Ok((true, Vec::new()))
    }

    fn disable_unit_files(&self, names: Vec<String>, _runtime: bool) -> Links {
        for name in names {
            self.change("disable", &name, |unit| unit.enabled = false);
        }
        Vec::new()
    }

    fn reload(&self) {
        locked(&self.0).calls.push("reload".to_owned());
    }

    fn start_unit(&self, name: &str, _mode: &str) -> Result<OwnedObjectPath, Refusal> {
        if locked(&self.0).refuses_start {
            return Err(Refusal::LoadFailed(format!("Unit {name} is masked.")));
        }
        if self.change("start", name, |unit| unit.active = true) {
            Ok(job())
        } else {
            Err(no_unit(name))
        }
    }

    fn stop_unit(&self, name: &str, _mode: &str) -> Result<OwnedObjectPath, Refusal> {
        if self.change("stop", name, |unit| unit.active = false) {
            Ok(job())
        } else {
            Err(no_unit(name))
        }
    }
}

/// A unit that is loaded.
struct Loaded(Arc<Mutex<World>>, String);

#[interface(name = "org.freedesktop.systemd1.Unit")]
impl Loaded {
    #[zbus(property)]
    fn active_state(&self) -> &'static str {
        let active = locked(&self.0)
            .units
            .get(&self.1)
            .is_some_and(|it| it.active);
        if active { "active" } else { "inactive" }
    }
}

struct Network(Arc<Mutex<World>>);

#[interface(name = "org.freedesktop.NetworkManager")]
impl Network {
    #[zbus(property)]
    fn metered(&self) -> u32 {
        locked(&self.0).metered
    }
}

struct Battery(Arc<Mutex<World>>);

#[interface(name = "org.freedesktop.UPower.Device")]
impl Battery {
    #[zbus(property)]
    fn warning_level(&self) -> u32 {
        locked(&self.0).warning
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
