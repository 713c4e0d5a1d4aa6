# Sourced after root.sh by the commands that run the Flatpak. Makes the tree that its
# runtime is made from, once, and says where it is.
# shellcheck shell=bash

# What the app needs of GNOME's runtime, from Debian, and what looks around in it.
platform_packages=(
    libgtk-4-1 libadwaita-1-0 adwaita-icon-theme librsvg2-common
    fonts-cantarell fonts-dejavu-core libglib2.0-bin bash
)

WAYMARK_PLATFORM=$(make_root platform "${platform_packages[@]}") || exit 1
export WAYMARK_PLATFORM
