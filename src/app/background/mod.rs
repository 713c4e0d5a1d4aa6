//! Without a window: says what is worth a notification, and sleeps otherwise.
//!
//! ```text
//! run ── Client::observe    what the system says by itself; the service may leave
//!   ├── view_state::notes   what of it is worth a notification
//!   ├── Desk                the desktop's notifications, or the portal's in a sandbox
//!   └── Settings            what was told before, also in an earlier session
//! ```
//!
//! One process runs in a session: it owns a name on the session's bus, and gives it up,
//! and ends, when the preference is switched off.

pub(crate) mod autostart;
mod desk;
mod desktop;
mod portal;
mod posted;

use std::{process::Command, sync::Arc};

use anyhow::Context;
use futures_util::StreamExt;
use waymark_client::{Client, Snapshot};
use waymark_model::names::APP_ID;
use zbus::{
    Connection,
    fdo::{DBusProxy, RequestNameFlags, RequestNameReply},
    names::WellKnownName,
};

use self::{desk::Desk, posted::Posted};
use crate::{
    args::Page,
    clock,
    settings::Settings,
    view_state::{World, notes, world::Link},
};

/// The name of the process that runs, on the session's bus.
const NAME: &str = "io.github.waymarkos.Waymark.Background";

/// Whether this program runs in a sandbox.
pub(crate) fn is_sandboxed() -> bool {
    std::path::Path::new("/.flatpak-info").exists()
}

/// Runs until the session ends or the preference is switched off.
///
/// # Errors
/// If there is no session bus.
pub(crate) fn run() -> anyhow::Result<()> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(watch())
}

/// Starts one in a process of its own; where one runs already the new one ends.
pub(crate) fn start() {
    spawn(&["--background"]);
}

/// Ends the one that runs.
pub(crate) async fn stop() -> zbus::Result<()> {
    let session = Connection::session().await?;
    let name = WellKnownName::from_static_str_unchecked(NAME);
    let take = RequestNameFlags::REPLACE_EXISTING | RequestNameFlags::DO_NOT_QUEUE;
    let bus = DBusProxy::new(&session).await?;
    if bus.name_has_owner(name.clone().into()).await? {
        bus.request_name(name.clone(), take).await?;
        bus.release_name(name).await?;
    }
    Ok(())
}

async fn watch() -> anyhow::Result<()> {
    let session = Connection::session()
        .await
        .context("there is no session to notify")?;
    let bus = DBusProxy::new(&session).await?;
    let mut lost = bus.receive_name_lost().await?;
    let flags = RequestNameFlags::ALLOW_REPLACEMENT | RequestNameFlags::DO_NOT_QUEUE;
    let name = WellKnownName::from_static_str_unchecked(NAME);
    if bus.request_name(name, flags).await? != RequestNameReply::PrimaryOwner {
        tracing::info!("it runs already");
        return Ok(());
    }
    let desk = Desk::open(&session, is_sandboxed()).await?;
    let mut clicks = desk.clicks().await?;
    let mut posted = Posted::new(Settings::open());
    let mut observed = Client::system_lazy().observe();
    loop {
        tokio::select! {
            Some(snapshot) = observed.next() => {
                let seen = has_window(&bus).await;
                tell(&desk, &mut posted, snapshot, seen).await;
            }
            Some(click) = clicks.next() => {
                if let Some(page) = posted.page(&click) {
                    open(page);
                }
            }
            Some(name) = lost.next() => {
                if name.args().is_ok_and(|args| args.name() == NAME) {
                    return Ok(());
                }
            }
            else => return Ok(()),
        }
    }
}

/// Posts what is new, and takes back what is so no more. What a person sees in the window
/// anyway is not posted.
async fn tell(desk: &Desk, posted: &mut Posted, snapshot: Arc<Snapshot>, seen: bool) {
    let world = World {
        link: Link::Connected,
        snapshot,
        now: clock::now(),
        ..World::default()
    };
    let notes = notes::notes(&world);
    for id in posted.outdated(&notes) {
        desk.withdraw(&id).await;
    }
    for note in posted.news(&notes) {
        if seen {
            posted.told(note, None);
            continue;
        }
        match desk.post(note).await {
            Ok(id) => posted.told(note, Some(id)),
            Err(error) => tracing::warn!(%error, "a notification could not be posted"),
        }
    }
}

async fn has_window(bus: &DBusProxy<'_>) -> bool {
    let name = WellKnownName::from_static_str_unchecked(APP_ID);
    bus.name_has_owner(name.into()).await.unwrap_or(false)
}

/// Opens the window, or turns the one that is open.
fn open(page: Page) {
    spawn(&["--page", page.name()]);
}

fn spawn(arguments: &[&str]) {
    let started =
        std::env::current_exe().and_then(|program| Command::new(program).args(arguments).spawn());
    match started {
        // Somebody has to take note of its end.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(error) => tracing::warn!(%error, ?arguments, "Waymark could not be started"),
    }
}
