#!/usr/bin/env bash
# Installs what was built below $DESTDIR. With --remove it removes the same files, and folders that are then
# empty. PREFIX, LIBDIR, PROGRAMS (folder of the command and the simulator) and VERSION come from the
# Makefile.
set -euo pipefail
shopt -s extglob
remove=${1:-}
: "${PREFIX:?}" "${LIBDIR:?}" "${PROGRAMS:?}" "${VERSION:?}" "${DESTDIR=}"
case $PREFIX$LIBDIR in *$'\n'*) echo "install: PREFIX has a line end" >&2; exit 1 ;; esac

# take TARGET: removes a file and its empty parent folders, except those that every system has.
take() {
  rm -f "$DESTDIR$1"
  local folder
  folder=$(dirname "$1")
  while [ "$folder" != / ]; do
    case $DESTDIR:$folder in
    ":$PREFIX" | ":$PREFIX"/@(bin|include|lib|share|share/man) | ":$LIBDIR") return ;;
    esac
    rmdir "$DESTDIR$folder" 2>/dev/null || return 0
    folder=$(dirname "$folder")
  done
}
# put MODE SOURCE TARGET: installs a file. Mode "program" also strips it and removes the search path for
# libraries.
put() {
  local mode=$1 source=$2 target=$DESTDIR$3
  if [ -n "$remove" ]; then take "$3"; return; fi
  install -d "$(dirname "$target")"
  if [ "$mode" != program ]; then install -m "$mode" "$source" "$target"; return; fi
  install -s -m 755 "$source" "$target"
  # SwiftPM always adds $ORIGIN: the program would load a library from its own folder. A program that needs
  # the toolchain's libraries, such as one of a debug build, keeps its path.
  # shellcheck disable=SC2016  # $ORIGIN is literal text.
  [ "$(patchelf --print-rpath "$target")" != '$ORIGIN' ] || patchelf --remove-rpath "$target"
}
link() {
  if [ -n "$remove" ]; then take "$2"; else ln -sf "$1" "$DESTDIR$2"; fi
}
# fill TEMPLATE: replaces the paths and versions in a template.
fill() {
  local include
  include=$(realpath -ms --relative-to="$LIBDIR" "$PREFIX/include")
  sed -e "s|@PREFIX@|$PREFIX|g" -e "s|@LIBDIR@|$LIBDIR|g" -e "s|@VERSION@|$VERSION|g" \
    -e "s|@MAJOR@|${VERSION%%.*}|g" -e "s|@MINOR@|$(cut -d. -f2 <<<"$VERSION")|g" \
    -e "s|@INCLUDE_FROM_LIBDIR@|$include|g" "packaging/templates/$1" >"$filled/${1%.in}"
}

filled=$(mktemp -d)
trap 'rm -rf "$filled"' EXIT
for template in skillsvideo.pc.in skillsvideo-config.cmake.in skillsvideo-config-version.cmake.in; do
  fill "$template"
done

share=$PREFIX/share
put 644 include/skillsvideo.h "$PREFIX/include/skillsvideo.h"
put 644 bindings/c/skillsvideo.hpp "$PREFIX/include/skillsvideo.hpp"
put 755 "build/libskillsvideo.so.$VERSION" "$LIBDIR/libskillsvideo.so.$VERSION"
link "libskillsvideo.so.$VERSION" "$LIBDIR/libskillsvideo.so.0"
link libskillsvideo.so.0 "$LIBDIR/libskillsvideo.so"
put 644 build/libskillsvideo.a "$LIBDIR/libskillsvideo.a"
put 644 "$filled/skillsvideo.pc" "$LIBDIR/pkgconfig/skillsvideo.pc"
for file in skillsvideo-config.cmake skillsvideo-config-version.cmake; do
  put 644 "$filled/$file" "$LIBDIR/cmake/skillsvideo/$file"
done
put program "$PROGRAMS/skillsvideo" "$PREFIX/bin/skillsvideo"
put program "$PROGRAMS/skillsvideo-simulator" "$PREFIX/bin/skillsvideo-simulator"
for file in openapi.json docs.json; do
  put 644 "share/catalogue/$file" "$share/skillsvideo/catalogue/$file"
done
put 644 share/records.schema.json "$share/skillsvideo/records.schema.json"
put 644 bindings/shell/skillsvideo.sh "$share/skillsvideo/skillsvideo.sh"
mapfile -t functions < <(sed -n 's/^\(sv_[a-z0-9_]*\) .*/\1.3/p' include/skillsvideo.symbols)
pages=(skillsvideo.1 skillsvideo-simulator.1 libskillsvideo.3 skillsvideo.h.3 skillsvideo-records.5)
for page in "${pages[@]}" "${functions[@]}"; do
  put 644 "build/man/$page" "$share/man/man${page##*.}/$page"
done
put 644 packaging/completions/skillsvideo.bash "$share/bash-completion/completions/skillsvideo"
put 644 packaging/completions/_skillsvideo "$share/zsh/site-functions/_skillsvideo"
put 644 packaging/completions/skillsvideo.fish "$share/fish/vendor_completions.d/skillsvideo.fish"
