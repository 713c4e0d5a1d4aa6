# Sourced after root.sh, enter.sh and sample.sh. Builds and runs waymark-lab,
# the program behind dev/run and dev/lab.
# shellcheck shell=bash

# build_lab: builds waymark-lab and all that it opens, in one call and as dev/test
# does, since each choice of packages asks other features of the libraries.
build_lab() {
    say "Building Waymark (some minutes the first time, then seconds)"
    (cd "$checkout" && in_root cargo build --quiet --workspace --bins) || fail "it does not build"
    export WAYMARK_BUILT=1
}

# lab ARGUMENT…: runs waymark-lab in the development root, which has the folder
# that this is called from.
lab() {
    in_root "$CARGO_TARGET_DIR/debug/waymark-lab" "$@"
}
