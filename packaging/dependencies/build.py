#!/usr/bin/env python3
"""Builds what libskillsvideo is linked with statically: `build.py simdjson` what every build needs, `build.py
static` all that a self-contained library holds.

The result is kept in the user's cache, under a name made of the recipes and the compiler, and .build-NAME
leads to it: include, lib, licenses, manifest.json with the exact versions, and the sysroot of an old glibc.
"""
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
from components import COMPONENTS, FLOOR_PACKAGES, FLOOR_SUITE, SIMDJSON, SUITE, series  # noqa: E402
from recipes import Recipes  # noqa: E402
from registry import Missing, Registry, say  # noqa: E402


def cache():
    named = os.environ.get("SKILLSVIDEO_CACHE")
    return named or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"),
                                 "skillsvideo")


def toolchain():
    return os.path.dirname(os.path.realpath(shutil.which("swift") or sys.exit("dependencies: Swift must be "
                                                                              "on PATH")))


def key():
    """Names a result by all that it depends on."""
    digest = hashlib.sha256()
    for name in ("components.py", "recipes.py", "registry.py", "build.py"):
        with open(os.path.join(HERE, name), "rb") as file:
            digest.update(file.read())
    digest.update(subprocess.run([f"{toolchain()}/clang", "--version"], check=True,
                                 stdout=subprocess.PIPE).stdout)
    return digest.hexdigest()[:16]


def versions(registry, component):
    """What to try: the recorded version, then the others of its upstream series, the newest first."""
    yield component.recorded
    for version in registry.versions(component):
        if version != component.recorded and series(version) == component.series:
            yield version


def take(registry, component, recipes, folder):
    """Builds one component; its entry in the manifest."""
    for version in versions(registry, component):
        place = os.path.join(folder, component.name)
        try:
            registry.fetch(component, version, place)
        except Missing as missing:
            say(f"{component.package} {version} is not complete in the registry: {missing}")
            continue
        if version != component.recorded:
            say(f"{component.package} {component.recorded} is gone from the registry: {version} is taken")
        if component.kind == "source":
            getattr(recipes, component.name)(place, version)
        else:
            recipes.archive(component, place)
        keep_terms(component, place, recipes.target)
        return {"name": component.name, "package": component.package, "kind": component.kind,
                "version": version,
                "recorded": component.recorded, "license": component.license, "user": component.user}
    raise SystemExit(f"dependencies: no version {component.series}.* of {component.package} is complete in "
                     f"the registry")


def keep_terms(component, place, target):
    """The terms of use go along with the library."""
    documents = os.path.join(place, "usr/share/doc", component.package)
    names = [os.path.join(folder, "copyright") for folder in (os.path.join(place, "debian"), documents)]
    found = next((name for name in names if os.path.exists(name)), None)
    if found is None:
        raise SystemExit(f"dependencies: {component.package} has no copyright file")
    os.makedirs(os.path.join(target, "licenses"), exist_ok=True)
    shutil.copyfile(found, os.path.join(target, "licenses", component.name))


def take_over(result, target):
    """Puts what another result has into this one; its entries in the manifest."""
    for name in ("include", "lib", "licenses"):
        shutil.copytree(os.path.join(result, name), os.path.join(target, name), dirs_exist_ok=True)
    with open(os.path.join(result, "manifest.json"), encoding="utf-8") as file:
        return json.load(file)["components"]


def swift(target):
    """Parts of the compiler's own libraries are inside too."""
    said = subprocess.run(
        ["swift", "--version"], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True).stdout
    version = re.search(r"Swift version (\S+)", said)[1]
    terms = os.path.join(toolchain(), "..", "share", "swift", "LICENSE.txt")
    shutil.copyfile(terms, os.path.join(target, "licenses", "swift"))
    return {"name": "swift", "package": "swift", "kind": "toolchain", "version": version, "recorded": version,
            "license": "Apache-2.0 WITH Swift-exception", "user": "library"}


def make_sysroot(folder, lists):
    """Headers and libraries of an old glibc, to be linked for: a program runs with a newer one, not with an
    older."""
    registry = Registry(lists, FLOOR_SUITE, sources=False)
    found = {name: registry.unpack(name, None, folder) for name in FLOOR_PACKAGES}
    for place, folders, names in os.walk(folder):
        for path in (os.path.join(place, name) for name in folders + names):
            if os.path.islink(path) and os.readlink(path).startswith("/"):
                aim = folder + os.readlink(path)
                os.remove(path)
                os.symlink(os.path.relpath(aim, place), path)
    return found


def build(kind, target, work, lists):
    registry = Registry(lists, SUITE, sources=True)
    if kind == "simdjson":
        return {"components": [take(registry, SIMDJSON, Recipes(target, work, toolchain()), work)]}
    floor = make_sysroot(os.path.join(target, "sysroot"), lists)
    recipes = Recipes(target, work, toolchain(), os.path.join(target, "sysroot"))
    entries = [take(registry, component, recipes, work) for component in reversed(COMPONENTS)]
    entries += [*take_over(obtain("simdjson"), target), swift(target)]
    return {"components": entries, "glibc": {"suite": FLOOR_SUITE, "packages": floor}}


def obtain(kind):
    """The folder of a result, which is built unless it is in the cache."""
    folder = cache()
    result = os.path.join(folder, f"{kind}-{key()}")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f".{kind}.lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(result):
            say(f"building what the library is linked with ({kind}; minutes once, kept in the user's cache)")
            work = tempfile.mkdtemp(prefix=f"{kind}-work.", dir=folder)
            try:
                fresh = os.path.join(work, "result")
                manifest = build(kind, fresh, work, os.path.join(folder, "registry"))
                with open(os.path.join(fresh, "manifest.json"), "w", encoding="utf-8") as file:
                    json.dump(manifest, file, indent=1)
                os.rename(fresh, result)
            finally:
                shutil.rmtree(work, ignore_errors=True)
    return result


def main():
    kind = sys.argv[1]
    result = obtain(kind)
    link = os.path.join(ROOT, f".build-{kind}")
    if not os.path.islink(link) or os.readlink(link) != result:
        if os.path.islink(link):
            os.remove(link)
        os.symlink(result, link)


try:
    main()
except Missing as missing:
    sys.exit(f"dependencies: {missing}")
