#!/bin/sh
# cargo-build.sh SOURCE BUILD OUT PROFILE PROGRAM…: builds programs and puts them
# into OUT. A CARGO_TARGET_DIR that is set is used, so that what is built already
# is not built again.
set -eu
source=$1 build=$2 out=$3 profile=$4
shift 4
target=${CARGO_TARGET_DIR:-$build/cargo-target}
packages=''
for program in "$@"; do packages="$packages --package $program"; done
case $profile in
    debug) flag='' ;;
    *) flag="--profile $profile" ;;
esac
# shellcheck disable=SC2086 # lists of words
cargo build --locked --manifest-path "$source/Cargo.toml" --target-dir "$target" $flag $packages
# With its time: what did not change is not installed again.
for program in "$@"; do cp -p "$target/$profile/$program" "$out/$program"; done
