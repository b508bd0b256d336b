#!/usr/bin/env python3
"""Tests the Python package as it is installed, against the simulator.

Builds the wheel and puts it into a fresh environment. Checks the types (mypy, strict), runs
bindings/python/tests, and a short run through everything with each other version of Python at hand. With
--wheels also the wheel of the command and the simulator, whose release build takes minutes.
"""
import argparse
import glob
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))
import signals
from places import ROOT, SIMULATOR

PACKAGE = os.path.join(ROOT, "bindings", "python")
TOOLS = os.path.join(ROOT, ".venv-python", "bin")
WORK = os.path.join(ROOT, "build", "python")
OLDEST = (3, 9)
results = []


def check(name, command, cwd=ROOT, environment=None):
    """Runs a command as one test."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    results.append(done.returncode == 0)
    print(f"{'ok' if results[-1] else 'FAILED'}  {name}{'' if results[-1] else ': ' + done.stdout}",
          flush=True)
    return results[-1]


def install(python, name):
    """A fresh environment of this Python with the wheel and nothing else; its Python, or None."""
    folder = os.path.join(WORK, name)
    made = check(f"{name}: environment", [python, "-m", "venv", "--clear", "--without-pip", folder])
    [wheel] = glob.glob(os.path.join(ROOT, "build", "wheels", "skillsvideo-*.whl"))
    inside = os.path.join(folder, "bin", "python")
    pip = [f"{TOOLS}/pip", "--quiet", "--disable-pip-version-check", "--python", inside]
    made = made and check(f"{name}: install the wheel", [*pip, "install", "--no-index", "--no-deps", wheel])
    return inside if made else None


def run_pytest(python):
    """The tests in bindings/python/tests, each counted."""
    [tools] = glob.glob(os.path.join(ROOT, ".venv-python", "lib", "python*", "site-packages"))
    [site] = glob.glob(os.path.join(WORK, "venv", "lib", "python*", "site-packages"))
    with open(os.path.join(site, "tools.pth"), "w", encoding="utf-8") as file:
        file.write(tools + "\n")
    report = os.path.join(WORK, "report.xml")
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", f"--junit-xml={report}",
         "tests"], cwd=PACKAGE,
        env={**clean_environment(), "SKILLSVIDEO_SIMULATOR": SIMULATOR}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    suite = next(ElementTree.parse(report).iter("testsuite")).attrib
    wrong = int(suite["failures"]) + int(suite["errors"])
    right = int(suite["tests"]) - wrong - int(suite["skipped"])
    results.extend([True] * right + [False] * wrong)
    if done.returncode != 0:
        results.extend([] if wrong else [False])
        print(done.stdout)


def clean_environment():
    """Without what would lead the package elsewhere."""
    hidden = ("SKILLS_VIDEO_", "SKILLSVIDEO_", "PYTHON")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)
            and not name.lower().endswith("_proxy")}


def other_pythons():
    """One program for each other version of Python 3 on this machine, from the oldest that is promised."""
    found = {sys.version_info[:2]: None}
    places = ["/usr/bin/python3.*", "/usr/local/bin/python3.*",
              os.path.expanduser("~/.pyenv/versions/*/bin/python3.*")]
    for path in sorted(path for place in places for path in glob.glob(place)):
        version = re.search(r"/python(3)\.(\d+)$", path)
        if version and (int(version[1]), int(version[2])) >= OLDEST:
            found.setdefault((int(version[1]), int(version[2])), path)
    return {version: path for version, path in sorted(found.items()) if path}


def run_others():
    for (major, minor), path in other_pythons().items():
        name = f"python{major}.{minor}"
        python = install(path, name)
        if python:
            environment = {"SKILLSVIDEO_SIMULATOR": SIMULATOR, "SKILLSVIDEO_LIBRARY": ""}
            check(f"{name}: smoke", [python, os.path.join(PACKAGE, "tests", "smoke.py")],
                  environment=environment)


def run_tools_wheel(python):
    """The extras with their own wheel: no path, no variable, a folder that is moved, nothing of this machine
    but libc."""
    if not check("wheel of the tools", ["make", "wheel-tools"]):
        return
    [wheel] = glob.glob(os.path.join(ROOT, "build", "wheels", "skillsvideo-*.whl"))
    folder = os.path.join(WORK, "tools")
    check("tools: environment", [python, "-m", "venv", "--clear", "--without-pip", folder])
    inside = os.path.join(folder, "bin", "python")
    pip = [f"{TOOLS}/pip", "--quiet", "--disable-pip-version-check", "--python", inside, "install",
           "--no-index"]
    check("tools: install the extras",
          [*pip, "--find-links", os.path.dirname(wheel), f"{wheel}[testing,tools]"])
    environment = {"SKILLSVIDEO_SIMULATOR": "", "SKILLSVIDEO_LIBRARY": "",
                   "PATH": f"{folder}/bin:/usr/bin:/bin"}
    check("tools: smoke", [inside, os.path.join(PACKAGE, "tests", "smoke.py")], environment=environment)
    check("tools: the simulator by itself", [os.path.join(folder, "bin", "skillsvideo-simulator"),
                                             "--list-faults"])
    generate = ["generate", "google/nano-banana-pro", "prompt=fox", "--simulate", "--save",
                os.path.join(WORK, "picture")]
    check("tools: the command", [os.path.join(folder, "bin", "skillsvideo"), *generate],
          environment=environment)
    check("tools: python -m skillsvideo", [inside, "-m", "skillsvideo", *generate], environment=environment)
    [package] = glob.glob(os.path.join(folder, "lib", "python*", "site-packages", "skillsvideo_tools"))
    moved = os.path.join(WORK, "moved")
    shutil.rmtree(moved, ignore_errors=True)
    shutil.copytree(package, moved)
    check("tools: a copy elsewhere", [os.path.join(moved, "bin", "skillsvideo"), *generate],
          environment={"PATH": ""})
    for name in ("skillsvideo", "skillsvideo-simulator"):
        needed = "! ldd {0} | grep -vE 'lib(c|m|dl|util|pthread)[.]so|ld-linux|linux-vdso'"
        check(f"tools: {name} needs libc alone",
              ["sh", "-c", needed.format(os.path.join(moved, "bin", name))])


def main():
    signals.restore()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", action="store_true",
                        help="also the wheel of the tools, whose release build takes minutes")
    given = parser.parse_args()
    os.makedirs(WORK, exist_ok=True)
    made = check("environment of the tools", [f"{PACKAGE}/tools/venv.sh", "python"])
    if made and check("wheel", [f"{PACKAGE}/tools/wheels.sh", "skillsvideo"]):
        check("mypy", [f"{TOOLS}/mypy", "--no-error-summary"], cwd=PACKAGE)
        python = install(sys.executable, "venv")
        if python:
            run_pytest(python)
        run_others()
        if given.wheels:
            run_tools_wheel(sys.executable)
    passed = sum(results)
    print(f"{passed} passed, {len(results) - passed} failed")
    return 0 if passed == len(results) and passed else 1


sys.exit(main())
