#!/usr/bin/env bash
# Builds both libraries and what they are linked with in two folders with names of different length, and
# compares what comes out byte by byte.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
# What the libraries of others are built in may have no space in its name: OpenSSL's own makefile would break.
for folder in "$work/a" "$work/another folder that is named quite differently"; do
  mkdir "$folder"
  cache=$work/$(basename "$folder" | tr ' ' -)-cache
  git ls-files -z --cached --others --exclude-standard | xargs -0 cp -P --parents -t "$folder"
  (cd "$folder" && SKILLSVIDEO_CACHE="$cache" make lib-static) >"$work/log" 2>&1 ||
    { cat "$work/log"; exit 1; }
done
version=$(sed -n 's/^#define SV_VERSION_\(MAJOR\|MINOR\|PATCH\) //p' include/skillsvideo.h | paste -sd.)
for file in "libskillsvideo.so.$version" libskillsvideo.a "self-contained/libskillsvideo.so.$version"; do
  if cmp "$work"/a/build/"$file" "$work"/another*/build/"$file"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
