#!/usr/bin/env python3
"""Writes FOLDER/rules.mk, by which make builds the shared library in Embedded Swift: plan.py FOLDER.

Sources, flags and dependencies come from Package.swift. SwiftPM would make code of every module, though the
code of SkillsVideo contains all that its exports reach. Here the other modules are emitted without code. That
takes half the time and makes a smaller library. FOLDER/objects lists what is linked. When the rules change,
the folder is made again. FOLDER and all paths are relative to the package's folder, where make has to run:
make cannot handle every absolute path.
"""
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = sys.argv[1]
# Only swift needs to be on PATH, not each of the toolchain's programs.
TOOLCHAIN = os.path.dirname(os.path.realpath(shutil.which("swift")))
TOP = "SkillsVideo"
SWIFT = ["-parse-as-library", "-swift-version", "6", "-package-name", "skillsvideo", "-g",
         "-Xcc", "-fno-omit-frame-pointer", "-module-cache-path", os.path.join(FOLDER, "modules"), "-I",
         FOLDER]
# Only exceptions need tables for unwinding, and none passes through the library: they go into the debug
# information.
SWIFT += ["-Xcc", "-fno-unwind-tables", "-Xcc", "-fno-asynchronous-unwind-tables"]
C = ["-O2", "-g", "-fno-omit-frame-pointer", "-MMD"]


class Target:
    """A target of the package: its description and its settings, which two commands of SwiftPM print."""

    def __init__(self, described, settings):
        self.name = described["name"]
        self.is_swift = described["module_type"] == "SwiftTarget"
        self.path = described["path"]
        self.sources = [os.path.join(self.path, source) for source in described["sources"]]
        self.needs = described.get("target_dependencies", [])
        self.settings = settings
        self.module = os.path.join(FOLDER, self.name + ".swiftmodule")
        # Where C and Swift find the declarations of a target of C.
        is_system = described["module_type"] == "SystemLibraryTarget"
        self.include = self.path if is_system else os.path.join(self.path, "include")

    def flags(self, tool):
        """The flags for one tool: swift, c, cxx or linker."""
        spelled = {
            "unsafeFlags": lambda value: value, "define": lambda value: ["-D" + value],
            "linkedLibrary": lambda value: ["-l" + value],
            "enableExperimentalFeature": lambda value: ["-enable-experimental-feature", value],
        }
        kinds = [setting["kind"] for setting in self.settings if setting["tool"] == tool]
        return [flag for setting in kinds for kind, value in setting.items()
                for flag in spelled[kind](value["_0"])]

    def object(self, source):
        return os.path.join(FOLDER, f"{self.name}-{os.path.basename(source)}.o")

    def objects(self):
        """What is linked of this target."""
        if not self.is_swift:
            return [self.object(source) for source in self.sources]
        return [os.path.join(FOLDER, TOP + ".o")] if self.name == TOP else []


def swift_package(*words):
    command = ["swift", "package", "--scratch-path", FOLDER, *words]
    environment = dict(os.environ, SV_EMBEDDED="1")
    return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)


def package():
    """The package's targets by name, in the order of their names."""
    settings = {target["name"]: target["settings"] for target in swift_package("dump-package")["targets"]}
    described = swift_package("describe", "--type", "json")["targets"]
    return {target["name"]: Target(target, settings[target["name"]])
            for target in sorted(described, key=lambda target: target["name"])}


def needed(target, targets):
    """The targets that this one needs, directly or not."""
    found, left = [], list(target.needs)
    while left:
        other = targets[left.pop()]
        if other not in found:
            found.append(other)
            left += other.needs
    return found


def rule(made, sources, command):
    words = ["'" + word.replace("'", "'\\''").replace("$", "$$") + "'" for word in command]
    return f"{made}: {' '.join(sources)}\n\t{' '.join(words)}\n"


def swift_rule(target, targets):
    below = needed(target, targets)
    includes = [other.include for other in below if not other.is_swift]
    headers = [os.path.join(folder, name) for folder in includes for name in sorted(os.listdir(folder))
               if name.endswith((".h", ".modulemap"))]
    inputs = target.sources + [other.module for other in below if other.is_swift] + headers
    command = ["swiftc", "-module-name", target.name, *target.flags("swift"), *SWIFT]
    command += [word for folder in includes for word in ("-Xcc", "-I" + folder)]
    if target.name == TOP:
        made, = target.objects()
        return rule(made, inputs, [*command, "-c", *target.sources, "-o", made])
    # Without optimisation: all is optimised as part of the code of SkillsVideo, where assertions are off.
    command += ["-Onone", "-assert-config", "Release", "-emit-module", "-emit-module-path", target.module]
    return rule(target.module, inputs, command + target.sources)


def c_rules(target):
    for source in target.sources:
        made = target.object(source)
        compiler, tool = ("clang++", "cxx") if source.endswith(".cpp") else ("clang", "c")
        command = [os.path.join(TOOLCHAIN, compiler), *C, "-I", target.include, *target.flags(tool)]
        command += ["-c", source, "-o", made]
        yield rule(made, [source], command) + f"-include {made[:-2]}.d\n"


def link_rule(targets, objects):
    library = os.path.join(FOLDER, "libskillsvideo.so")
    command = ["swiftc", "-emit-library", "-enable-experimental-feature", "Embedded", "-g", "-o", library,
               *objects]
    command += [flag for target in targets.values() for flag in target.flags("linker")]
    return rule(library, objects, command)


def written():
    """The contents of rules.mk and of objects."""
    targets = package()
    objects = [made for target in targets.values() for made in target.objects()]
    # What is compiled with one build of simdjson must not be linked with another.
    rules = [".DELETE_ON_ERROR:\n# " + os.path.realpath(".build-simdjson"), link_rule(targets, objects)]
    for target in targets.values():
        rules += [swift_rule(target, targets)] if target.is_swift else c_rules(target)
    return "\n".join(rules), "".join(made + "\n" for made in objects)


def main():
    os.chdir(ROOT)
    rules, objects = written()
    path = os.path.join(FOLDER, "rules.mk")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            if file.read() == rules:
                return
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    # The rules are written last: with them the folder is whole.
    for name, text in (("objects", objects), ("rules.mk", rules)):
        with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as file:
            file.write(text)


main()
