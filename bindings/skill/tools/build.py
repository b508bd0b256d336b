#!/usr/bin/env python3
"""Builds the skill folders, each with SKILL.md, agents, references, scripts, and what the scripts need.

build.py [--wheel FILE] OUT takes the Python package from the wheel. Without --wheel it takes the sources, and
the library of SKILLSVIDEO_LIBRARY or build/, which only works on this kind of machine.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import zipfile
from typing import Any, Dict, Optional

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
COMMON = os.path.join(HERE, "common")
CATALOGUE = os.path.join(ROOT, "share", "catalogue")
PACKAGE = os.path.join(ROOT, "bindings", "python", "src", "skillsvideo")
SONAME = "libskillsvideo.so.0"
SKILLS = ("ai-image", "ai-video")
WITHOUT = shutil.ignore_patterns("__pycache__", "lib", "catalogue", "testing", ".*_cache")


def library() -> str:
    """Returns the path of the library for the sources."""
    path = os.environ.get("SKILLSVIDEO_LIBRARY") or os.path.join(ROOT, "build", SONAME)
    if not os.path.exists(path):
        raise SystemExit(f"skill: there is no {path}; build it with `make lib`")
    return os.path.realpath(path)


def copy_package(target: str, wheel: Optional[str]) -> None:
    """Copies the Python package with its library. The catalogue is in references instead."""
    if wheel is None:
        shutil.copytree(PACKAGE, target, ignore=WITHOUT)
        os.makedirs(os.path.join(target, "lib"))
        shutil.copyfile(library(), os.path.join(target, "lib", SONAME))
        return
    with zipfile.ZipFile(wheel) as archive:
        members = [name for name in archive.namelist() if name.startswith("skillsvideo/")]
        unwanted = ("skillsvideo/catalogue/", "skillsvideo/testing/")
        archive.extractall(os.path.dirname(target),
                           [name for name in members if not name.startswith(unwanted)])


def filled(path: str, values: Dict[str, Any]) -> str:
    """Returns a template with each `{{name}}` replaced. A name without a value is an error."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return re.sub(r"\{\{(\w+)\}\}", lambda found: str(values[found[1]]), text)


def write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def build(name: str, out: str, wheel: Optional[str]) -> str:
    """Builds one skill and returns its folder."""
    import references

    with open(os.path.join(HERE, name, "skill.json"), encoding="utf-8") as file:
        values = json.load(file)
    folder = os.path.join(out, name)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(os.path.join(COMMON, "scripts"), os.path.join(folder, "scripts"), ignore=WITHOUT)
    copy_package(os.path.join(folder, "scripts", "vendor", "skillsvideo"), wheel)
    shutil.copyfile(os.path.join(HERE, name, "skill.json"), os.path.join(folder, "skill.json"))
    shutil.copyfile(os.path.join(ROOT, "LICENSE"), os.path.join(folder, "LICENSE"))
    for template in ("SKILL.md", "agents/openai.yaml"):
        write(os.path.join(folder, template), filled(os.path.join(COMMON, f"{template}.in"), values))
    for file_name in ("openapi.json", "docs.json"):
        target = os.path.join(folder, "references", file_name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(os.path.join(CATALOGUE, file_name), target)
    for file_name, text in references.pages(values, CATALOGUE):
        write(os.path.join(folder, "references", file_name), text)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheel", help="the package's wheel")
    parser.add_argument("out", help="folder for the skill folders")
    args = parser.parse_args()
    os.environ["SKILLSVIDEO_LIBRARY"] = library()
    sys.path.insert(0, os.path.dirname(PACKAGE))
    for name in SKILLS:
        print(build(name, args.out, args.wheel))


if __name__ == "__main__":
    main()
