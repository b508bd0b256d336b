#!/usr/bin/env bash
# Builds and tests in ordinary Swift: swift-debug.sh build|test ARGUMENT... All that uses .build-debug passes
# these flags, because others would compile everything again. Debug information takes a fifth of the time:
# DEBUG_INFO=dwarf adds it for a debugger. The index stays: `swift test` finds the tests in it.
set -euo pipefail
exec swift "$1" --scratch-path .build-debug -debug-info-format "${DEBUG_INFO:-none}" "${@:2}"
