#!/usr/bin/env bash
# Builds and tests in ordinary Swift: swift-debug.sh build|test ARGUMENT... All that uses .build-debug passes
# these flags, because others would compile everything again. Nobody reads the index, and debug information
# takes a quarter of the time: DEBUG_INFO=dwarf adds it for a debugger.
set -euo pipefail
exec swift "$1" --scratch-path .build-debug --disable-index-store -debug-info-format "${DEBUG_INFO:-none}" \
  "${@:2}"
