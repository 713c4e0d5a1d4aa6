# Sourced after root.sh, enter.sh and sample.sh. Builds and runs waymark-lab,
# the program behind dev/run and dev/lab.
# shellcheck shell=bash

# build_lab PACKAGE…: builds waymark-lab and the packages named.
build_lab() {
    local package packages=(-p waymark-lab)
    for package in "$@"; do packages+=(-p "$package"); done
    say "Building Waymark (some minutes the first time, then seconds)"
    (cd "$checkout" && in_root cargo build --quiet "${packages[@]}") || fail "it does not build"
}

# lab ARGUMENT…: runs waymark-lab in the development root, which has the folder
# that this is called from.
lab() {
    in_root "$CARGO_TARGET_DIR/debug/waymark-lab" "$@"
}
