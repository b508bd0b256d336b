#!/usr/bin/env bash
# Removes builds that were made in another folder: Swift's module caches name files by their whole path, so
# that a moved or copied checkout would not build.
set -euo pipefail
for plan in .build-*/debug.yaml .build-*/release.yaml; do
  folder=$(dirname "$plan")
  if [ ! -e "$plan" ] || [ -L "$folder" ]; then continue; fi
  if ! grep -qF "\"$PWD/$folder/" "$plan"; then
    echo "removing $folder, which was made in another folder"
    rm -rf "$folder"
  fi
done
