# Sourced after root.sh by the commands that use the sample system. Makes the
# small Debian tree that it is built from, once, and says where it is.
# shellcheck shell=bash

WAYMARK_SAMPLE_TREE=$(make_root sample "${sample_packages[@]}") || exit 1
export WAYMARK_SAMPLE_TREE
