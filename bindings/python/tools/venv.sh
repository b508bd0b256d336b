#!/usr/bin/env bash
# `venv.sh wheel` makes .venv-wheel with what requirements-wheel.txt names, `venv.sh python` makes .venv-python with that of
# requirements-dev.txt, unless it is there already.
set -euo pipefail
cd "$(dirname "$0")/../../.."
case $1 in
  wheel) requirements=bindings/python/requirements-wheel.txt ;;
  python) requirements=bindings/python/requirements-dev.txt ;;
  *) echo "venv: wheel or python, not $1" >&2; exit 2 ;;
esac
wanted=$(sha256sum $requirements)
if [ "$(cat ".venv-$1/made-of" 2>/dev/null || true)" != "$wanted" ]; then
  echo "making .venv-$1 with what $requirements names"
  rm -rf ".venv-$1"
  python3 -m venv ".venv-$1"
  ".venv-$1/bin/pip" install --quiet --disable-pip-version-check -r $requirements
  echo "$wanted" >".venv-$1/made-of"
fi
