# Sourced by the commands in dev/. Gives them a place to build and run in:
# a Debian 13 root of its own, made once and kept in the cache.
# shellcheck shell=bash

WAYMARK_CACHE=${WAYMARK_CACHE:-/var/cache/waymark-dev}
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
suite=trixie

# What the workspace is built with, and what its tests and `dev/run` need
# around the app: buses, polkit, a virtual display, accessibility, pictures.
root_packages=(
    ca-certificates gcc libc6-dev pkg-config git
    libgtk-4-dev libadwaita-1-dev libostree-dev
    meson ninja-build gettext desktop-file-utils appstream libglib2.0-bin libxml2-utils
    dbus dbus-bin polkitd ostree e2fsprogs gpg gpg-agent dpkg-dev util-linux iproute2 procps
    xvfb xauth at-spi2-core imagemagick dunst
    adwaita-icon-theme librsvg2-common fonts-cantarell fonts-dejavu-core fonts-vlgothic locales systemd systemd-journal-remote docker-registry
    mandoc man-db zsh fish debhelper lintian
    flatpak flatpak-builder
    qemu-system-x86 cpio xz-utils
)

# The sample system's own packages: a small Debian that OSTree can deploy.
sample_packages=(ca-certificates dbus polkitd ostree gpg gpgconf passwd util-linux procps)

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The Debian mirror that this machine is configured with; no script names one.
mirror() {
    local uri
    uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' |
        grep -v -e security -e updates | head -n 1)
    [ -n "$uri" ] || fail "apt knows no package source; check /etc/apt/sources.list.d"
    printf '%s\n' "$uri"
}

prepare_host() {
    [ "$(id -u)" = 0 ] || fail "run this as root: it makes a Debian 13 root and enters it"
    command -v apt-get >/dev/null ||
        fail "the libraries here are too old, and only a Debian-family host can make a root with newer ones"
    if ! command -v mmdebstrap >/dev/null; then
        say "Installing mmdebstrap"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
            mmdebstrap debian-archive-keyring >/dev/null
    elif [ -z "$(apt-get indextargets 'Created-By: Packages' 2>/dev/null | head -n 1)" ]; then
        apt-get update -qq
    fi
}

# make_root NAME PACKAGE…: prints the folder of a root with those packages.
# Its name carries a hash of the list, so that a changed list makes a new one.
make_root() {
    local name=$1 packages key dir
    shift
    packages=$(IFS=,; echo "$*")
    key=$(printf '%s %s' "$suite" "$packages" | sha256sum | cut -c1-12)
    dir=$WAYMARK_CACHE/$name-$key
    if [ ! -d "$dir" ]; then
        mkdir -p "$WAYMARK_CACHE"
        (
            flock 9
            [ -d "$dir" ] && exit 0
            prepare_host
            say "Making the $name root (Debian 13, about two minutes, once)"
            # In what an "||" follows, set -e does not hold.
            rm -rf "$dir.part" || exit 1
            mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" \
                --aptopt='APT::Install-Recommends "false"' \
                --dpkgopt='path-exclude=/usr/share/doc/*' \
                --dpkgopt='path-exclude=/usr/share/man/*' \
                --skip=cleanup/apt/lists \
                "$suite" "$dir.part" "$(mirror)" >&2 || exit 1
            mv "$dir.part" "$dir" || exit 1
            forget_old_roots "$name"
        ) 9>"$WAYMARK_CACHE/lock-$name" || exit 1
    fi
    touch -c "$dir"
    printf '%s\n' "$dir"
}

# Of the roots with this name the two used last stay; the others were made from
# lists of packages that have changed since.
forget_old_roots() {
    find "$WAYMARK_CACHE" -maxdepth 1 -name "$1-????????????" -printf '%T@ %p\0' |
        sort -z -n -r | tail -z -n +3 | cut -z -d ' ' -f 2- | xargs -0 -r rm -rf
}
