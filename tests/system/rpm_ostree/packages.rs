//! Layering packages, overriding those of the base, and taking it all back.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use waymark_lab::System;
use waymark_tests::Caller;

use super::{next, restart, stage, texts, whole, words};

fn change(caller: &mut Caller, changes: &Value, dry_run: bool) -> Result<Value> {
    let options = if dry_run {
        json!({"dry-run": true})
    } else {
        json!({})
    };
    caller.act("ChangePackages", "a{sv}a{sv}", &json!([changes, options]))
}

/// Names and kinds of what is on top of a deployment, sorted.
fn layers(caller: &mut Caller) -> Result<Vec<(String, String)>> {
    let next = next(caller)?;
    let whole = whole(caller, &next)?;
    let details = whole["layer-details"].as_array().context("no details")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut layers: Vec<_> = details
        .iter()
        .map(|each| (text(&each["name"]), text(&each["kind"])))
        .collect();
    layers.sort();
    Ok(layers)
}

#[test]
fn packages_are_searched_added_and_removed_and_conflicts_name_all_in_the_way() -> Result<()> {
    let mut stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    let found = root.succeed("Search", "sa{sv}", &json!(["htop", {}]))?;
    let found = found["packages"].as_array().context("no packages")?;
    assert!(found.iter().any(|each| each["name"] == "htop"), "{found:?}");

    // Everything in the way by name, at the dry run and at the real one.
    let before = stage.imprint()?;
    let all = words(&["htop", "broken-deps", "broken-too"]);
    for dry_run in [true, false] {
        let result = change(&mut root, &json!({"add": all}), dry_run)?;
        assert_eq!(result["error"], "Conflict", "{result}");
        let mut named = texts(&result["fields"]["packages"]);
        named.sort_unstable();
        assert_eq!(named, ["broken-deps", "broken-too"], "{result}");
        assert!(!texts(&result["fields"]["problems"]).is_empty(), "{result}");
    }
    assert_eq!(stage.imprint()?, before);

    // The retry without them, tried first.
    let rest = json!({"add": words(&["htop", "ncdu"])});
    let tried = change(&mut root, &rest, true)?;
    assert_eq!(tried["outcome"], "ok", "{tried}");
    assert_eq!(tried["dry-run"], true);
    assert_eq!(stage.imprint()?, before);
    let result = change(&mut root, &rest, false)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    let added = |name: &str| (name.to_owned(), "added".to_owned());
    assert_eq!(layers(&mut root)?, [added("htop"), added("ncdu")]);
    restart(&mut stage, root)?;

    let mut root = stage.caller("root")?;
    let unchanged = change(&mut root, &json!({"add": words(&["htop"])}), false)?;
    assert_eq!(unchanged["outcome"], "unchanged", "{unchanged}");
    let result = change(&mut root, &json!({"remove": words(&["ncdu"])}), false)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    assert_eq!(layers(&mut root)?, [added("htop")]);
    let result = change(&mut root, &json!({"reset-all": true}), false)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    assert_eq!(layers(&mut root)?, []);
    Ok(())
}

#[test]
fn packages_of_the_base_are_taken_out_and_put_back() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    let removal = json!({"override-remove": words(&["tar"])});
    let result = change(&mut root, &removal, false)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    let removed = ("tar".to_owned(), "removed".to_owned());
    assert_eq!(layers(&mut root)?, [removed]);

    // From the repository instead; what is there is taken back in the same step.
    let missing = json!({"override-replace": words(&["bash", "nosuch"])});
    let result = change(&mut root, &missing, true)?;
    assert_eq!(result["error"], "NotFound", "{result}");
    assert_eq!(texts(&result["fields"]["packages"]), ["nosuch"], "{result}");
    let replacement = json!({"override-replace": words(&["tar"])});
    let tried = change(&mut root, &replacement, true)?;
    let rows = tried["changes"].as_array().context("no changes")?;
    let tar = rows.iter().find(|row| row["name"] == "tar");
    assert_eq!(tar.context("no tar")?["new"], "2:9.1-1.fc44", "{tried}");
    let result = change(&mut root, &replacement, false)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    let replaced = ("tar".to_owned(), "replaced".to_owned());
    assert_eq!(layers(&mut root)?, [replaced]);
    let staged = next(&mut root)?;
    let details = whole(&mut root, &staged)?;
    let layer = &details["layer-details"][0];
    assert_eq!(layer["repository"], "lab", "{layer}");
    assert_eq!(layer["version"], "2:9.1-1.fc44", "{layer}");
    assert!(layer["base-version"].is_string(), "{layer}");
    let again = change(&mut root, &replacement, false)?;
    assert_eq!(again["outcome"], "unchanged", "{again}");

    let reset = json!({"override-reset": words(&["tar"])});
    let result = change(&mut root, &reset, false)?;
    assert_eq!(result["outcome"], "ok", "{result}");
    assert_eq!(layers(&mut root)?, []);
    Ok(())
}

#[test]
fn repositories_are_listed() -> Result<()> {
    let stage = stage(System::RpmOstree)?;
    let mut root = stage.caller("root")?;
    let told = root.call("GetRepositories", "a{sv}", &json!([{}]))?.ok()?;
    let lab = told[0]
        .as_array()
        .and_then(|all| all.iter().find(|each| each["id"] == "lab"));
    assert_eq!(lab.context("no repository")?["enabled"], true);
    Ok(())
}
