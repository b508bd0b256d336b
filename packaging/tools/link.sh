#!/usr/bin/env bash
# Links the command and the simulator of the release build into .build-tools, for an old glibc. They need only
# libc, so that they run wherever they are copied.
set -euo pipefail
parts=$PWD/.build-static
out=.build-tools
release=.build-release/$(uname -m)-unknown-linux-gnu/release
mkdir -p "$out/lib"
# The run-time library of C++ that the toolchain's own libraries were made with.
ln -sf "$(gcc -print-file-name=libstdc++.a)" "$out/lib/libstdc++.a"
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
"$clang" --sysroot="$parts/sysroot" -O2 -fPIC -Wall -Wextra -Wno-builtin-requires-header -fno-builtin \
  -c packaging/tools/old_glibc.c -o "$out/old_glibc.o"
wrapped=()
while read -r name; do
  wrapped+=(-Xlinker "--wrap=$name")
done < <(sed -n 's/^OLD[12]([a-z]*, \([a-z0-9]*\))$/\1/p' packaging/tools/old_glibc.c)
libraries=()
for archive in "$parts"/lib/*.a; do
  name=$(basename "$archive" .a)
  libraries+=("-l${name#lib}")
done
for program in skillsvideo skillsvideo-simulator; do
  swiftc -static-stdlib -emit-executable -use-ld=lld -target "$(uname -m)-unknown-linux-gnu" \
    "@$release/$program.product/Objects.LinkFileList" "$out/old_glibc.o" "${wrapped[@]}" \
    -Xclang-linker "--sysroot=$parts/sysroot" -Xclang-linker -static-libgcc \
    -Xlinker --gc-sections -Xlinker --build-id=sha1 \
    -L "$parts/lib" -L "$out/lib" "${libraries[@]}" -lm -o "$out/$program.new" 2>"$out/log" ||
    { cat "$out/log" >&2; exit 1; }
  strip "$out/$program.new"
  packaging/check-glibc.sh "$out/$program.new"
  mv "$out/$program.new" "$out/$program"
done
