#!/usr/bin/env bash
# Installs the Debian packages named as arguments that are missing; quiet when none is.
set -euo pipefail
if ! command -v swift >/dev/null; then
  echo "setup: Swift 6.3 or newer must be on PATH; Debian has no package of it." \
    "See https://www.swift.org/install/linux/" >&2
  exit 1
fi
missing=()
for package in "$@"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "setup: these Debian packages are missing; install them once with:" \
    "sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "setup: installing ${missing[*]}"
log=$(mktemp)
policy=
trap 'rm -f "$log" $policy' EXIT
# The tests start their own nginx. Its package must not start one for the whole machine.
if [ ! -e /usr/sbin/policy-rc.d ]; then
  policy=/usr/sbin/policy-rc.d
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
install() { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; }
if ! install >"$log" 2>&1; then
  cat "$log" >&2
  echo "setup: apt-get could not install ${missing[*]}" >&2
  exit 1
fi
