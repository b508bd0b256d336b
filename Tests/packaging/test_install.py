"""What make install puts where, and that make uninstall and the packages agree with it."""

import os
import re
import tarfile

from harness import FUNCTIONS, PROGRAMS, SCRATCH, VERSION, check, folder, installed, make, run

FILES = f"""
bin/skillsvideo
bin/skillsvideo-simulator
include/skillsvideo.h
include/skillsvideo.hpp
lib/cmake/skillsvideo/skillsvideo-config-version.cmake
lib/cmake/skillsvideo/skillsvideo-config.cmake
lib/libskillsvideo.a
lib/libskillsvideo.so
lib/libskillsvideo.so.0
lib/libskillsvideo.so.{VERSION}
lib/pkgconfig/skillsvideo.pc
share/bash-completion/completions/skillsvideo
share/fish/vendor_completions.d/skillsvideo.fish
share/man/man1/skillsvideo-simulator.1
share/man/man1/skillsvideo.1
share/man/man3/libskillsvideo.3
share/man/man3/skillsvideo.h.3
share/man/man5/skillsvideo-records.5
share/skillsvideo/catalogue/docs.json
share/skillsvideo/catalogue/openapi.json
share/skillsvideo/records.schema.json
share/skillsvideo/skillsvideo.sh
share/zsh/site-functions/_skillsvideo
""".split() + [f"share/man/man3/{name}.3" for name in FUNCTIONS]
RUNTIME = {"lib/libskillsvideo.so.0", f"lib/libskillsvideo.so.{VERSION}"}
DEVELOPMENT = {name for name in FILES if name.startswith(("include/", "lib/"))
               or name.endswith(".3")} - RUNTIME


def files(below):
    return sorted(str(path.relative_to(below)) for path in below.rglob("*") if not path.is_dir()
                  or path.is_symlink())


def test_files():
    check(files(installed()) == sorted(FILES), f"installed: {files(installed())}")


def test_pkg_config():
    prefix = installed()
    env = {"PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")}
    check(run("pkg-config", "--modversion", "skillsvideo", env=env).stdout.strip() == VERSION,
          "the version differs")
    words = run("pkg-config", "--cflags", "--libs", "skillsvideo", env=env).stdout.split()
    check(words == [f"-I{prefix}/include", f"-L{prefix}/lib", "-lskillsvideo"], words)
    words = run("pkg-config", "--static", "--libs", "skillsvideo", env=env).stdout.split()
    libraries = ["curl", "pcre2-8", "crypto", "z", "brotlidec", "zstd", "m"]
    check(words[2:] == ["-l" + name for name in libraries], words)


def test_uninstall():
    """With DESTDIR, a library folder of its own, and files of others, which stay, as do the folders that a
    system has."""
    root = folder("root")
    places = {"DESTDIR": root, "PREFIX": "/opt/sv", "LIBDIR": "/opt/sv/lib64"}
    make("install", **places)
    check(len(files(root)) == len(FILES), f"installed: {files(root)}")
    text = (root / "opt/sv/lib64/pkgconfig/skillsvideo.pc").read_text()
    check("prefix=/opt/sv\n" in text and str(root) not in text, text)
    other = root / "opt/sv/include/other.h"
    other.write_text("")
    make("uninstall", **places)
    check(files(root) == ["opt/sv/include/other.h"], f"left: {files(root)}")
    other.unlink()
    make("install", **places)
    make("uninstall", **places)
    check(not list(root.iterdir()), list(root.rglob("*")))
    prefix = folder("prefix")
    make("install", PREFIX=prefix)
    make("uninstall", PREFIX=prefix)
    left = sorted(str(path.relative_to(prefix)) for path in prefix.rglob("*"))
    check(left == ["bin", "include", "lib", "share", "share/man"], left)


def test_installed_command():
    """The catalogue and the simulator are found beside it, wherever that is."""
    elsewhere = folder("elsewhere")
    done = run(installed() / "bin/skillsvideo", "generate", "google/nano-banana-pro", "prompt=fox",
               "image_size=64x64", "--simulate", "--save", elsewhere, env={"PATH": "/usr/bin:/bin"}, cwd="/")
    check((elsewhere / "fox-1.png").stat().st_size > 0, done.stdout)
    done = run(installed() / "bin/skillsvideo", "doctor", "--offline", expect=1, cwd="/",
               env={"PATH": "/usr/bin:/bin"})
    check(f"{installed()}/bin/../share/skillsvideo/catalogue" in done.stdout, done.stdout)


def packed(path):
    """The control fields and the files of a package."""
    place = folder("package")
    run("dpkg-deb", "-R", path, place)
    control = dict(re.findall(r"^([A-Z][\w-]+): (.*)$", (place / "DEBIAN/control").read_text(), re.M))
    data = SCRATCH / (path.name + ".tar")
    run("sh", "-c", f"dpkg-deb --fsys-tarfile {path} >{data}")
    with tarfile.open(data) as archive:
        owners = {(member.uid, member.gid) for member in archive}
        modes = {member.mode & 0o022 for member in archive if not member.issym()}
    check(owners == {(0, 0)}, f"{path.name}: owners {owners}")
    check(modes == {0}, f"{path.name}: others may write")
    run("md5sum", "-c", "--quiet", "DEBIAN/md5sums", cwd=place)
    control["files"] = {name[4:] for name in files(place) if name.startswith("usr/")
                        and "/share/doc/" not in name}
    return control


def test_packages():
    """The packages hold what is installed, each file once, and say what they need."""
    os.environ |= {"SHLIBDEPS": toolchain_libraries(), "COMPRESSION": "-Zgzip -z1"}
    out = folder("debs")
    make("deb", DEBS=out)
    triplet = run("dpkg-architecture", "-qDEB_HOST_MULTIARCH").stdout.strip()
    packages = {path.name.split("_")[0]: packed(path) for path in out.glob("*.deb")}
    check(set(packages) == {"libskillsvideo0", "libskillsvideo0-dbgsym", "libskillsvideo-dev", "skillsvideo"},
          packages.keys())
    place = {name: {file.replace(f"lib/{triplet}", "lib").removesuffix(".gz") for file in package["files"]}
             for name, package in packages.items()}
    check(place["libskillsvideo0"] == RUNTIME, place["libskillsvideo0"])
    check(place["libskillsvideo-dev"] == DEVELOPMENT, place["libskillsvideo-dev"])
    check(place["skillsvideo"] == set(FILES) - RUNTIME - DEVELOPMENT, place["skillsvideo"])
    check(all(re.fullmatch(r"lib/debug/\.build-id/[0-9a-f]{2}/[0-9a-f]{38}\.debug", file)
              for file in place["libskillsvideo0-dbgsym"]), place)
    needs = packages["libskillsvideo0"]["Depends"]
    check(all(word in needs for word in ("libc6 (>= 2.", "libcurl4 (>=")), needs)
    check("simdjson" not in needs and "libstdc++" not in needs, needs)
    check(packages["libskillsvideo-dev"]["Depends"] == f"libskillsvideo0 (= {VERSION}-1)",
          packages["libskillsvideo-dev"])
    check("libcurl4" in packages["skillsvideo"]["Depends"], packages["skillsvideo"]["Depends"])


def toolchain_libraries():
    """Programs of the debug build use the Swift runtime, which belongs to no package; those of a release do
    not."""
    found = re.search(r"libswiftCore.so => (\S+)/", run("ldd", PROGRAMS / "skillsvideo").stdout)
    return f"--ignore-missing-info -l{found[1]}" if found else ""
