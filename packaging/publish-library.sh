#!/usr/bin/env bash
# Makes what is shipped of the library that was built: stripped, checked, and moved to its place as a whole, so that a program
# that runs with the library of before keeps it. One at a time: make may run several times at once. KIND is system, for the
# library that uses the system's libcurl and has a static archive beside it, or self-contained.
set -euo pipefail
kind=$1 built=$2 library=$3 soname=$4 size_max=$5 toolchain=$6
folder=$(dirname "$library")
name=$(basename "$library")
mkdir -p "$folder"
exec 9>"$folder/.publish.lock"
flock 9
fresh=$(mktemp -d "$folder/fresh.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
# Only without the module hash and with a build id of our own do two builds of the same sources give the same bytes.
"${toolchain}llvm-objcopy" --strip-all -R .swift_modhash "$built" "$fresh/$name"
packaging/drop_runpath.py "$fresh/$name"
"${toolchain}llvm-objcopy" --only-keep-debug "$built" "$fresh/$name.debug"
packaging/set_build_id.py "$fresh/$name" "$fresh/$name.debug"
[ "$kind" != system ] || packaging/static-archive.sh "$fresh/libskillsvideo.a" "$toolchain"
packaging/check-library.sh "$kind" "$fresh/$name" "$size_max" "$built"
mv -f "$fresh"/* "$folder/"
ln -sf "$name" "$folder/$soname"
ln -sf "$soname" "$folder/libskillsvideo.so"
