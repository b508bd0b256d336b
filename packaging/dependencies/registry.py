"""Debian's registry as this machine reaches it, for packages of any suite: a private apt configuration, which
leaves the machine's own alone. Mirror and keys are those of the machine.
"""
import functools
import glob
import os
import re
import shutil
import subprocess
import sys

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


class Missing(Exception):
    """The registry does not have what was asked of it."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def _mirrors():
    """The addresses of Debian's archive and of its security archive, as this machine's own configuration
    names them."""
    fields = "$(ORIGIN)|$(RELEASE)|$(REPO_URI)"
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", fields, "Created-By: Packages"], check=True,
        stdout=subprocess.PIPE, text=True)
    main = security = None
    for line in listed.stdout.splitlines():
        origin, release, address = line.split("|")
        if origin == "Debian" and release.endswith("-security"):
            security = security or address
        elif origin == "Debian":
            main = main or address
    if main is None:
        raise Missing("this machine's apt names no Debian archive: run `apt-get update` once; on other "
                      "systems than Debian the "
                      "self-contained library cannot be built")
    return main, security


def is_newer(version, other):
    """Whether a version comes after another, as dpkg orders them."""
    return subprocess.run(["dpkg", "--compare-versions", version, "gt", other]).returncode == 0


class Registry:
    """Packages of one suite and its security updates."""

    def __init__(self, folder, suite, sources):
        """`folder` keeps the lists; `sources` says whether source packages are wanted too."""
        self.suite = suite
        self.folder = os.path.join(folder, suite)
        for name in ("lists/partial", "cache/archives/partial"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        main, security = _mirrors()
        options = f"[signed-by={KEYRING}]" if os.path.exists(KEYRING) else ""
        places = [(main, suite), (main, f"{suite}-updates")] + ([(security, f"{suite}-security")] if security
                                                                else [])
        kinds = ["deb"] + (["deb-src"] if sources else [])
        lines = [f"{kind} {options} {address} {release} main\n" for address, release in places
                 for kind in kinds]
        with open(os.path.join(self.folder, "sources.list"), "w", encoding="utf-8") as file:
            file.writelines(lines)
        self._run("apt-get", "-qq", "update")

    def _run(self, program, *arguments, cwd=None):
        places = {
            "Dir::Etc::sourcelist": f"{self.folder}/sources.list", "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State::lists": f"{self.folder}/lists", "Dir::State::status": "/dev/null",
            "Dir::Cache": f"{self.folder}/cache", "APT::Sandbox::User": "root"}
        options = [word for name, value in places.items() for word in ("-o", f"{name}={value}")]
        done = subprocess.run(
            [program, *options, *arguments], cwd=cwd, capture_output=True, text=True)
        if done.returncode != 0:
            raise Missing(f"{program} {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def _empty(self, name):
        folder = os.path.join(self.folder, name)
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        return folder

    def versions(self, component):
        """The versions of a component's package in this suite, the newest first."""
        listed = self._run("apt-cache", "madison", component.package)
        wanted = "Sources" if component.kind == "source" else "Packages"
        found = {fields[1] for fields in (re.split(r"\s*\|\s*", line.strip()) for line in listed.splitlines())
                 if len(fields) == 3 and fields[2].endswith(wanted)}
        order = functools.cmp_to_key(lambda one, other: 1 if is_newer(one, other) else -1)
        return sorted(found, key=order, reverse=True)

    def fetch(self, component, version, folder):
        """Unpacks one version of a component: its patched source, or the files of its -dev package."""
        if component.kind == "source":
            self.source(component.package, version, folder)
        else:
            self.unpack(component.package, version, folder)

    def source(self, package, version, target):
        """Unpacks a source package with its patches applied into the folder `target`. Checksums and
        signatures are apt's work."""
        download = self._empty("download")
        self._run("apt-get", "-qq", "source", "--download-only", f"{package}={version}", cwd=download)
        [description] = glob.glob(os.path.join(download, "*.dsc"))
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run(["dpkg-source", "--no-check", "-x", description, target], check=True,
                       stdout=subprocess.DEVNULL)

    def unpack(self, package, version, target):
        """Unpacks a binary package into the folder `target`, without installing it. Any version where None is
        named."""
        download = self._empty("download")
        self._run("apt-get", "-qq", "download", package + (f"={version}" if version else ""), cwd=download)
        [archive] = glob.glob(os.path.join(download, "*.deb"))
        os.makedirs(target, exist_ok=True)
        subprocess.run(["dpkg-deb", "-x", archive, target], check=True)
        return subprocess.run(
            ["dpkg-deb", "-f", archive, "Version"], check=True, stdout=subprocess.PIPE,
            text=True).stdout.strip()
