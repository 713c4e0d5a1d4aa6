# Sourced after root.sh. Runs a command in the development root: a private
# mount namespace whose / is that root under a throw-away overlay, with the
# checkout, the cache and the host's Rust toolchain bound in at their own paths.
# shellcheck shell=bash

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$WAYMARK_CACHE/target}
export TMPDIR=$WAYMARK_CACHE/tmp

# in_root COMMAND…
in_root() {
    local root
    root=$(make_root dev "${root_packages[@]}") || exit 1
    command -v cargo >/dev/null || [ -x "$HOME/.cargo/bin/cargo" ] ||
        fail "cargo was not found; install Rust with rustup"
    mkdir -p "$CARGO_TARGET_DIR" "$TMPDIR"
    WAYMARK_ROOT=$root WAYMARK_CHECKOUT=$checkout WAYMARK_CACHE=$WAYMARK_CACHE \
        CARGO_HOME=${CARGO_HOME:-$HOME/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup} \
        unshare --mount --propagation private "$checkout/dev/lib/pivot" "$@"
}
