//! A layered system that rpm-ostreed drives: advisories, packages, arguments, streams.

use anyhow::Result;
use serde_json::{Value, json};

use super::{Scene, Shot};
use crate::window::{Query, Role};

const ADD: &str = "Add Packages…";

/// Layers a package, so that what runs is assembled here.
pub(super) fn prepare(scene: &mut Scene) -> Result<()> {
    let changes = json!([{"add": words(&["htop"])}, {}]);
    scene.succeed("ChangePackages", "a{sv}a{sv}", &changes)?;
    scene.restart()
}

fn words(list: &[&str]) -> Value {
    json!({"type": "as", "data": list})
}

fn dialog() -> Query {
    Query::role(Role::Dialog)
}

fn page_menu() -> Query {
    Query::any().named("More for Packages")
}

/// Searches the repositories and chooses what is found by the row of that name, which
/// makes so many chosen.
fn choose(scene: &Scene, package: &str, chosen: &str) -> Result<()> {
    scene.write(&Query::any().named("Search the Repositories"), package)?;
    let row = Query::role(Role::ListItem)
        .named(package)
        .within(Query::role(Role::List).named("Packages Found"));
    scene.go(&Query::button("Search"), &row)?;
    scene.go(&row, &Query::button(chosen))
}

pub(super) const SHOTS: &[Shot] = &[
    Shot {
        name: "updates-advisories",
        reach: |scene| {
            scene.act(&Query::button("Check Now"))?;
            scene.see(&Query::role(Role::List).named("Security"))
        },
    },
    Shot {
        name: "dialog-advisory",
        reach: |scene| {
            let list = Query::role(Role::List).named("Security");
            scene.go(&Query::role(Role::ListItem).within(list), &dialog())
        },
    },
    Shot {
        name: "versions-layered",
        reach: |scene| {
            scene.dismiss(&dialog())?;
            scene.turn("versions", &Query::any().containing("1 layer"))
        },
    },
    Shot {
        name: "packages-layered",
        reach: |scene| scene.turn("packages", &Query::button("Remove htop")),
    },
    Shot {
        name: "dialog-add-packages",
        reach: |scene| scene.go(&Query::button(ADD), &dialog()),
    },
    Shot {
        name: "dialog-add-found",
        reach: |scene| {
            choose(scene, "broken-deps", "Add 1 Package")?;
            choose(scene, "fish", "Add 2 Packages")
        },
    },
    Shot {
        name: "packages-waiting",
        reach: |scene| {
            let add = Query::button("Add 2 Packages");
            scene.go(&add, &Query::any().containing("2 changes"))
        },
    },
    Shot {
        name: "dialog-conflict",
        reach: |scene| {
            let alert = Query::role(Role::Alert).named("A Package Stands in the Way");
            scene.go(&Query::button("Review and Apply…"), &alert)
        },
    },
    Shot {
        name: "dialog-review",
        reach: |scene| {
            let without = Query::button("Continue Without It");
            scene.go(&without, &Query::button("Apply").sensitive())
        },
    },
    Shot {
        name: "dialog-arguments",
        reach: |scene| {
            scene.dismiss(&dialog())?;
            scene.go(&Query::button("Forget"), &Query::button("Change…"))?;
            scene.go(&Query::button("Change…"), &dialog())
        },
    },
    Shot {
        name: "dialog-repositories",
        reach: |scene| {
            scene.dismiss(&dialog())?;
            scene.choose(&page_menu(), 1, &dialog())
        },
    },
    Shot {
        name: "dialog-reset",
        reach: |scene| {
            scene.dismiss(&dialog())?;
            scene.choose(&page_menu(), 2, &Query::role(Role::Alert))
        },
    },
    Shot {
        name: "dialog-streams",
        reach: |scene| {
            scene.dismiss(&Query::role(Role::Alert))?;
            scene.sample.publish_next_major(None)?;
            let menu = Query::any().named("Main Menu");
            scene.choose(&menu, 2, &Query::any().containing("The next one"))
        },
    },
    Shot {
        name: "dialog-stream",
        reach: |scene| {
            let newer = Query::role(Role::ListItem).saying("The next one");
            scene.go(&newer, &Query::button("Upgrade").sensitive())
        },
    },
    Shot {
        name: "packages-removed",
        reach: |scene| {
            scene.dismiss(&dialog())?;
            let changes = json!([{"override-remove": words(&["tar"])}, {}]);
            scene.succeed("ChangePackages", "a{sv}a{sv}", &changes)?;
            scene.see(&Query::button("Reset tar"))
        },
    },
];
