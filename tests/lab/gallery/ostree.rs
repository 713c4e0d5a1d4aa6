//! A plain OSTree system: from the first check to the version that starts next.

use anyhow::{Context as _, Result};
use serde_json::json;

use super::{Scene, Shot};
use crate::machine::Deployed;
use crate::window::{Query, Role, SOON};

/// So slow, in bytes a second, that an update stays in the middle.
const SLOW: u64 = 40_000;

fn alert(title: &str) -> Query {
    Query::role(Role::Alert).containing(title)
}

fn row(words: &str) -> Query {
    Query::role(Role::ListItem).saying(words)
}

/// The deployment at this place of the boot list.
fn deployed(scene: &Scene, place: usize) -> Result<Deployed> {
    let mut all = scene.machine().deployments()?;
    anyhow::ensure!(
        place < all.len(),
        "there are only {} deployments",
        all.len()
    );
    Ok(all.swap_remove(place))
}

/// The one that ran before the one that runs.
fn earlier(scene: &Scene) -> Result<Deployed> {
    let all = scene.machine().deployments()?;
    let running = all.iter().position(|each| each.running);
    let at = running.context("nothing runs")? + 1;
    deployed(scene, at)
}

/// Lets the update that runs come to its end.
fn finish(scene: &Scene) -> Result<()> {
    scene.server.mend();
    scene.see_words("Restart to finish")
}

pub(super) const SHOTS: &[Shot] = &[
    Shot {
        name: "updates-unchecked",
        reach: |scene| scene.see_words("Not checked yet"),
    },
    Shot {
        name: "updates-checking",
        reach: |scene| {
            scene.server.stall_after(0);
            scene.act(&Query::button("Check Now"))?;
            scene.see_words("Checking for updates")
        },
    },
    Shot {
        name: "updates-current",
        reach: |scene| {
            scene.server.mend();
            scene.see_words("You are up to date")
        },
    },
    Shot {
        name: "updates-offline",
        reach: |scene| {
            scene.server.cut_after(0);
            scene.act(&Query::button("Check Again"))?;
            scene.see_words("Updates could not be checked")
        },
    },
    Shot {
        name: "dialog-details",
        reach: |scene| {
            scene.server.mend();
            // Only the window that asked knows more than that it failed.
            scene.act(&Query::button("Details"))?;
            scene.see_words("What the System Reported")
        },
    },
    Shot {
        name: "packages-plain",
        reach: |scene| {
            scene.dismiss(&Query::any().named("What the System Reported"))?;
            scene.turn("packages", &Query::any().named("Packages in the Image"))
        },
    },
    Shot {
        name: "versions",
        reach: |scene| {
            let running = deployed(scene, 0)?;
            scene.turn("versions", &row(&running.version))
        },
    },
    Shot {
        name: "versions-older",
        reach: |scene| {
            let oldest = scene.sample.versions()?.swap_remove(0);
            scene.go(&Query::button("Show"), &row(&oldest.version))
        },
    },
    Shot {
        name: "version-remote",
        reach: |scene| {
            let oldest = scene.sample.versions()?.swap_remove(0);
            let opened = Query::any().containing("will be downloaded");
            scene.go(&row(&oldest.version), &opened)
        },
    },
    Shot {
        name: "version",
        reach: |scene| {
            let earlier = earlier(scene)?;
            scene.go(&Query::button("Back"), &row(&earlier.version))?;
            let changes = Query::role(Role::List).named("Changes");
            scene.go(&row(&earlier.version), &changes)
        },
    },
    Shot {
        name: "version-details",
        reach: |scene| {
            let tab = Query::role(Role::PageTab).named("Details");
            scene.go(&tab, &Query::any().containing("Checksum"))
        },
    },
    Shot {
        name: "dialog-delete",
        reach: |scene| scene.go(&Query::button("Delete…"), &alert("Delete")),
    },
    Shot {
        name: "updates-ready",
        reach: |scene| {
            scene.dismiss(&alert("Delete"))?;
            scene.sample.publish(&scene.sample.random_version()?)?;
            scene.turn("updates", &Query::button("Check for Updates").sensitive())?;
            scene.act(&Query::button("Check for Updates"))?;
            let list = Query::role(Role::List).named("Changes");
            scene.see(&Query::role(Role::ListItem).within(list))
        },
    },
    Shot {
        name: "menu-main",
        reach: |scene| scene.open_menu(&Query::any().named("Main Menu")),
    },
    Shot {
        name: "dialog-preferences",
        reach: |scene| {
            scene.dismiss(&Query::role(Role::MenuItem))?;
            let menu = Query::any().named("Main Menu");
            scene.choose(&menu, 3, &Query::role(Role::Dialog))
        },
    },
    Shot {
        name: "dialog-policy",
        reach: |scene| {
            let mode = Query::any().named("Without Being Asked");
            let tab = Query::role(Role::PageTab).named("Automatic Updates");
            scene.go(&tab, &mode)
        },
    },
    Shot {
        name: "dialog-shortcuts",
        reach: |scene| {
            scene.dismiss(&Query::role(Role::Dialog))?;
            let menu = Query::any().named("Main Menu");
            scene.choose(&menu, 4, &Query::role(Role::Dialog))
        },
    },
    Shot {
        name: "dialog-about",
        reach: |scene| {
            scene.dismiss(&Query::role(Role::Dialog))?;
            let menu = Query::any().named("Main Menu");
            scene.choose(&menu, 5, &Query::role(Role::Dialog))
        },
    },
    Shot {
        name: "dialog-clean-up",
        reach: |scene| {
            scene.dismiss(&Query::role(Role::Dialog))?;
            let menu = Query::any().named("Main Menu");
            scene.choose(&menu, 1, &alert("Clean Up?"))
        },
    },
    Shot {
        name: "updates-failed",
        reach: |scene| {
            scene.dismiss(&alert("Clean Up?"))?;
            scene.server.cut_after(100_000);
            scene.act(&Query::button("Update"))?;
            scene.see_words("The update failed")
        },
    },
    Shot {
        name: "updates-of-another",
        reach: |scene| {
            scene.server.mend();
            scene.server.set_rate(Some(SLOW));
            scene.begin("Update", "sa{sv}", &json!(["", {}]))?;
            scene.see_words("Started by")
        },
    },
    Shot {
        name: "updates-running",
        reach: |scene| {
            scene.cancel()?;
            let update = Query::button("Update").sensitive();
            let again = Query::button("Try Again").sensitive();
            let take = scene.lead().wait_for("a way to update", SOON, |tree| {
                [&update, &again]
                    .into_iter()
                    .find(|way| tree.has(way))
                    .cloned()
            })?;
            scene.act(&take)?;
            scene.see(&Query::any().containing("/s"))
        },
    },
    Shot {
        name: "dialog-log",
        reach: |scene| {
            // What a job says is read by who started it, which all windows' user is.
            scene.go(&Query::button("Show Log"), &Query::role(Role::Dialog))
        },
    },
    Shot {
        name: "updates-staged",
        reach: |scene| {
            scene.dismiss(&Query::role(Role::Dialog))?;
            finish(scene)
        },
    },
    Shot {
        name: "dialog-restart",
        reach: |scene| scene.go(&Query::button("Restart…"), &alert("Restart Now?")),
    },
    Shot {
        name: "versions-staged",
        reach: |scene| {
            scene.dismiss(&alert("Restart Now?"))?;
            scene.turn("versions", &Query::label("Staged"))
        },
    },
    Shot {
        name: "dialog-replace",
        reach: |scene| {
            let back = Query::button("Go Back to This Version");
            scene.go(&row(&earlier(scene)?.version), &back)?;
            scene.go(&back, &alert("Discard the Prepared Update?"))
        },
    },
    Shot {
        name: "version-next",
        reach: |scene| {
            scene.dismiss(&alert("Discard the Prepared Update?"))?;
            scene.succeed("Discard", "a{sv}", &json!([{}]))?;
            scene.act(&Query::button("Go Back to This Version"))?;
            scene.see_words("starts next")
        },
    },
    Shot {
        name: "versions-next",
        reach: |scene| scene.go(&Query::button("Back"), &Query::label("Next")),
    },
    Shot {
        name: "updates-went-back",
        reach: |scene| {
            scene.begin_anew()?;
            scene.turn("updates", &Query::button("Check for Updates").sensitive())?;
            scene.see_words("You are back on")
        },
    },
];
