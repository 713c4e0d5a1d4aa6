//! A disk that is full, takes no more writing or fails: the cause is told, with numbers
//! where it is room, the system is as it was, and the next try works.

use anyhow::{Context as _, Result, ensure};
use chrono::{Duration, Utc};
use serde_json::{Value, json};
use waymark_lab::version::VersionSpec;
use waymark_lab::{BootOptions, Disk, Options, session::Call};
use waymark_tests::{Caller, PATIENCE, Stage, wait_for};

const MEGABYTE: u64 = 1 << 20;
/// Much more than what describes an update, and much less than all of one.
const WELL_INTO_CONTENT: u64 = 1_500_000;
/// How far the free space moves by itself while one looks.
const UNREST: u64 = 4 * MEGABYTE;

/// Reads every object that a deployment or a ref needs.
const FSCK: [&str; 3] = ["ostree", "fsck", "--repo=/sysroot/ostree/repo"];

/// A sample system on a disk of its own, that writes as safely as one that is no sample.
fn on(disk: Disk, boot: Option<Disk>) -> Result<Stage> {
    let options = Options {
        older: 0,
        deployed: 2,
        disk: Some(disk),
        boot_disk: boot,
        ..Options::default()
    };
    let stage = Stage::with(&options, &BootOptions::default())?;
    let fsync = ["ostree", "config", "--repo=/sysroot/ostree/repo", "set"];
    let fsync = fsync.iter().chain(&["core.fsync", "true"]);
    stage.machine().system(fsync)?.ok()?;
    Ok(stage)
}

/// A version with nothing new but these.
fn version(name: &str, files: Vec<(&str, Vec<u8>)>, kernel: Option<Vec<u8>>) -> VersionSpec {
    let files = files.into_iter().map(|(path, text)| (path.into(), text));
    VersionSpec {
        version: name.to_owned(),
        date: Utc::now() + Duration::seconds(1),
        install: Vec::new(),
        remove: Vec::new(),
        files: files.collect(),
        remove_files: Vec::new(),
        kernel: kernel.map(|content| (format!("{name}-large"), content)),
        end_of_life: None,
    }
}

/// Why something failed.
#[derive(Debug)]
struct Failure {
    kind: String,
    fields: Value,
    raw: String,
}

impl Failure {
    fn of(result: &Value) -> Result<Self> {
        let text = |key: &str| result[key].as_str().unwrap_or_default().to_owned();
        ensure!(result["error"].is_string(), "it did not fail: {result}");
        Ok(Self {
            kind: text("error"),
            fields: result["fields"].clone(),
            raw: text("raw"),
        })
    }

    /// It says that this file system lacks room, and how much.
    fn lacks_room_on(&self, filesystem: &str) -> Result<(u64, u64)> {
        ensure!(
            self.kind == "NoSpace" && self.fields["filesystem"] == filesystem,
            "{self:?}"
        );
        let number = |key: &str| {
            self.fields[key]
                .as_u64()
                .with_context(|| format!("{self:?}"))
        };
        let (required, available) = (number("required")?, number("available")?);
        ensure!(required > available, "{self:?}");
        Ok((required, available))
    }

    /// It says that this file system lacks room; numbers only if they explain that.
    fn says_no_wrong_numbers_of(&self, filesystem: &str) -> bool {
        let number = |key: &str| self.fields[key].as_u64();
        let right = number("required").is_none() || number("required") > number("available");
        self.kind == "NoSpace" && self.fields["filesystem"] == filesystem && right
    }
}

/// Does what must fail.
fn failure(caller: &mut Caller, call: &(&str, &str, Value)) -> Result<Failure> {
    let (member, signature, arguments) = call;
    let reply = caller
        .probe
        .call(&Call::new(member, signature, arguments).waiting())?;
    if let Some(error) = &reply.error {
        return Ok(Failure {
            kind: reply.error_kind().to_owned(),
            fields: error.body.get(1).cloned().unwrap_or_default(),
            raw: error.message.clone(),
        });
    }
    Failure::of(&reply.finished.context("the job's end was not announced")?)
}

fn update() -> (&'static str, &'static str, Value) {
    ("Update", "sa{sv}", json!(["", {}]))
}

/// What acts on the earlier version that is on the disk.
fn on_the_earlier(caller: &mut Caller) -> Result<[(&'static str, &'static str, Value); 3]> {
    let generation = caller.generation()?;
    let all = caller.deployments()?;
    let earlier = all.iter().find(|each| each["booted"] == false);
    let id = earlier.and_then(|each| each["id"].as_str());
    let target = format!("deployment:{}", id.context("there is no earlier version")?);
    Ok([
        ("Restore", "sta{sv}", json!([target, generation, {}])),
        (
            "SetPinned",
            "stba{sv}",
            json!([target, generation, true, {}]),
        ),
        ("Delete", "asta{sv}", json!([[target], generation, {}])),
    ])
}

/// What decides about the system. What was looked at at the remote decides nothing.
fn imprint(stage: &Stage) -> Result<String> {
    let all = stage.imprint()?;
    let lines = all.lines().filter(|line| !line.contains("/waymark/"));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// Nothing is half done: the system is as before, its repository is whole, nobody holds it,
/// and no tree is there that belongs to no deployment.
fn is_unharmed(stage: &Stage, before: &str) -> Result<()> {
    ensure!(
        imprint(stage)? == before,
        "{before}\n!=\n{}",
        imprint(stage)?
    );
    let machine = stage.machine();
    machine.system(FSCK)?.ok()?;
    // It is made by the first who holds it.
    let lock = "! [ -e $0 ] || flock --fcntl --nonblock $0 true";
    machine
        .system(["sh", "-c", lock, "/sysroot/ostree/lock"])?
        .ok()
        .context("somebody holds the system still")?;
    let trees = "cd /sysroot/ostree/deploy/sample/deploy && ls -d *.[0-9] | wc -l";
    let trees = machine.system(["sh", "-c", trees])?.ok()?;
    let deployed = machine.deployments()?.len();
    ensure!(
        trees.trim() == deployed.to_string(),
        "{trees} trees of {deployed} deployments"
    );
    Ok(())
}

#[test]
fn a_full_disk_takes_no_update_and_says_how_much_one_needs() -> Result<()> {
    let stage = on(Disk::of(1024), None)?;
    let disk = stage.sample.disk()?;
    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let before = imprint(&stage)?;

    disk.fill(20 * MEGABYTE)?;
    stage.server.clear();
    let (required, available) = failure(&mut root, &update())?.lacks_room_on("/sysroot")?;
    ensure!(
        available.abs_diff(disk.free()?) < UNREST,
        "{available} bytes are told to be free of {}",
        disk.free()?
    );
    ensure!(
        stage.server.bytes_sent() < WELL_INTO_CONTENT,
        "it began all the same"
    );
    is_unharmed(&stage, &before)?;

    // Not a byte is left: what needs some says so, what makes room works.
    disk.fill(0)?;
    failure(&mut root, &update())?.lacks_room_on("/sysroot")?;
    let [restore, pin, delete] = on_the_earlier(&mut root)?;
    for call in [&restore, &pin] {
        failure(&mut root, call)?.lacks_room_on("/sysroot")?;
        is_unharmed(&stage, &before)?;
    }
    let (little, _) = failure(&mut root, &delete)?.lacks_room_on("/sysroot")?;
    ensure!(little < MEGABYTE, "{little} bytes to delete something");
    is_unharmed(&stage, &before)?;

    // The little that this needs is enough, and makes more.
    disk.relieve()?;
    disk.fill(little + 16_384)?;
    root.succeed(delete.0, delete.1, &delete.2)?;
    let freed = disk.free()?;
    ensure!(freed > little + MEGABYTE, "{freed} bytes are free now");
    root.succeed("CleanUp", "a{sv}", &json!([{}]))?;
    assert_eq!(stage.machine().deployments()?.len(), 1);

    // With what it said is enough.
    disk.relieve()?;
    disk.fill(required + UNREST)?;
    root.update()?;
    Ok(())
}

#[test]
fn a_disk_that_fills_up_during_the_download_is_told_and_the_next_try_resumes() -> Result<()> {
    let stage = on(Disk::of(1024), None)?;
    let disk = stage.sample.disk()?;
    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let before = imprint(&stage)?;
    let whole = root.property("Update")?["download-size"].as_u64();
    let whole = whole.context("no download size")?;

    stage.server.clear();
    stage.server.set_rate(Some(800_000));
    let job = root.call("Update", "sa{sv}", &json!(["", {}]))?.ok()?;
    let sent = |all: &[waymark_lab::server::Request]| all.iter().map(|it| it.bytes).sum::<u64>();
    ensure!(
        stage
            .server
            .wait_until(PATIENCE, |all| sent(all) > WELL_INTO_CONTENT),
        "the download did not get going"
    );
    disk.fill(0)?;
    stage.server.set_rate(None);
    let result = root.result_of(job[0].as_str().context("no job")?)?;
    Failure::of(&result)?.lacks_room_on("/sysroot")?;
    is_unharmed(&stage, &before)?;
    let fetched = stage.server.bytes_sent();

    disk.relieve()?;
    stage.server.clear();
    root.update()?;
    let rest = stage.server.bytes_sent();
    ensure!(
        rest + fetched / 2 < whole,
        "nothing was resumed: {fetched} of {whole} bytes came first, then {rest}"
    );
    Ok(())
}

#[test]
fn a_disk_that_fills_up_while_a_version_is_unpacked_keeps_nothing_of_it() -> Result<()> {
    let stage = on(Disk::of(1024), None)?;
    let disk = stage.sample.disk()?;
    // Of what a version has in /etc each deployment has a copy; so much nobody foresees.
    let large = vec![("etc/large", vec![7; 80 << 20])];
    stage.sample.publish(&version("90.1", large, None))?;
    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let before = imprint(&stage)?;
    disk.fill(20 * MEGABYTE)?;
    let (required, _) = failure(&mut root, &update())?.lacks_room_on("/sysroot")?;
    disk.relieve()?;
    disk.fill(required + UNREST)?;
    // By then what was begun is gone, and so may be the lack.
    let failed = failure(&mut root, &update())?;
    ensure!(failed.says_no_wrong_numbers_of("/sysroot"), "{failed:?}");
    ensure!(failed.raw.contains("No space left on device"), "{failed:?}");
    // The download is here; the followed branch says so.
    let after = |text: &str| {
        text.lines()
            .filter(|line| !line.starts_with("./"))
            .collect::<String>()
    };
    let now = imprint(&stage)?;
    ensure!(after(&now) == after(&before), "{before}\n!=\n{now}");
    is_unharmed(&stage, &now)?;
    disk.relieve()?;
    root.update()?;
    Ok(())
}

#[test]
fn a_disk_without_room_for_more_files_is_told_without_numbers_that_say_otherwise() -> Result<()> {
    let stage = on(
        Disk {
            files: Some(30_000),
            ..Disk::of(1024)
        },
        None,
    )?;
    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let before = imprint(&stage)?;
    let fill = "mkdir /sysroot/many && cd /sysroot/many && \
        i=0; while : >$i; do i=$((i+1)); done 2>/dev/null; ls | wc -l";
    stage.machine().system(["sh", "-c", fill])?;
    let failed = failure(&mut root, &update())?;
    ensure!(failed.says_no_wrong_numbers_of("/sysroot"), "{failed:?}");
    assert_eq!(failed.fields.get("available"), None, "{failed:?}");
    is_unharmed(&stage, &before)?;
    stage
        .machine()
        .system(["rm", "-r", "/sysroot/many"])?
        .ok()?;
    root.update()?;
    Ok(())
}

#[test]
fn a_full_boot_takes_no_kernel_and_no_new_order() -> Result<()> {
    let stage = on(Disk::of(1024), Some(Disk::of(12)))?;
    let boot = stage.sample.boot_disk()?;
    let mut root = stage.caller("root")?;
    let before = imprint(&stage)?;
    let kernel = vec![7; 14 << 20];
    stage
        .sample
        .publish(&version("90.1", Vec::new(), Some(kernel)))?;
    let (required, available) = failure(&mut root, &update())?.lacks_room_on("/boot")?;
    ensure!(required >= 14 << 20 && available.abs_diff(boot.free()?) < MEGABYTE);
    is_unharmed(&stage, &before)?;

    boot.fill(0)?;
    let [restore, _, delete] = on_the_earlier(&mut root)?;
    for call in [&restore, &delete] {
        failure(&mut root, call)?.lacks_room_on("/boot")?;
        is_unharmed(&stage, &before)?;
    }
    boot.relieve()?;
    let (member, signature, arguments) = restore;
    root.succeed(member, signature, &arguments)?;
    Ok(())
}

#[test]
fn a_disk_that_ext4_made_read_only_says_so_and_works_after_its_repair() -> Result<()> {
    let mut stage = on(Disk::of(1024), None)?;
    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    let before = imprint(&stage)?;
    stage.sample.disk()?.break_down()?;
    let [restore, pin, delete] = on_the_earlier(&mut root)?;
    for call in [&update(), &restore, &pin, &delete] {
        let failed = failure(&mut root, call)?;
        ensure!(
            failed.kind == "Failed" && failed.raw.contains("Read-only file system"),
            "{failed:?}"
        );
        ensure!(imprint(&stage)? == before);
    }
    assert_eq!(root.deployments()?.len(), 2, "it is told still");
    drop(root);
    stage.repair()?;
    is_unharmed(&stage, &before)?;
    stage.caller("root")?.update()?;
    Ok(())
}

#[test]
fn writes_that_fail_end_the_update_with_what_the_disk_said() -> Result<()> {
    let disk = Disk {
        on_another: true,
        ..Disk::of(1024)
    };
    let mut stage = on(disk, None)?;
    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    stage.machine().system(["sync"])?.ok()?;
    let before = imprint(&stage)?;
    stage.sample.disk()?.below()?.break_down()?;
    let failed = failure(&mut root, &update())?;
    ensure!(
        failed.kind == "Failed" && failed.raw.contains("nput/output"),
        "{failed:?}"
    );
    ensure!(imprint(&stage)? == before);
    drop(root);
    stage.repair()?;
    is_unharmed(&stage, &before)?;
    stage.caller("root")?.update()?;
    Ok(())
}

#[test]
fn what_was_lost_by_writes_that_failed_for_a_while_is_fetched_again() -> Result<()> {
    let disk = Disk {
        on_another: true,
        ..Disk::of(1024)
    };
    let mut stage = on(disk, None)?;
    let mut root = stage.caller("root")?;
    root.succeed("Check", "a{sv}", &json!([{}]))?;
    stage.machine().system(["sync"])?.ok()?;
    let before = imprint(&stage)?;
    // The disk seems to have room, but its device takes nothing new.
    let below = stage.sample.disk()?.below()?;
    below.fill(MEGABYTE)?;
    let failed = failure(&mut root, &update())?;
    ensure!(failed.says_no_wrong_numbers_of("/sysroot"), "{failed:?}");
    ensure!(failed.raw.contains("syncfs"), "{failed:?}");
    is_unharmed(&stage, &before)?;

    // Linux tells a lost write once more to whoever comes next.
    below.relieve()?;
    wait_for("an update", PATIENCE, || Ok(root.update().ok()))?;
    drop(root);
    // As the device has it, not as memory remembers it.
    stage.repair()?;
    stage.machine().system(FSCK)?.ok()?;
    Ok(())
}
