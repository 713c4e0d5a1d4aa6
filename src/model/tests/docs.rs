//! The page about the D-Bus API tells every key.

use std::{env, fs, path::Path};

#[test]
fn the_docs_tell_every_key() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/dbus-api.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- keys -->").unwrap();
    let (_, after) = rest.split_once("<!-- /keys -->").unwrap();
    let expected = format!(
        "{before}<!-- keys -->\n\n{}<!-- /keys -->{after}",
        waymark_model::keys::markdown()
    );
    if env::var_os("WAYMARK_BLESS").is_some() {
        fs::write(&path, &expected).unwrap();
        return;
    }
    assert!(
        page == expected,
        "docs/dbus-api.md is behind src/model/keys.rs; run with WAYMARK_BLESS=1"
    );
}
