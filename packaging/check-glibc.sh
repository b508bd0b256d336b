#!/usr/bin/env bash
# Fails when a program or library needs a newer glibc than packaging/dependencies/components.py allows.
set -euo pipefail
newest=$(readelf -VW "$1" | grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -1)
floor=GLIBC_$(sed -n 's/^GLIBC_MAX = "\(.*\)"/\1/p' packaging/dependencies/components.py)
if [ "$(printf '%s\n' "$newest" "$floor" | sort -V | tail -1)" != "$floor" ]; then
  echo "check-glibc: $1 needs $newest, which is newer than $floor" >&2
  exit 1
fi
