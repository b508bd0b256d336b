"""Compiles the C and C++ programs, links them with the shipped library, and runs each with and without
valgrind."""
import concurrent.futures
import glob
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

import places
import platforms

HERE = os.path.dirname(os.path.abspath(__file__))
COMPILERS = {".c": ["cc", "-std=c99", "-D_POSIX_C_SOURCE=200809L"], ".cpp": ["c++", "-std=c++11"]}
FLAGS = ["-g", "-O1", "-Wall", "-Wextra", "-Werror"]
VALGRIND = ["valgrind", "-q", "--error-exitcode=97", "--leak-check=full", "--errors-for-leak-kinds=definite",
            "--child-silent-after-fork=yes", "--fair-sched=try"]
WATCHDOG = 60
# Too slow under valgrind. The other programs run the same code of the library.
WITHOUT_VALGRIND = ["flood"]


def name_of(source):
    return os.path.splitext(os.path.basename(source))[0]


def compiled(source, folder):
    """Returns the program of a source. Raises with the compiler's output."""
    program = os.path.join(folder, name_of(source))
    compiler = COMPILERS[os.path.splitext(source)[1]]
    headers = [f"-I{places.INCLUDE}", f"-I{places.ROOT}/bindings/c"]
    command = [*compiler, *FLAGS, *headers, source, "-o", program, f"-L{places.BUILD}", "-lskillsvideo",
               f"-Wl,-rpath,{places.BUILD}", "-pthread"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return program


def wanted_platforms(source):
    """Returns the runs of a program: PLAIN, ENDLESS, and those in a comment of the source."""
    with open(source, encoding="utf-8") as file:
        own = re.findall(r"platform ([A-Z]+): ([^\n]*?)(?: \*/)?\n", file.read())
    return [platforms.PLAIN, platforms.ENDLESS, *own]


def run_one(source, program, prefix, label):
    """Returns name, passed, failed, output and seconds."""
    name = f"{name_of(source)} {label}"
    with platforms.platforms(
            wanted_platforms(source)) as environment, tempfile.TemporaryDirectory() as folder:
        environment["WATCHDOG"] = str(WATCHDOG)
        started = time.monotonic()
        try:
            done = subprocess.run(
                [*prefix, program], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, errors="replace", timeout=WATCHDOG + 30)
        except subprocess.TimeoutExpired as error:
            return name, 0, 1, f"did not end\n{error.stdout}"
        seconds = time.monotonic() - started
    return (name, *judged(done), seconds)


def judged(done):
    output = done.stdout
    counted = re.search(r"^(\d+) passed, (\d+) failed$", output, re.M)
    passed, failed = (int(counted[1]), int(counted[2])) if counted else (0, 1)
    if done.returncode < 0:
        output += f"\nended by {signal.Signals(-done.returncode).name}"
    elif done.returncode == 97:
        output += "\nvalgrind found errors"
    if done.returncode != 0 and failed == 0:
        failed = 1
    return passed, failed, output


def run(chosen=()):
    """Yields a result for every run, in the order in which they end."""
    sources = [path for ending in COMPILERS
               for path in glob.glob(os.path.join(HERE, "programs", "*" + ending))]
    sources = sorted(source for source in sources if not chosen or name_of(source) in chosen)
    ways = [([], "")]
    if os.environ.get("VALGRIND") == "0":
        pass  # where only a failure is looked for
    elif shutil.which("valgrind"):
        ways.append((VALGRIND, "under valgrind"))
    else:
        yield "valgrind", 0, 1, "valgrind is not installed: make setup-tests installs it"
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        tasks = []
        for source in sources:
            try:
                program = compiled(source, folder)
            except RuntimeError as error:
                yield os.path.basename(source), 0, 1, str(error)
                continue
            own = ways[:1] if os.path.basename(program) in WITHOUT_VALGRIND else ways
            tasks += [pool.submit(run_one, source, program, prefix, label) for prefix, label in own]
        for task in tasks:
            yield task.result()
