#!/usr/bin/env bash
# Makes the Debian packages of what was built: packaging/deb.sh OUT. Needs only dpkg-dev. PROGRAMS and
# VERSION come from the Makefile. SHLIBDEPS and COMPRESSION have further options of dpkg-shlibdeps and
# dpkg-deb.
set -euo pipefail
root=$PWD out=$(realpath -m "$1")
triplet=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
work=$out/work
rm -rf "$out"
mkdir -p "$work/debian"
cp packaging/debian/control "$work/debian/"
sed "s/@VERSION@/$VERSION/" packaging/debian/changelog >"$work/debian/changelog"
# The format of the licence field: lines indented, empty lines as a dot.
sed -n '/^Permission/,$p' LICENSE | sed 's/^$/./; s/^/ /' >"$work/licence"
sed -e "/@LICENSE@/{r $work/licence" -e 'd}' packaging/debian/copyright >"$work/debian/copyright"
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -l "$work/debian/changelog" -S Timestamp)
export SOURCE_DATE_EPOCH

DESTDIR=$work/all PREFIX=/usr LIBDIR=/usr/lib/$triplet packaging/install.sh
cd "$work"

# give PACKAGE PATTERN...: moves files of the installation into a package.
give() {
  local package=$1 path
  shift
  for path in "$@"; do
    mkdir -p "debian/$package/$(dirname "$path")"
    mv "all/$path" "debian/$package/$path"
  done
}
lib=usr/lib/$triplet
give libskillsvideo0 "$lib/libskillsvideo.so.0" "$lib/libskillsvideo.so.$VERSION"
give libskillsvideo-dev usr/include usr/share/man/man3 "$lib/libskillsvideo.so" "$lib/libskillsvideo.a" \
  "$lib/pkgconfig" "$lib/cmake"
give skillsvideo usr/bin usr/share
id=$(readelf -n "$root/build/libskillsvideo.so.$VERSION" | sed -n 's/.*Build ID: //p')
install -D -m 644 "$root/build/libskillsvideo.so.$VERSION.debug" \
  "debian/libskillsvideo0-dbgsym/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug"
[ -z "$(find all -type f -o -type l)" ] || { echo "deb: in no package: $(find all -type f)" >&2; exit 1; }

# dpkg-shlibdeps derives the version that a program needs from the functions it uses.
{
  echo "libskillsvideo.so.0 libskillsvideo0 #MINVER#"
  echo " SKILLSVIDEO_0@SKILLSVIDEO_0 0.1.0"
  awk '$1 ~ /^sv_/ { print " " $1 "@SKILLSVIDEO_0 " $2 }' "$root/include/skillsvideo.symbols"
} >debian/libskillsvideo0.symbols
dpkg-gensymbols -c4 -plibskillsvideo0 -Pdebian/libskillsvideo0 -v"$VERSION" -q >gensymbols.log ||
  { cat gensymbols.log >&2; exit 1; }
printf 'activate-noawait ldconfig\n' >debian/libskillsvideo0/DEBIAN/triggers

# shellcheck disable=SC2086  # The options are split into words on purpose.
for package in libskillsvideo0 libskillsvideo0-dbgsym libskillsvideo-dev skillsvideo; do
  folder=debian/$package
  mkdir -p "$folder/DEBIAN"
  install -D -m 644 debian/copyright "$folder/usr/share/doc/$package/copyright"
  gzip -9nc debian/changelog >"$folder/usr/share/doc/$package/changelog.Debian.gz"
  gzip -9nc "$root/CHANGELOG.md" >"$folder/usr/share/doc/$package/changelog.gz"
  find "$folder/usr/share/man" -type f -exec gzip -9n {} + 2>/dev/null || true
  mapfile -t binaries < <(find "$folder" -type f \( -name '*.so.*' -o -path '*/bin/*' \))
  : >"debian/$package.substvars"
  [ ${#binaries[@]} -eq 0 ] || dpkg-shlibdeps ${SHLIBDEPS:-} -T"debian/$package.substvars" "${binaries[@]}"
  [ "$package" != libskillsvideo0 ] || chmod 644 "${binaries[@]}"
  dpkg-gencontrol -p"$package" -P"$folder" -T"debian/$package.substvars" -cdebian/control
  (cd "$folder" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
  find "$folder" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group ${COMPRESSION:-} -b "$folder" "$out" >/dev/null
done
cd "$root"
rm -rf "$work"
ls "$out"/*.deb
