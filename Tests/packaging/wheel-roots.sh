#!/usr/bin/env bash
# Uses both wheels in fresh roots of Debian 11, 12 and 13 that have Python and nothing else: no libcurl, no
# OpenSSL of another version is wanted. Needs root, and the wheels of `make wheel wheel-tools`.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
passed=0 failed=0
trap 'rm -rf --one-file-system "$work"' EXIT
check() {
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $name"
    cat "$work/log"
  fi
}
for suite in bullseye bookworm trixie; do
  root=$work/$suite
  debootstrap --variant=minbase --include=python3 "$suite" "$root" >"$work/log" 2>&1 ||
    { tail -20 "$work/log"; exit 1; }
  for wheel in build/wheels/skillsvideo-*.whl build/wheels/skillsvideo_tools-*.whl; do
    python3 -m zipfile -e "$wheel" "$root/site"
  done
  chmod 755 "$root"/site/skillsvideo_tools/bin/*
  cp bindings/python/tests/smoke.py "$root/site/smoke.py"
  inside() {
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root PYTHONPATH=/site "$@"
  }
  check "$suite: there is no libcurl" test -z "$(find "$root" -name 'libcurl*' -not -path '*/site/*')"
  check "$suite: the library is loaded" inside \
    python3 -c 'import skillsvideo; print(skillsvideo.library_version())'
  check "$suite: it generates, waits and saves on the simulator" inside python3 /site/smoke.py
  check "$suite: the command generates" inside \
    python3 -m skillsvideo generate google/nano-banana-pro prompt=fox --simulate --save /root/out
  check "$suite: and saves a picture" test -s "$root/root/out/fox-1.png"
  rm -rf --one-file-system "$root"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
