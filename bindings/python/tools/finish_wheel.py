"""Makes a wheel ready to be published: sets the oldest glibc in its tag (auditwheel), and adds a bill of
materials (CycloneDX) and the license of each part.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
from typing import Any, Dict, List

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PARTS = os.path.join(ROOT, ".build-static")


def run(*command: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}\nfinish_wheel: {' '.join(command)} failed")


def manifest(name: str) -> List[Dict[str, Any]]:
    """The files of the distribution with this name."""
    with open(os.path.join(PARTS, "manifest.json"), encoding="utf-8") as file:
        components = json.load(file)["components"]
    return [part for part in components if part["user"] == "library" or name == "skillsvideo_tools"]


def component(part: Dict[str, Any]) -> Component:
    """One library. Its URL names Debian's package; a library of the compiler has none."""
    url = None
    if part["kind"] != "toolchain":
        kind = "source" if part["kind"] == "source" else "amd64"
        url = PackageURL(
            "deb", "debian", part["package"], part["version"], {"arch": kind, "distro": "bookworm"}
        )
    return Component(
        name=part["name"],
        version=part["version"],
        type=ComponentType.LIBRARY,
        purl=url,
        licenses=[LicenseFactory().make_from_string(part["license"])],
    )


def bill_of_materials(name: str, version: str, held: List[Dict[str, Any]]) -> str:
    """The libraries inside, with Debian's versions: the revision shows which security patches are applied."""
    bom = Bom()
    bom.metadata.component = Component(name=name, version=version, type=ComponentType.LIBRARY)
    parts = [component(part) for part in held]
    for part in parts:
        bom.components.add(part)
    bom.register_dependency(bom.metadata.component, parts)
    document = json.loads(JsonV1Dot6(bom).output_as_string())
    # The same sources give the same bytes.
    del document["serialNumber"], document["metadata"]["timestamp"]
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def main() -> None:
    raw, target = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        run(sys.executable, "-m", "auditwheel", "repair", "--wheel-dir", work, raw)
        [repaired] = glob.glob(os.path.join(work, "*.whl"))
        run(sys.executable, "-m", "wheel", "unpack", "--dest", os.path.join(work, "open"), repaired)
        [folder] = glob.glob(os.path.join(work, "open", "*"))
        grafted = glob.glob(os.path.join(folder, "*.libs", "*"))
        if grafted:
            raise SystemExit(f"finish_wheel: the library needs what is not in it: {grafted}")
        [about] = glob.glob(os.path.join(folder, "*.dist-info"))
        name, version = os.path.basename(about)[: -len(".dist-info")].split("-")
        held = manifest(name)
        os.makedirs(os.path.join(about, "sboms"), exist_ok=True)
        with open(os.path.join(about, "sboms", f"{name}.cdx.json"), "w", encoding="utf-8") as file:
            file.write(bill_of_materials(name, version, held))
        terms = os.path.join(about, "licenses", "third-party")
        os.makedirs(terms)
        for part in held:
            shutil.copy(os.path.join(PARTS, "licenses", part["name"]), terms)
        os.makedirs(target, exist_ok=True)
        run(sys.executable, "-m", "wheel", "pack", "--dest-dir", target, folder)


main()
