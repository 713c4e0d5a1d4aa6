//! Bundles the style sheet, the icons and the metainfo into the binary.

fn main() {
    println!("cargo:rerun-if-changed=../../po");
    glib_build_tools::compile_resources(
        &["resources", "../../data", "../../data/icons"],
        "resources/waymark.gresource.xml",
        "waymark.gresource",
    );
}
