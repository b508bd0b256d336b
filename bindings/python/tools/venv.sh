#!/usr/bin/env bash
# `venv.sh wheel` makes .venv-wheel with the packages of requirements-wheel.txt, `venv.sh python` makes
# .venv-python with those of requirements-dev.txt, and `venv.sh lint` makes .venv-lint with ruff alone, in the
# version of requirements-dev.txt. An environment that has what is wanted stays as it is.
set -euo pipefail
cd "$(dirname "$0")/../../.."
file=bindings/python/requirements-dev.txt
case $1 in
  wheel) file=bindings/python/requirements-wheel.txt packages=(-r "$file") wanted=$(sha256sum "$file") ;;
  python) packages=(-r "$file") wanted=$(sha256sum "$file") ;;
  lint) wanted=$(grep '^ruff==' "$file") packages=("$wanted") ;;
  *) echo "venv: wheel, python or lint, not $1" >&2; exit 2 ;;
esac
if [ "$(cat ".venv-$1/made-of" 2>/dev/null || true)" != "$wanted" ]; then
  echo "making .venv-$1 with ${packages[*]}"
  rm -rf ".venv-$1"
  python3 -m venv ".venv-$1"
  ".venv-$1/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}"
  echo "$wanted" >".venv-$1/made-of"
fi
