//! Bundles the style sheet and the icons into the binary.

fn main() {
    println!("cargo:rerun-if-changed=../../po");
    glib_build_tools::compile_resources(
        &["resources", "../../data/icons"],
        "resources/waymark.gresource.xml",
        "waymark.gresource",
    );
}
