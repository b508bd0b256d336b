"""What a self-contained library holds of others, and which versions: the one place where they are written
down.

A component is built from a Debian source package, or taken from the static archives of Debian's -dev package,
which bear the same security patches. An archive is taken where the registry's source package is not complete,
as `make sources-check` says.
"""
from dataclasses import dataclass
from typing import Tuple


@dataclass(frozen=True)
class Component:
    """One library. `recorded` is the version that the tests ran with."""
    name: str
    package: str  # the Debian package: of the source, or the -dev package with the archives
    kind: str  # "source" or "archive"
    recorded: str
    license: str  # an SPDX expression
    archives: Tuple[str, ...]  # the static archives that are linked
    user: str = "library"  # "library", or "tools" for what only the programs are linked with

    @property
    def series(self):
        """What a newer version must share to be taken without being asked."""
        return series(self.recorded)


def upstream(version):
    """The upstream part of a Debian version: without epoch, revision and the mark of a repacked archive."""
    return version.split(":")[-1].rsplit("-", 1)[0].split("+dfsg")[0].split(".dfsg")[0]


def series(version):
    """The upstream version without its last number."""
    return upstream(version).rsplit(".", 1)[0]


SUITE = "bookworm"
# The oldest glibc that the library is linked for is that of this suite or an older one, by the symbols that
# it uses.
FLOOR_SUITE = "bullseye"
FLOOR_PACKAGES = ("libc6", "libc6-dev", "linux-libc-dev", "libgcc-10-dev")
# The newest symbol version of glibc that the library may need.
GLIBC_MAX = "2.26"

# Every build needs this one: its soname differs in each Debian release, so that it is always linked
# statically.
SIMDJSON = Component("simdjson", "simdjson", "source", "3.0.1-1", "Apache-2.0", ("libsimdjson.a",))
# What else the self-contained library and the programs hold. Each is built with those after it.
COMPONENTS = (
    Component("curl", "curl", "source", "7.88.1-10+deb12u15", "curl", ("libcurl.a",)),
    Component("nghttp2", "nghttp2", "source", "1.52.0-1+deb12u3", "MIT", ("libnghttp2.a",)),
    Component("openssl", "openssl", "source", "3.0.20-1~deb12u2", "Apache-2.0", ("libssl.a", "libcrypto.a")),
    Component("pcre2", "libpcre2-dev", "archive", "10.42-1+deb12u2", "BSD-3-Clause", ("libpcre2-8.a",)),
    Component("brotli", "libbrotli-dev", "archive", "1.0.9-2+deb12u1", "MIT",
              ("libbrotlidec.a", "libbrotlicommon.a")),
    Component("zstd", "libzstd-dev", "archive", "1.5.4+dfsg2-5", "BSD-3-Clause", ("libzstd.a",)),
    Component("zlib", "zlib1g-dev", "archive", "1:1.2.13.dfsg-1", "Zlib", ("libz.a",)),
    # The simulator's pictures.
    Component("libpng", "libpng-dev", "archive", "1.6.39-2+deb12u6", "libpng-2.0",
              ("libpng16.a", "libpng.a"), "tools"),
    Component("libjpeg-turbo", "libjpeg62-turbo-dev", "archive", "1:2.1.5-2", "IJG AND BSD-3-Clause AND Zlib",
              ("libjpeg.a",), "tools"),
    Component("libwebp", "libwebp-dev", "archive", "1.2.4-0.2+deb12u1", "BSD-3-Clause",
              ("libwebp.a", "libwebpmux.a"), "tools"),
)
