#!/usr/bin/env bash
# Links the objects of the Embedded build into one object that exports only the public symbols, and puts it
# into an archive.
set -euo pipefail
archive=$1 toolchain=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mapfile -t objects <.build-embedded/objects
# simdjson is included, because each Debian release has another version of it.
"${toolchain}ld.lld" -r -o "$folder/all.o" "${objects[@]}" --whole-archive .build-simdjson/lib/libsimdjson.a \
  --no-whole-archive
awk '$1 ~ /^sv_/ { print $1 }' include/skillsvideo.symbols >"$folder/names"
"${toolchain}llvm-objcopy" --strip-debug --strip-unneeded -R .swift_modhash \
  --keep-global-symbols="$folder/names" "$folder/all.o" "$folder/skillsvideo.o"
rm -f "$archive"
"${toolchain}llvm-ar" rcsD "$archive" "$folder/skillsvideo.o"
