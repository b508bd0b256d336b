"""How each library is compiled for a self-contained libskillsvideo: position-independent, hidden, each
function in a section of its own, so that the linker keeps what is used.
"""
import os
import re
import shutil
import subprocess

from components import upstream

COMMON = ["-O2", "-fPIC", "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections",
          "-fno-asynchronous-unwind-tables"]
# simdjson is C++ without its run-time library: Sources/CSimdJSON/runtime.cpp has the few functions that it
# calls.
CXX = ["-std=c++17", "-O3", "-DNDEBUG", "-w", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics",
       "-fno-c++-static-destructors"]
# Code for AVX2, and for any processor. Code for AVX-512 and SSE takes 50 KB more; sv_inspect gains a tenth at
# most.
SIMDJSON_DEFINES = ["-DSIMDJSON_IMPLEMENTATION_ICELAKE=0", "-DSIMDJSON_IMPLEMENTATION_WESTMERE=0"]

# What a TLS client does not need. Certificates of DSA, TLS before 1.2 and ciphers of before AES are refused
# by servers too.
OPENSSL_OPTIONS = [
    "no-shared", "no-tests", "no-engine", "no-module", "no-legacy", "no-dso", "no-cms", "no-ts", "no-srp",
    "no-idea", "no-seed", "no-camellia", "no-aria", "no-bf", "no-cast", "no-rc2", "no-rc4", "no-rc5",
    "no-md4", "no-mdc2", "no-whirlpool", "no-rmd160", "no-sm2", "no-sm3", "no-sm4", "no-siphash",
    "no-blake2", "no-scrypt", "no-dsa", "no-ec2m", "no-gost", "no-comp", "no-rfc3779", "no-cmp", "no-ct",
    "no-dtls", "no-srtp", "no-ssl3", "no-tls1", "no-tls1_1", "no-weak-ssl-ciphers", "no-ui-console",
    "no-afalgeng", "no-nextprotoneg", "no-ocb", "no-des", "no-ocsp", "no-multiblock",
]
# As Debian's build: the settings of a system's administrator are read, and keys below 112 bits are refused.
OPENSSL_AS_DEBIAN = ["--prefix=/usr", "--openssldir=/usr/lib/ssl", "--libdir=lib",
                     "-DOPENSSL_TLS_SECURITY_LEVEL=2"]

# HTTP and its proxies alone. The library decodes bodies itself, and finds the certificate authorities at run
# time.
CURL_OPTIONS = [
    "--disable-shared", "--enable-static", "--with-pic", "--with-openssl", "--with-nghttp2",
    "--without-zlib", "--without-zstd", "--without-brotli", "--without-libpsl", "--without-libidn2",
    "--without-libssh2", "--without-librtmp", "--without-libgsasl", "--without-ca-bundle",
    "--without-ca-path", "--disable-ftp", "--disable-file", "--disable-ldap", "--disable-ldaps",
    "--disable-rtsp", "--disable-dict", "--disable-telnet", "--disable-tftp", "--disable-pop3",
    "--disable-imap", "--disable-smb", "--disable-smtp", "--disable-gopher", "--disable-mqtt",
    "--disable-manual", "--disable-ntlm", "--disable-negotiate-auth", "--disable-doh", "--disable-hsts",
    "--disable-alt-svc", "--disable-cookies", "--disable-netrc", "--disable-websockets",
    "--disable-unix-sockets", "--disable-tls-srp", "--disable-libcurl-option",
    "--disable-dependency-tracking", "--enable-threaded-resolver", "--enable-mime",
    "--enable-headers-api",
]

NGHTTP2_DEFINES = ["-DNDEBUG", "-DBUILDING_NGHTTP2", "-DNGHTTP2_STATICLIB", "-DHAVE_ARPA_INET_H",
                   "-DHAVE_NETINET_IN_H", "-DHAVE_TIME_H", "-DHAVE_CLOCK_GETTIME"]


class Recipes:
    """Builds components into `target` (include and lib) with the compilers of a Swift toolchain."""

    def __init__(self, target, work, toolchain, sysroot=None):
        self.target, self.work, self.toolchain = target, work, toolchain
        self.sysroot = sysroot
        self.jobs = f"-j{os.cpu_count() or 1}"
        for name in ("include", "lib", "bin"):
            os.makedirs(os.path.join(work if name == "bin" else target, name), exist_ok=True)
        self.cc = self._compiler()

    def _compiler(self):
        """A compiler by a bare name: OpenSSL writes its command into the library, which must not contain a
        path of this machine.
        """
        path = os.path.join(self.work, "bin", "clang-floor")
        root = f"--sysroot={self.sysroot} -fuse-ld=lld -static-libgcc" if self.sysroot else ""
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\nexec "{self.toolchain}/clang" {root} -Qunused-arguments "$@"\n')
        os.chmod(path, 0o755)
        return "clang-floor"

    def run(self, *command, cwd, flags=()):
        path = f"{self.work}/bin:{self.toolchain}:{os.environ['PATH']}"
        environment = dict(os.environ, PATH=path, CC=self.cc, CFLAGS=" ".join(flags), LC_ALL="C")
        done = subprocess.run(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace")
        if done.returncode != 0:
            raise SystemExit(
                f"{done.stdout[-8000:]}\ndependencies: {' '.join(command)[:200]} failed in {cwd}")

    def _archive(self, name, folder):
        objects = sorted(file for file in os.listdir(folder) if file.endswith(".o"))
        self.run("llvm-ar", "rcsD", os.path.join(self.target, "lib", name), *objects, cwd=folder)

    def _copy(self, *paths):
        for path in paths:
            place = os.path.join(self.target, "lib" if path.endswith(".a") else "include")
            if os.path.isdir(path):
                shutil.copytree(path, os.path.join(place, os.path.basename(path)), dirs_exist_ok=True)
            else:
                shutil.copy(path, place)

    def simdjson(self, source, version):
        single = os.path.join(source, "singleheader")
        self.run("clang++", *COMMON, *CXX, *SIMDJSON_DEFINES, "-c", "simdjson.cpp", cwd=single)
        self._archive("libsimdjson.a", single)
        self._copy(os.path.join(single, "simdjson.h"))

    def nghttp2(self, source, version):
        folder = os.path.join(source, "lib")
        include = os.path.join(folder, "includes")
        release = upstream(version)
        number = "0x%02x%02x%02x" % tuple(int(part) for part in release.split("."))
        with open(os.path.join(include, "nghttp2", "nghttp2ver.h.in"), encoding="utf-8") as file:
            text = file.read().replace("@PACKAGE_VERSION@", release).replace("@PACKAGE_VERSION_NUM@", number)
        with open(os.path.join(include, "nghttp2", "nghttp2ver.h"), "w", encoding="utf-8") as file:
            file.write(text)
        sources = sorted(name for name in os.listdir(folder) if name.endswith(".c"))
        self.run(self.cc, *COMMON, *NGHTTP2_DEFINES, "-Iincludes", "-c", *sources, cwd=folder)
        self._archive("libnghttp2.a", folder)
        self._copy(os.path.join(include, "nghttp2"))

    def openssl(self, source, version):
        self.run("./Configure", "linux-x86_64", *OPENSSL_AS_DEBIAN, *OPENSSL_OPTIONS, cwd=source,
                 flags=COMMON)
        self.run("make", "-s", self.jobs, "build_libs", cwd=source, flags=COMMON)
        self._copy(*(os.path.join(source, name) for name in ("libssl.a", "libcrypto.a", "include/openssl")))

    def curl(self, source, version):
        places = [f"CPPFLAGS=-I{self.target}/include", f"LDFLAGS=-L{self.target}/lib", "LIBS=-lpthread -ldl",
                  "PKG_CONFIG=false"]
        self.run("./configure", "--quiet", *CURL_OPTIONS, *places, cwd=source, flags=COMMON)
        self._refuse_other_curl(source)
        self.run("make", "-s", self.jobs, "-C", "lib", "libcurl.la", cwd=source, flags=COMMON)
        self._copy(os.path.join(source, "lib", ".libs", "libcurl.a"), os.path.join(source, "include", "curl"))

    @staticmethod
    def _refuse_other_curl(source):
        """configure leaves out what it does not find, without an error."""
        with open(os.path.join(source, "lib", "curl_config.h"), encoding="utf-8") as file:
            config = file.read()
        wanted = ("USE_OPENSSL", "USE_NGHTTP2", "USE_THREADS_POSIX", "HAVE_CLOCK_GETTIME_MONOTONIC",
                  "HAVE_POLL_FINE")
        for name in wanted:
            if not re.search(rf"^#define {name} 1$", config, re.M):
                raise SystemExit(f"dependencies: curl was configured without {name}")

    def archive(self, component, unpacked):
        """Takes the static archives of a -dev package, without unwind tables and debug notes: nothing reads
        them."""
        [folder] = [place for place, _, names in os.walk(unpacked) if component.archives[0] in names]
        for name in component.archives:
            self.run("llvm-objcopy", "-g", "-R", ".eh_frame", "-R", ".rela.eh_frame",
                     os.path.join(folder, name), os.path.join(self.target, "lib", name), cwd=folder)
