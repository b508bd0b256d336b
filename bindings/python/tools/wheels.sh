#!/usr/bin/env bash
# Builds a wheel into build/wheels: `wheels.sh skillsvideo` of the self-contained library, `wheels.sh tools`
# of the release programs.
set -euo pipefail
cd "$(dirname "$0")/../../.."
bindings/python/tools/venv.sh wheel
root=$PWD
mkdir -p build/wheels
raw=$(mktemp -d)
trap 'rm -rf "$raw"' EXIT
build() {
  rm -rf "$1"/build "$1"/src/*.egg-info
  PATH="$root/.venv-wheel/bin:$PATH" .venv-wheel/bin/pip wheel --quiet --disable-pip-version-check --no-deps \
    --no-build-isolation --wheel-dir "$raw" "$1"
  rm -rf "$1"/build "$1"/src/*.egg-info
  PATH="$root/.venv-wheel/bin:$PATH" .venv-wheel/bin/python bindings/python/tools/finish_wheel.py \
    "$raw"/*.whl "$raw/finished"
  rm -f "build/wheels/$2"-*.whl
  mv "$raw"/finished/*.whl build/wheels/
  stat --format '%n: %s bytes' "build/wheels/$2"-*.whl
}
case $1 in
  skillsvideo)
    export SKILLSVIDEO_LIBRARY=$root/build/self-contained/libskillsvideo.so
    build bindings/python skillsvideo
    ;;
  tools)
    export SKILLSVIDEO_PROGRAMS=$root/.build-tools
    build bindings/python/skillsvideo-tools skillsvideo_tools
    ;;
  *) echo "wheels: skillsvideo or tools, not $1" >&2; exit 2 ;;
esac
