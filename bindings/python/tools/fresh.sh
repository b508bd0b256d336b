#!/usr/bin/env bash
# Makes build/python/venv again, with the wheel and nothing else in it.
set -euo pipefail
cd "$(dirname "$0")/../../.."
rm -rf build/python/venv
"${1:-python3}" -m venv --without-pip build/python/venv
.venv-wheel/bin/pip --quiet --disable-pip-version-check --python build/python/venv/bin/python \
  install --no-index --no-deps build/wheels/skillsvideo-*.whl
