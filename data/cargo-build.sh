#!/bin/sh
# cargo-build.sh SOURCE BUILD OUT PROFILE ENGINES PROGRAM…: builds programs and puts
# them into OUT. ENGINES are the service's features, with commas. A CARGO_TARGET_DIR
# that is set is used, so that what is built already is not built again; with
# WAYMARK_BUILT set too, the programs in it are taken as they are.
set -eu
source=$1 build=$2 out=$3 profile=$4 engines=$5
shift 5
target=${CARGO_TARGET_DIR:-$build/cargo-target}
all=engine-ostree,engine-rpm-ostree
packages='' service=''
for program in "$@"; do
    # With some of the engines only, the service is built by itself: the features of
    # one call are those of all its packages.
    if [ "$program" = waymarkd ] && [ "$engines" != "$all" ]; then
        service="--package waymarkd --no-default-features --features $engines"
    else
        packages="$packages --package $program"
    fi
done
case $profile in
    debug) flag='' ;;
    *) flag="--profile $profile" ;;
esac
# shellcheck disable=SC2086 # lists of words
build() {
    [ -z "$1" ] || cargo build --locked --manifest-path "$source/Cargo.toml" \
        --target-dir "$target" $flag $1
}
if [ -z "${WAYMARK_BUILT:-}" ] || [ -z "${CARGO_TARGET_DIR:-}" ]; then
    build "$packages"
    build "$service"
fi
# With its time: what did not change is not installed again.
for program in "$@"; do cp -p "$target/$profile/$program" "$out/$program"; done
