#!/usr/bin/env bash
# Runs a command and shows what it printed only when it fails or warns about this project's sources.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$@" >"$log" 2>&1
status=$?
if [ $status -ne 0 ]; then
  cat "$log" >&2
elif grep -E "^($PWD/)?(Sources|Tests)/.*(warning|error):" "$log" >&2; then
  echo "quietly: the build is not free of warnings" >&2
  status=1
fi
exit $status
