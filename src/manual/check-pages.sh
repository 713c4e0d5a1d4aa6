#!/bin/sh
# check-pages.sh FOLDER: whether the manual pages below FOLDER are as mandoc and,
# where it is there, groff want them.
set -eu
cd "$1"
found=$(find . -path './man?/*' -type f)
[ -n "$found" ] || { echo "there are no pages" >&2; exit 1; }
# shellcheck disable=SC2086 # a list of words
mandoc -T lint -W warning $found
command -v groff >/dev/null || exit 0
for page in $found; do
    said=$(LC_ALL=C.UTF-8 groff -K utf8 -man -T utf8 -ww -z "$page" 2>&1)
    [ -z "$said" ] || { echo "$page: $said" >&2; exit 1; }
done
