//! The window as a Flatpak, in the real sandbox: it does its work with the permissions
//! of its manifest, and can do nothing else.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use waymark_lab::{
    machine::Output,
    sandbox::{self, Flatpak},
    session::{Answer, Presence, Session},
    window::{Query, Role, SOON, Window},
};
use waymark_tests::{PATIENCE, Stage};

/// The name that the sandbox may talk to.
const SERVICE: &str = "io.github.waymarkos.Waymark1";
/// Asks what stands behind a name on the system bus whether it is there.
const ASK: &str = "gdbus call --system --timeout 20 --object-path / \
    --method org.freedesktop.DBus.Peer.Ping --dest";

/// A session of a user, with a display and the app installed.
fn session(stage: &Stage, user: &str) -> Result<Session> {
    let session = stage.session(user)?.with_display(1000, 900)?;
    Flatpak::export()?.install(&session)?;
    Ok(session)
}

/// Runs a script in the sandbox, with the app's permissions and those that are added.
fn inside(session: &Session, permissions: &[&str], script: &str) -> Result<Output> {
    let shell = ["--command=bash", sandbox::APP, "-c", script];
    session.run(sandbox::RUN.iter().chain(permissions).chain(&shell))
}

fn show_page(window: &Window, page: &str) -> Result<()> {
    window.click(&Query::role(Role::PageTab).named(page))
}

fn open_version(window: &Window, version: &str) -> Result<()> {
    show_page(window, "Versions")?;
    let row = Query::role(Role::ListItem).saying(version);
    window.wait(&row, SOON)?;
    window.click(&row)
}

#[test]
fn the_sandboxed_window_updates_and_goes_back() -> Result<()> {
    let stage = Stage::new()?;
    let session = session(&stage, "admin")?;
    let window = Window::open_sandboxed(&session)?;
    let before = stage.machine().deployments()?;

    // It says what runs, and takes an update.
    window.wait_words(&stage.running()?.version, SOON)?;
    let update = stage.check_in(&window)?;
    let newest = stage.sample.versions()?.pop().context("nothing")?;
    window.wait_words(&newest.version, SOON)?;
    window.click(&update)?;
    window.wait(&Query::button("Restart…").sensitive(), PATIENCE)?;
    let staged = stage.machine().deployments()?;
    ensure!(
        staged[0].staged && staged[0].checksum == newest.checksum,
        "{staged:?}"
    );

    // It goes back, as it may for an administrator at the machine.
    open_version(&window, &before[1].version)?;
    window.click(&Query::button("Go Back to This Version"))?;
    let alert = Query::role(Role::Alert).named("Discard the Prepared Update?");
    window.click(&Query::button("Start This Version Next").within(alert))?;
    window.wait_words("starts next", PATIENCE)?;
    assert_eq!(stage.machine().deployments()?[0].id(), before[1].id());

    window.click(&Query::button("Back"))?;
    show_page(&window, "Packages")?;
    window.wait_words("published image", SOON)?;

    // What was chosen in it is kept in the sandbox's own folder.
    window.close()?;
    let kept = format!(
        "cat ~/.var/app/{}/config/glib-2.0/settings/keyfile",
        sandbox::APP
    );
    let kept = session.run(["sh", "-c", &kept])?.ok()?;
    ensure!(kept.contains("page='packages'"), "{kept}");
    Ok(())
}

#[test]
fn polkit_knows_who_sits_before_a_sandboxed_window() -> Result<()> {
    let stage = Stage::new()?;
    let mut session = session(&stage, "user")?;
    let agent = session.agent(&Answer::As("admin".into(), "admin".into()))?;
    session.use_units();
    let window = Window::open_sandboxed(&session)?;
    let before = stage.machine().deployments()?;

    // Who sits at the machine may take an update, and is asked before going back.
    let update = stage.check_in(&window)?;
    assert_eq!(agent.asked(), []);
    open_version(&window, &before[1].version)?;
    window.click(&Query::button("Go Back to This Version"))?;
    window.wait_words("starts next", PATIENCE)?;
    let asked = agent.asked();
    ensure!(
        asked.len() == 1 && asked[0].action == format!("{SERVICE}.restore") && asked[0].accepted,
        "{asked:?}"
    );
    assert_eq!(stage.machine().deployments()?[0].id(), before[1].id());

    // Who has been switched away from may not do even the first without a password.
    drop(agent);
    session.set_presence(Presence::Inactive)?;
    window.click(&Query::button("Back"))?;
    show_page(&window, "Updates")?;
    let imprint = stage.imprint()?;
    window.click(&update)?;
    window.wait_words("You are not allowed to do this", SOON)?;
    assert_eq!(stage.imprint()?, imprint);
    Ok(())
}

/// The names on the system bus, and those that would be started.
const NAMES: &str = "for list in ListNames ListActivatableNames; do \
    gdbus call --system --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
    --method org.freedesktop.DBus.$list; done";

/// The well-known names in what that prints, but for the bus's own.
fn names(printed: &str) -> BTreeSet<&str> {
    let quoted = printed.split('\'').skip(1).step_by(2);
    quoted
        .filter(|name| !name.starts_with(':') && *name != "org.freedesktop.DBus")
        .collect()
}

#[test]
fn nothing_but_the_service_is_reached_from_the_sandbox() -> Result<()> {
    let stage = Stage::new()?;
    let session = session(&stage, "admin")?;
    let outside = |script: &str| session.run(["bash", "-c", script]);

    let all = outside(NAMES)?.ok()?;
    ensure!(
        names(&all).len() > 2 && names(&all).contains(SERVICE),
        "{all}"
    );
    let seen = inside(&session, &[], NAMES)?.ok()?;
    assert_eq!(names(&seen), BTreeSet::from([SERVICE]));
    let ask = format!("{ASK} {SERVICE}");
    inside(&session, &[], &ask)?.ok()?;
    let withheld = format!("--system-no-talk-name={SERVICE}");
    refuses(&inside(&session, &[&withheld], &ask)?, "ServiceUnknown")?;

    // Each of these the same user reaches outside, and inside with one more permission.
    outside("echo mine >~/mine")?.ok()?;
    let server = stage.server.url().replace("http://", "").replace(':', "/");
    let connect = format!("exec 3<>/dev/tcp/{}", server.trim_end_matches('/'));
    for (script, error, permission) in [
        (
            format!("{ASK} org.freedesktop.login1").as_str(),
            "ServiceUnknown",
            "--system-talk-name=org.freedesktop.login1",
        ),
        ("cat ~/mine", "No such file", "--filesystem=home"),
        (&connect, "refused", "--share=network"),
    ] {
        outside(script)?.ok()?;
        refuses(&inside(&session, &[], script)?, error)?;
        inside(&session, &[permission], script)?.ok()?;
    }
    Ok(())
}

fn refuses(output: &Output, error: &str) -> Result<()> {
    ensure!(
        !output.status.success() && output.stderr.contains(error),
        "{}: {}{}",
        output.status,
        output.stdout,
        output.stderr
    );
    Ok(())
}

#[test]
fn without_the_service_the_sandboxed_window_says_where_it_comes_from() -> Result<()> {
    let stage = Stage::new()?;
    let session = session(&stage, "user")?;
    // The bus of the session knows no such service.
    let bus = session
        .run(["printenv", "DBUS_SESSION_BUS_ADDRESS"])?
        .ok()?;
    session.set_env("DBUS_SYSTEM_BUS_ADDRESS", bus.trim());
    let window = Window::open_sandboxed(&session)?;
    window.wait_words("The Service Is Not Installed", SOON)?;
    window.wait_words("This window runs in a sandbox", SOON)?;
    window.wait(&Query::button("How to Install It").sensitive(), SOON)?;
    ensure!(
        !window.tree()?.has(&Query::role(Role::PageTab)),
        "it shows pages"
    );
    Ok(())
}
