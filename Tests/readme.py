#!/usr/bin/env python3
"""Does what the README says: compiles its C example with its own command and runs it against the simulator;
runs its command line."""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[0] / "common"))
from local_simulator import LocalSimulator
from places import ROOT

README = Path(ROOT, "README.md").read_text(encoding="utf-8")
results = []


def check(name, good, detail=""):
    results.append(bool(good))
    print(f"{'ok' if good else 'FAILED'}  {name}{'' if good else ': ' + str(detail)}")


def block(after, language=""):
    """The first fenced block behind a text of the README."""
    return re.search(rf"```{language}\n(.*?)```", README[README.index(after):], re.S)[1]


def run(command, cwd, environment):
    return subprocess.run(command, shell=True, cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)


def check_links():
    for target in re.findall(r"\]\((?!http)([^)]+)\)", README):
        check(f"link {target}", os.path.exists(os.path.join(ROOT, target)))
    for target in re.findall(r"^\| `([^`]+)` \|", README, re.M):
        check(f"path {target}", os.path.exists(os.path.join(ROOT, target)))


def check_c_example(folder, environment):
    source = block("## From C", "c")
    command = re.search(r"^cc .*$", README, re.M)[0]
    check("the C example has about 15 lines", len(source.strip().splitlines()) <= 18, source)
    for name in ("include", "build"):
        os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
    with open(os.path.join(folder, "example.c"), "w", encoding="utf-8") as file:
        file.write(source)
    done = run(command.replace("cc ", "cc -std=c99 -Wall -Wextra -Werror -pedantic ", 1), folder, environment)
    check("the C example compiles, links and runs", done.returncode == 0, done.stderr)
    check("the C example prints a URL", done.stdout.startswith("http://127.0.0.1:"), done.stdout)
    without = {name: value for name, value in environment.items() if name != "SKILLS_VIDEO_API_KEY"}
    done = run("./example", folder, without)
    check("without a key it says what to do", done.returncode == 1 and "SKILLS_VIDEO_API_KEY" in done.stderr,
          done.stderr)


def check_command(folder, environment):
    line = re.search(r"^\.build-debug/debug/skillsvideo generate.*$", README, re.M)[0]
    os.symlink(os.path.join(ROOT, ".build-debug"), os.path.join(folder, ".build-debug"))
    done = run(line, folder, environment)
    saved = re.search(r"^saved (\S+)", done.stdout, re.M)
    check("the command line saves a picture", done.returncode == 0 and saved, done.stdout + done.stderr)
    picture = Path(folder, saved[1]).read_bytes() if saved else b""
    check("the picture is a PNG", picture.startswith(b"\x89PNG\r\n"), picture[:16])


def main():
    check_links()
    with LocalSimulator() as simulator, tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **simulator.environment}
        check_c_example(folder, environment)
        check_command(folder, environment)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


sys.exit(main())
