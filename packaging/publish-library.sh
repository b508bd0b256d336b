#!/usr/bin/env bash
# Strips and checks the library that was built, and moves it to its place in one step, so that a program that
# uses the previous library keeps it. Only one runs at a time, because make may run several times at once.
# KIND is system for the library that uses the system's libcurl and has a static archive, or self-contained.
set -euo pipefail
kind=$1 built=$2 library=$3 soname=$4 size_max=$5 toolchain=$6
folder=$(dirname "$library")
name=$(basename "$library")
mkdir -p "$folder"
exec 9>"$folder/.publish.lock"
flock 9
fresh=$(mktemp -d "$folder/fresh.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
objcopy=${toolchain}llvm-objcopy note=.note.gnu.build-id
# Two builds of the same sources give the same bytes only without the module hash, and with a build id that is
# the hash of the shipped bytes. The linker's own id also depends on the paths in the debug information.
# The note is 16 bytes of header and the id; where the hash is taken, the id is zero.
work=$(mktemp -d)
trap 'rm -rf "$fresh" "$work"' EXIT
"$objcopy" --strip-all -R .swift_modhash --dump-section "$note=$work/linked" "$built" "$work/stripped"
head -c 16 "$work/linked" >"$work/header"
length=$(($(stat -c %s "$work/linked") - 16))
{ cat "$work/header"; head -c "$length" /dev/zero; } >"$work/zero"
"$objcopy" --update-section "$note=$work/zero" "$work/stripped"
id=$(sha256sum "$work/stripped" | head -c "$((2 * length))")
{ cat "$work/header"; printf '%s' "${id^^}" | basenc --base16 --decode; } >"$work/own"
"$objcopy" --update-section "$note=$work/own" "$built" "$work/whole"
"$objcopy" --strip-all -R .swift_modhash "$work/whole" "$fresh/$name"
"$objcopy" --only-keep-debug "$work/whole" "$fresh/$name.debug"
[ "$kind" != system ] || packaging/static-archive.sh "$fresh/libskillsvideo.a" "$toolchain"
packaging/check-library.sh "$kind" "$fresh/$name" "$size_max" "$built"
mv -f "$fresh"/* "$folder/"
ln -sf "$name" "$folder/$soname"
ln -sf "$soname" "$folder/libskillsvideo.so"
