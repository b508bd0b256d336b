#!/usr/bin/env python3
"""Replays the corpus through the shipped library. With --long fuzzes a library built with AddressSanitizer,
each target for FUZZ_SECONDS (600), starting from the corpus and, where SUITES names them, the public JSON
Schema tests. An input that ends the program is kept in build/fuzz: move it into the corpus once the fault is
mended."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(HERE), "common"))
from places import ROOT  # noqa: E402

TARGETS = ["validate", "inspect"]
COVERAGE = "-sanitize-coverage=edge,inline-8bit-counters,pc-table"
FOUND = os.path.join(ROOT, "build", "fuzz")
SECONDS = int(os.environ.get("FUZZ_SECONDS", "600"))


def corpus(target):
    return sorted(glob.glob(os.path.join(HERE, "corpus", target, "*")))


def compiled(compiler, folder, library, sources, flags):
    program = os.path.join(folder, os.path.basename(sources[0])[:-2])
    command = [*compiler, "-std=c99", "-D_POSIX_C_SOURCE=200809L", "-g", "-O1", "-Wall", "-Wextra", "-Werror",
               *flags,
               f"-I{ROOT}/include", *(os.path.join(HERE, source) for source in sources), "-o", program,
               f"-L{library}", "-lskillsvideo", f"-Wl,-rpath,{library}"]
    subprocess.run(command, check=True)
    return program


def replay(target):
    """Passed and failed inputs. After one that ends the program the rest is tried too."""
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = compiled(["cc"], folder, os.path.join(ROOT, "build"), [f"{target}.c", "replay.c"], [])
        left = corpus(target)
        while left:
            done = subprocess.run([program, *left], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  text=True, errors="replace", timeout=120)
            if done.returncode == 0:
                return passed + len(left), failed
            reached = [line for line in done.stdout.splitlines() if line in left]
            if not reached:
                break
            passed += len(reached) - 1
            failed += 1
            print(f"FAILED {target}: {done.stdout[-2000:]}\n  with {reached[-1]} (status {done.returncode})")
            left = left[len(reached):]
    return passed, failed + len(left)


def toolchain():
    return os.path.dirname(os.path.realpath(shutil.which("swift")))


def build_library():
    """The Embedded library with AddressSanitizer and what libFuzzer counts; the folder that it is in."""
    environment = dict(os.environ, SV_EMBEDDED="1", SV_FUZZ="1")
    command = ["swift", "build", "--scratch-path", ".build-fuzz", "-c", "release", "--sanitize=address",
               "-Xswiftc", COVERAGE, "-Xcc", "-f" + COVERAGE[1:], "-Xcxx", "-f" + COVERAGE[1:]]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    folder = os.path.join(ROOT, ".build-fuzz", "release")
    soname = os.path.join(folder, "libskillsvideo.so.0")
    if not os.path.lexists(soname):
        os.symlink("libskillsvideo.so", soname)
    return folder


def write_public_cases(folder):
    """The public suite's schemas, each with its first payloads, as inputs of the target validate."""
    suites = os.environ.get("SUITES", "")
    count = 0
    for path in sorted(
            glob.glob(os.path.join(suites, "jsonschema", "tests", "*", "*.json"))) if suites else []:
        with open(path, encoding="utf-8") as file:
            groups = json.load(file)
        for group in groups:
            for test in group["tests"][:2]:
                count += 1
                parts = [json.dumps(group["schema"]), json.dumps(test["data"]), str(count % 3)]
                with open(os.path.join(folder, f"public-{count}"), "w", encoding="utf-8") as file:
                    file.write("\x1e".join(parts))


def fuzz(target, library):
    os.makedirs(FOUND, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        program = compiled([os.path.join(toolchain(), "clang")], folder, library, [f"{target}.c"],
                           ["-fsanitize=address,fuzzer", "-fuse-ld=lld"])
        grown = os.path.join(folder, "grown")
        os.mkdir(grown)
        if target == "validate":
            write_public_cases(grown)
        command = [program, grown, os.path.join(HERE, "corpus", target), f"-max_total_time={SECONDS}",
                   "-timeout=20",
                   "-rss_limit_mb=2048", "-max_len=8192", f"-dict={HERE}/keywords.dict",
                   "-print_final_stats=1", f"-artifact_prefix={FOUND}/{target}-"]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", timeout=SECONDS + 600)
        stats = [line for line in done.stdout.splitlines() if "stat::" in line or ("#" in line
                 and "DONE" in line)]
        print(f"{target}: {SECONDS} s", *stats, sep="\n  ")
        if done.returncode != 0:
            print(f"FAILED {target}: the input is in {FOUND}\n{done.stdout[-6000:]}")
    return done.returncode == 0


def main():
    passed = failed = 0
    library = build_library() if "--long" in sys.argv else None
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    for target in TARGETS:
        if chosen and target not in chosen:
            continue
        good, bad = (int(fuzz(target, library)), 0) if library else replay(target)
        passed, failed = passed + good, failed + (bad if library is None else 1 - good)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
