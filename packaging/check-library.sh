#!/usr/bin/env bash
# Checks the shared library: exported names, needed libraries, hardening, size.
set -euo pipefail
kind=$1 library=$2 size_max=$3 unstripped=$4
fail() { echo "check-library: $*" >&2; exit 1; }

exported=$(nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort)
promised=$(awk '$1 ~ /^sv_/ { print $1 }' include/skillsvideo.symbols | sort)
[ "$exported" = "$promised" ] || fail "exports differ from include/skillsvideo.symbols:
$(diff <(echo "$promised") <(echo "$exported") || true)"
declared=$(grep -oE '\bsv_[a-z0-9_]+\(' include/skillsvideo.h | tr -d '(' | sort -u)
while read -r name; do
  grep -qE "\b$name\(" include/skillsvideo.h || fail "$name is not in the header"
done <<<"$promised"
[ "$declared" = "$promised" ] || fail "header and include/skillsvideo.symbols differ:
$(diff <(echo "$promised") <(echo "$declared") || true)"

dynamic=$(readelf -dW "$library")
grep -q 'SONAME.*\[libskillsvideo.so.0\]' <<<"$dynamic" || fail "the soname is wrong"
! grep -qE 'RUNPATH|RPATH' <<<"$dynamic" || fail "there is a RUNPATH"
grep -q 'NOW' <<<"$dynamic" || fail "binding is lazy"
grep -q GNU_RELRO <<<"$(readelf -lW "$library")" || fail "there is no RELRO"
! grep -qE 'libswift|not found' <<<"$(ldd "$library")" ||
  fail "it needs the Swift runtime, or something is missing"
undefined=$(nm -D --undefined-only "$library" | awk '{ sub(/@.*/, "", $2); print $2 }')
# libcurl and OpenSSL use the second row; the self-contained library contains them.
for name in exit _exit quick_exit printf puts $([ "$kind" = self-contained ] || echo abort stdout stderr); do
  ! grep -qx "$name" <<<"$undefined" || fail "it refers to $name"
done

! grep -qE 'NEEDED.*(stdc|simdjson)' <<<"$dynamic" || fail "it needs a run-time library of C++ or simdjson"

if [ "$kind" = self-contained ]; then
  needed=$(sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' <<<"$dynamic")
  others=$(grep -vE '^(lib(c|m|pthread|dl)\.so\.[0-9]+|ld-linux-x86-64\.so\.2)$' <<<"$needed" || true)
  [ -z "$others" ] || fail "it needs more than libc: $others"
  grep -q NODELETE <<<"$dynamic" || fail "dlclose would unmap it, with state that its TLS library keeps"
  packaging/check-glibc.sh "$library"
  ! grep -qaF -e "$HOME" -e "$PWD" "$library" || fail "it contains a path of this machine"
fi

# See Package.swift, withoutConstantArrays.
! grep -qE 'Tv[0-9]*_?r?$' <<<"$(nm "$unstripped")" ||
  fail "it has constant arrays that modules number differently"

size=$(stat -c %s "$library")
echo "libskillsvideo, $kind: $size bytes, $(wc -l <<<"$exported") functions"
[ "$size" -le "$size_max" ] || fail "it is larger than $size_max bytes"
