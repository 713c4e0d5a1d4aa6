# Sourced after root.sh. Runs a command in the development root: a private
# mount namespace whose / is that root under a throw-away overlay, with the
# checkout, the cache and the host's Rust toolchain bound in at their own paths.
# A machine that is new enough and has every tool is used as it is.
# shellcheck shell=bash

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$WAYMARK_CACHE/target}
export TMPDIR=$WAYMARK_CACHE/tmp

# Whether this machine has all that the development root would give.
host_is_enough() {
    local tool
    for tool in pkg-config meson ostree dbus-daemon Xvfb import xmllint appstreamcli gpg dpkg-deb \
        mke2fs cpio qemu-system-x86_64; do
        command -v "$tool" >/dev/null || return 1
    done
    [ "$(id -u)" = 0 ] && [ -x /usr/lib/polkit-1/polkitd ] && [ -x /usr/lib/systemd/systemd-journal-remote ] && pkg-config --exists \
        'gtk4 >= 4.18' 'libadwaita-1 >= 1.7' 'ostree-1 >= 2025.2'
}

# in_root COMMAND…
in_root() {
    local root
    if host_is_enough; then
        mkdir -p "$CARGO_TARGET_DIR" "$TMPDIR"
        unshare --mount --propagation private "$@"
        return
    fi
    root=$(make_root dev "${root_packages[@]}") || exit 1
    command -v cargo >/dev/null || [ -x "$HOME/.cargo/bin/cargo" ] ||
        fail "cargo was not found; install Rust with rustup"
    mkdir -p "$CARGO_TARGET_DIR" "$TMPDIR"
    WAYMARK_ROOT=$root WAYMARK_CHECKOUT=$checkout WAYMARK_CACHE=$WAYMARK_CACHE \
        CARGO_HOME=${CARGO_HOME:-$HOME/.cargo} RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup} \
        unshare --mount --propagation private "$checkout/dev/lib/pivot" "$@"
}
