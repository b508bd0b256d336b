#!/usr/bin/env bash
# Installs the packages of `make deb` in a fresh Debian, where nothing of this project or of Swift is, and
# uses them there: the README's C example is built by pkg-config and run, static linking, the command, the man
# pages, and removal. Needs root.
# shellcheck disable=SC2016  # Variables in single quotes are expanded by the shell inside.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$(mktemp -d)
passed=0 failed=0
finish() {
  umount "$root/proc" 2>/dev/null || true
  rm -rf --one-file-system "$root"
}
trap finish EXIT
check() {
  local name=$1
  shift
  if "$@" >"$root.log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $name"
    cat "$root.log"
  fi
  rm -f "$root.log"
}
inside() {
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive sh -euc "$1"
}

log=$(mktemp)
debootstrap --variant=minbase --include=gcc,libc6-dev,pkg-config,dash bookworm "$root" >"$log" 2>&1 ||
  { tail -20 "$log"; exit 1; }
rm -f "$log"
# Swift reads a program's arguments from there.
mount -t proc proc "$root/proc"
cp --remove-destination /etc/resolv.conf "$root/etc/resolv.conf"
for setting in /etc/apt/apt.conf.d/*proxy*; do
  [ ! -e "$setting" ] || cp "$setting" "$root/etc/apt/apt.conf.d/"
done
mkdir "$root/debs"
cp build/deb/*.deb "$root/debs/"
awk '/^```c$/ { found = 1; next } /^```$/ && found { exit } found' README.md >"$root/root/example.c"

check "the packages install, with what they depend on" inside 'apt-get -qq update
  apt-get -y -qq --no-install-recommends install /debs/*.deb'
check "the README's example is compiled by pkg-config" inside 'cd
  cc -Wall -Wextra -Werror example.c $(pkg-config --cflags --libs skillsvideo) -o example'
check "and generates on the simulator" inside 'cd
  skillsvideo simulate -- ./example | grep "^http://127.0.0.1"'
check "the command generates and saves" inside 'cd
  skillsvideo generate google/nano-banana-pro prompt=fox --simulate --save out
  test -s out/fox-1.png'
check "the catalogue is found" inside '
  skillsvideo complete generate google/nano | grep -x google/nano-banana-pro'
check "the shell functions work" inside '. /usr/share/skillsvideo/skillsvideo.sh
  sv_explain_error 402 || test "$SV_CATEGORY" = insufficient_credits'
check "the library is in the cache of the linker" inside 'ldconfig -p | grep libskillsvideo.so.0'
check "nothing of Swift is needed" inside '
  ! ldd /usr/bin/skillsvideo /usr/bin/skillsvideo-simulator | grep -E "swift|not found"'
check "no library is looked for beside the programs" inside '
  ! readelf -dW /usr/bin/skillsvideo /usr/bin/skillsvideo-simulator | grep -E "R(UN)?PATH"'
check "the files are as they were packed" inside '
  dpkg --verify libskillsvideo0 libskillsvideo0-dbgsym libskillsvideo-dev skillsvideo'
check "static linking works" inside 'apt-get -y -qq --no-install-recommends install libcurl4-openssl-dev \
    libpcre2-dev libssl-dev zlib1g-dev libbrotli-dev libzstd-dev
  cd
  cc example.c $(pkg-config --cflags skillsvideo) -Wl,-Bstatic -lskillsvideo -Wl,-Bdynamic \
    -lcurl -lpcre2-8 -lcrypto -lz -lbrotlidec -lzstd -lm -o fixed
  ! ldd fixed | grep skillsvideo
  skillsvideo simulate -- ./fixed | grep "^http://127.0.0.1"'
check "the packages go without a trace" inside '
  apt-get -y -qq purge libskillsvideo0 libskillsvideo0-dbgsym libskillsvideo-dev skillsvideo
  test -z "$(find / -xdev -name "*skillsvideo*" -not -path "/debs/*" -not -path "/var/*" \
    -not -path "/root/*" -not -path "/proc/*")"'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
