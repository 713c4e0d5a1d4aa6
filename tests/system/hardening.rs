//! The unit takes most privileges from the service. No systemd runs in the sample
//! system, so a test takes the same capabilities away, makes the same read-only and
//! hides the same processes, and walks the main road. What stays untried here are the
//! system call filter, address families and devices.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use waymark_tests::Stage;

const UNIT: &str = include_str!("../../data/systemd/waymarkd.service.in");
const NAME: &str = "io.github.waymarkos.Waymark1";

/// What the unit sets `key` to, the first time.
fn setting(key: &str) -> Result<&'static str> {
    UNIT.lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
        .with_context(|| format!("the unit does not set {key}"))
}

/// Mounts as the unit's `ProtectSystem=strict` has them, then becomes the arguments
/// behind the paths that stay writable and `--`.
const MOUNTS: &str = r#"
mount --make-rslave /
writable=
while [ "$1" != -- ]; do
    [ ! -d "$1" ] || { mount --rbind "$1" "$1"; writable="$writable $1"; }
    shift
done
shift
mount -o remount,bind,ro=recursive /
for path in $writable; do mount -o remount,bind,rw "$path"; done
mount -t proc -o "nosuid,nodev,noexec,hidepid=$HIDEPID" proc /proc
mount -t tmpfs -o mode=1777 tmpfs /tmp
if touch /var/lib/written 2>/dev/null; then
    echo "what is to be read-only is not" >&2
    exit 1
fi
exec "$@"
"#;

/// The unit's capabilities as setpriv wants them.
fn capabilities() -> Result<String> {
    let kept = setting("CapabilityBoundingSet")?
        .split_whitespace()
        .map(|name| name.replace("CAP_", "+").to_lowercase());
    Ok([String::from("-all")]
        .into_iter()
        .chain(kept)
        .collect::<Vec<_>>()
        .join(","))
}

#[test]
fn the_main_road_needs_no_more_than_the_unit_leaves() -> Result<()> {
    let mut stage = Stage::new()?;
    let state = format!("/var/lib/{}", setting("StateDirectory")?);
    stage.machine().system(["mkdir", "-p", &state])?.ok()?;
    let hidepid = format!("HIDEPID={}", setting("ProtectProc")?);
    let bounding = format!("--bounding-set={}", capabilities()?);
    let writable = setting("ReadWritePaths")?
        .split_whitespace()
        .map(|path| path.trim_start_matches('-'))
        .chain([state.as_str()]);
    let mut command = vec![
        "env", &hidepid, "unshare", "--mount", "sh", "-ec", MOUNTS, "sh",
    ];
    command.extend(writable);
    command.extend([
        "--",
        "setpriv",
        "--no-new-privs",
        "--inh-caps=-all",
        &bounding,
        "/usr/libexec/waymarkd",
    ]);
    let mut service = stage.machine().spawn_system(command)?;
    let end = Instant::now() + Duration::from_secs(20);
    while stage.machine().owner_of(NAME)?.is_none() {
        ensure!(
            Instant::now() < end,
            "it does not come up: {}",
            service.stderr()
        );
        thread::yield_now();
    }

    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    root.succeed("History", "sua{sv}", &json!(["", 5, {}]))?;
    root.succeed("Update", "sa{sv}", &json!(["", {}]))?;
    root.succeed("Discard", "a{sv}", &json!([{}]))?;
    let deployments = root.deployments()?;
    let id = |index: usize| -> Result<String> {
        let id = deployments[index]["id"].as_str().context("no id")?;
        Ok(format!("deployment:{id}"))
    };
    let generation = root.generation()?;
    root.succeed(
        "SetPinned",
        "stba{sv}",
        &json!([id(1)?, generation, true, {}]),
    )?;
    let generation = root.generation()?;
    root.succeed("Restore", "sta{sv}", &json!([id(2)?, generation, {}]))?;
    root.succeed(
        "CleanUp",
        "a{sv}",
        &json!([{"keep": {"type": "u", "data": 0}}]),
    )?;
    assert!(service.is_running(), "{}", service.stderr());

    // The next start activates the service with all its rights.
    root.succeed("Update", "sa{sv}", &json!(["", {}]))?;
    let updated = staged(&stage)?;
    root.call("Restart", "a{sv}", &json!([{}]))?.ok()?;
    stage.restarted()?;
    assert_eq!(stage.running()?.checksum, updated);
    Ok(())
}

/// The checksum of what is prepared for the next start.
fn staged(stage: &Stage) -> Result<String> {
    let all = stage.machine().deployments()?;
    let staged = all.into_iter().find(|each| each.staged);
    Ok(staged.context("nothing is staged")?.checksum)
}
