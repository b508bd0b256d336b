#!/usr/bin/env bash
# Generates one picture on the local simulator, and prints its path.
set -euo pipefail
folder=$1
# The caller's account is not used: --simulate has its own address and key.
unset SKILLS_VIDEO_API_KEY SKILLS_VIDEO_BASE_URL
saved=$("$COMMAND" generate google/nano-banana-pro \
  prompt="a quiet lake below the mountains at sunset" aspect_ratio=16:9 --simulate --save "$folder")
echo "$saved"
picture=$(sed -n 's/^saved \(.*\) ([^()]*)$/\1/p' <<<"$saved")
[ -s "$picture" ] || { echo "demo: no picture arrived" >&2; exit 1; }
echo
echo "The picture: $PWD/$picture"
