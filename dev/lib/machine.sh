# Sourced after root.sh by the commands that boot the sample system as a machine of
# its own. Makes the Debian tree for that, once, and says where it is.
# shellcheck shell=bash

# The sample system's packages, and what starts a machine: a kernel, systemd, and what
# of OSTree runs early at a start and late at a shutdown. The rest is for its initramfs,
# which is not dracut's: Debian's kernel only asks that there be some maker of one.
machine_packages=(
    "${sample_packages[@]}"
    linux-image-cloud-amd64 systemd systemd-sysv udev kmod ostree-boot dracut busybox-static
)

WAYMARK_MACHINE_TREE=$(make_root machine "${machine_packages[@]}") || exit 1
export WAYMARK_MACHINE_TREE
