#!/usr/bin/env bash
# Links the objects of the Embedded build into a library that needs only libc, for an old glibc.
set -euo pipefail
library=$1 soname=$2 toolchain=$3
parts=.build-static
mapfile -t objects <.build-embedded/objects
mkdir -p "$(dirname "$library")"
# The host program must neither see nor replace the libraries inside. dlclose must not unmap them, because TLS
# libraries keep state.
options=(-soname="$soname" --build-id=sha1 --version-script=include/skillsvideo.map -z relro -z now -z defs
  -z nodelete --gc-sections --icf=all -Bsymbolic --exclude-libs=ALL)
linking=()
for option in "${options[@]}"; do linking+=(-Xlinker "$option"); done
"${toolchain}clang" --sysroot="$parts/sysroot" -fuse-ld=lld -shared -nostartfiles -nostdlib++ -static-libgcc \
  packaging/simdjson-unused.ld "${objects[@]}" "$parts"/lib/*.a "${linking[@]}" -lpthread -ldl -lm -lc \
  -o "$library"
