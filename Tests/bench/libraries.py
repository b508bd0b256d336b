#!/usr/bin/env python3
"""Compares the library that uses the system's libcurl with the self-contained one, in one run: size, loading,
the first event of a C program, and the import in Python. Alternating, medians."""
import os
import statistics
import subprocess

from measuring import ROOT, compile_c, run_once, with_library

BUILDS = {"system": os.path.join(ROOT, "build"),
          "self-contained": os.path.join(ROOT, "build", "self-contained")}
ROUNDS = 41


def alternate(commands):
    """Medians of wall and CPU time by name, each run after the other."""
    times = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, (command, environment) in commands.items():
            times[name].append(run_once(command, environment))
    return {name: [statistics.median(column) for column in zip(*rows)] for name, rows in times.items()}


def main():
    for name, folder in BUILDS.items():
        path = os.path.realpath(os.path.join(folder, "libskillsvideo.so"))
        needed = len(subprocess.run(["ldd", path], check=True, stdout=subprocess.PIPE,
                                    text=True).stdout.splitlines()) - 1
        print(f"{name:<16}{os.path.getsize(path):>9} bytes, {needed:>2} other libraries are loaded")
    bare = compile_c("bare")
    server = compile_c("server")
    with subprocess.Popen([server, "1", "200"], stdout=subprocess.PIPE, text=True) as serving:
        url = f"http://127.0.0.1:{serving.stdout.readline().strip()}"
        loads, firsts = {"bare": ([bare], None)}, {"bare": ([bare], None)}
        for name, folder in BUILDS.items():
            link = with_library(folder)
            loads[name] = ([compile_c("load", *link, name=f"load-{name}")], None)
            firsts[name] = ([compile_c("client", *link, name=f"client-{name}"), url], None)
        show("load the library", alternate(loads), 0)
        show("C program to its end after 2 events", alternate(firsts), 0)
        serving.kill()
    python = os.path.join(ROOT, "build", "python", "venv", "bin", "python")
    if os.path.exists(python):
        imports = {"bare": ([python, "-c", "pass"], None)}
        for name, folder in BUILDS.items():
            library = {"SKILLSVIDEO_LIBRARY": os.path.join(folder, "libskillsvideo.so.0")}
            imports[name] = ([python, "-c", "import skillsvideo"], library)
        show("import skillsvideo (CPU)", alternate(imports), 1)


def show(what, times, column):
    """What each takes over the bare process."""
    bare = times["bare"][column]
    over = {name: times[name][column] - bare for name in BUILDS}
    words = ", ".join(f"{name} {milliseconds:.2f} ms" for name, milliseconds in over.items())
    print(f"{what}: bare {bare:.2f} ms, and over it {words}; ratio "
          f"{over['self-contained'] / over['system']:.2f}")


main()
