#!/usr/bin/env python3
"""Runs what the README shows. Each code block has a row in BLOCKS: it is compiled and run against the
simulator as it is printed, also where it has to fail. Links, make targets and options are checked too."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[0] / "common"))
from local_simulator import LocalSimulator
from places import BUILD, COMMAND, INCLUDE, LIBRARY, ROOT

README = Path(ROOT, "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^(#+ [^\n]*)$|^```(\w*)\n(.*?)^```$", re.M | re.S)
STRICT = "-Wall -Wextra -Werror -pedantic "
URL = r"http://127\.0\.0\.1:\d+/outputs/\S+"
results = []


def check(name, good, detail=""):
    results.append(bool(good))
    print(f"{'ok' if good else 'FAILED'}  {name}{'' if good else ': ' + str(detail)}")


def blocks():
    """The code blocks: the heading before each, its language, its text."""
    heading = ""
    for title, language, text in (found.groups() for found in BLOCK.finditer(README)):
        if title:
            heading = title.lstrip("# ")
        else:
            yield heading, language, text


class Reader:
    """Somebody who follows the README in a folder of their own, with the simulator as the platform."""

    def __init__(self, folder, simulator):
        self.folder, self.simulator = Path(folder), simulator
        self.source = ""
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SKILLS")},
            **simulator.environment, "PATH": f"{COMMAND.parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "bindings/python/src"), "SKILLSVIDEO_LIBRARY": str(LIBRARY),
            "LD_LIBRARY_PATH": str(BUILD)}
        for name in ("include", "bindings"):
            os.symlink(ROOT / name, self.folder / name)
        os.symlink(BUILD, self.folder / "build")

    def run(self, command, faults="", key=True):
        """Runs a shell command line; faults are those of the simulator."""
        environment = dict(self.environment)
        if faults:
            environment["SKILLS_VIDEO_BASE_URL"] = f"{self.simulator.origin}/simulate/{faults}/api/v1"
        if not key:
            del environment["SKILLS_VIDEO_API_KEY"]
        return subprocess.run(["bash", "-c", command], cwd=self.folder, env=environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def compiled(self, text, what):
        """Builds a C program with the README's own command and warnings as errors."""
        self.write("example.c", text)
        command = re.search(r"^cc -I.*? -o example\b", README, re.M)[0]
        done = self.run(command.replace("cc ", f"cc -std=c99 {STRICT}", 1))
        check(f"{what} compiles", done.returncode == 0, done.stderr)

    def fails_without_key(self, command, what):
        done = self.run(command, key=False)
        check(f"{what} without a key names the variable", done.returncode == 1 and not done.stdout
              and "SKILLS_VIDEO_API_KEY" in done.stderr, (done.returncode, done.stdout, done.stderr))

    def explains_no_outputs(self, what):
        done = self.run("./example", "no-outputs=missing,poll-no-outputs=missing")
        check(f"{what} explains a success without outputs", done.returncode == 0 and not done.stdout
              and "output" in done.stderr, (done.returncode, done.stdout, done.stderr))


def demo(reader, text):
    """make demo runs this script after the build."""
    check("the demo is a target", target_of(text.split()[1]) and "packaging/demo.sh" in makefile(), text)
    done = reader.run(f"mkdir -p demo && COMMAND={COMMAND} {ROOT}/packaging/demo.sh demo")
    reader.source = done.stdout
    check("the demo runs", done.returncode == 0, done.stderr)


def demo_output(reader, text):
    """The README's lines, and those of the demo that has just run."""
    varied = re.compile(r"gen_[0-9a-f]+|\d+ KB|\S*/?demo/|\(simulation\)")
    shown = [varied.sub("*", line) for line in text.splitlines()[1:]]
    real = [varied.sub("*", line) for line in reader.source.splitlines()]
    check("the demo's lines are those of the README", shown == real, (shown, real))


def target(_, text):
    check(text.strip(), target_of(text.split()[1]), "no such target")


def settings(reader, text):
    done = reader.run(text + 'test -n "$SKILLS_VIDEO_API_KEY"')
    check("the key is exported", done.returncode == 0, done.stderr)


def c_example(reader, text):
    reader.source = text
    check("the C example is short", len(text.strip().splitlines()) <= 21, text)
    reader.compiled(text, "the C example")


def c_command(reader, text):
    done = reader.run(text)
    check("the C example prints a URL", done.returncode == 0 and re.fullmatch(URL, done.stdout.strip()),
          (done.stdout, done.stderr))
    reader.fails_without_key("./example", "the C example")
    reader.explains_no_outputs("the C example")


def c_pkg_config(reader, text):
    prefix = reader.folder / "prefix"
    (prefix / "lib/pkgconfig").mkdir(parents=True)
    os.symlink(INCLUDE, prefix / "include")
    shutil.copy(LIBRARY, prefix / "lib/libskillsvideo.so")
    template = (ROOT / "packaging/templates/skillsvideo.pc.in").read_text(encoding="utf-8")
    values = {"PREFIX": prefix, "LIBDIR": prefix / "lib", "VERSION": "0", "INCLUDE_FROM_LIBDIR": "../include"}
    filled = re.sub(r"@(\w+)@", lambda found: str(values[found[1]]), template)
    (prefix / "lib/pkgconfig/skillsvideo.pc").write_text(filled, encoding="utf-8")
    reader.write("example.c", reader.source)
    done = reader.run(f"export PKG_CONFIG_PATH={prefix}/lib/pkgconfig\n{text.strip()} && ./example")
    check("the C example is built by pkg-config", done.returncode == 0 and done.stdout, done.stderr)


def cpp_example(reader, text):
    reader.write("example.cpp", text)


def cpp_command(reader, text):
    done = reader.run(text.replace("c++ ", f"c++ -std=c++11 {STRICT}", 1))
    check("the C++ example prints a URL", done.returncode == 0 and re.fullmatch(URL, done.stdout.strip()),
          (done.stdout, done.stderr))
    reader.fails_without_key("./example", "the C++ example")
    reader.explains_no_outputs("the C++ example")


def python(reader, text):
    reader.write("example.py", text)
    done = reader.run(f"{sys.executable} -W error example.py")
    saved = re.findall(r"\S+\.png$", done.stdout, re.M)
    check("the Python example saves pictures", done.returncode == 0 and saved
          and all((reader.folder / path).read_bytes().startswith(b"\x89PNG") for path in saved),
          (done.stdout, done.stderr))
    done = reader.run(f"{sys.executable} example.py", key=False)
    check("the Python example without a key names the variable", done.returncode == 1
          and "SKILLS_VIDEO_API_KEY" in done.stderr, done.stderr)


def command(reader, text):
    done = reader.run(text)
    saved = re.search(r"^saved (\S+)", done.stdout, re.M)
    picture = (reader.folder / saved[1]).read_bytes() if saved else b""
    check("the command saves a PNG", done.returncode == 0 and picture.startswith(b"\x89PNG\r\n"), done.stderr)
    reader.fails_without_key(text, "the command")


def functions(reader, text):
    reader.write("example.sh", text)
    for shell in ("dash", "bash"):
        done = reader.run(f"{shell} example.sh")
        check(f"the functions save in {shell}", re.fullmatch(r"saved: \S+\.png\n", done.stdout), done)
    done = reader.run("dash example.sh", "status=402")
    check("the functions say what a refusal costs", "charge: rejected, id: none" in done.stderr, done)


def time_out(reader, text):
    reader.compiled(text, "the time-out example")
    done = reader.run("./example")
    check("the time-out example ends in time", done.returncode == 0 and not done.stderr, done)
    check("the time-out example sets a limit", text.count("120000") == 1, text)
    reader.compiled(text.replace("120000", "2000"), "the example with a limit that is reached")
    with LocalSimulator("--latency-ms", "3500") as slow:
        done = reader.run(f"SKILLS_VIDEO_BASE_URL={slow.base_url} ./example")
    check("after a time-out it follows the id", done.returncode == 0 and '"terminal"' in done.stdout
          and re.fullmatch(r"still running: gen_\w+\n", done.stderr), done)
    reader.fails_without_key("./example", "the time-out example")


def event_loop(reader, text):
    reader.compiled(text, "the event-loop example")
    done = reader.run("./example")
    lines = sorted(done.stdout.splitlines())
    check("the event loop runs two generations", done.returncode == 0 and len(lines) == 2
          and all(re.fullmatch(rf"{tag} {URL}", line) for tag, line in enumerate(lines)), done)
    reader.fails_without_key("./example", "the event loop")


# The heading, the language and the test of each code block, in the README's order.
BLOCKS = [
    ("Try it", "", demo), ("Try it", "", demo_output), ("Try it", "", target), ("Examples", "sh", settings),
    ("C", "c", c_example), ("C", "", c_command), ("C", "", c_pkg_config), ("C++", "cpp", cpp_example),
    ("C++", "", cpp_command), ("Python", "python", python), ("Python", "python", python),
    ("Shell", "sh", command), ("Shell", "sh", functions), ("Time-outs", "c", time_out),
    ("Event loops", "c", event_loop),
]


def makefile():
    return Path(ROOT, "Makefile").read_text(encoding="utf-8")


def target_of(name):
    return re.search(rf"^{name}:", makefile(), re.M)


def anchors():
    """The anchors of the headings, as GitHub makes them."""
    seen = {}
    for title in re.findall(r"^#+ (.*)$", README, re.M):
        anchor = re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")
        seen[anchor] = seen.get(anchor, -1) + 1
        yield f"#{anchor}-{seen[anchor]}" if seen[anchor] else f"#{anchor}"


def check_links():
    for link in re.findall(r"\]\((?!http)([^)]+)\)", README):
        check(f"link {link}", link in anchors() if link[0] == "#" else (ROOT / link).exists())
    for path in re.findall(r"^\| `([\w./-]+/[\w./-]*)` \|", README, re.M):
        check(f"path {path}", (ROOT / path).exists())
    for name in sorted(set(re.findall(r"`make ([a-z-]+)", README))):
        check(f"make {name}", target_of(name))


def check_command_table(reader):
    table = README[README.index("### Shell"):README.index("## Time-outs")]
    for name, option in re.findall(r"[|,] `(\w+)(?: \w+)*(?: (--[\w-]+))?", table):
        done = reader.run(f"skillsvideo {name} --help")
        check(f"skillsvideo {name} {option}", done.returncode == 0 and option in done.stdout, done.stderr)


def main():
    shown = [(heading, language) for heading, language, _ in blocks()]
    expected = [(heading, language) for heading, language, _ in BLOCKS]
    check("each code block has a test", shown == expected, f"{shown}, not {expected}")
    check_links()
    with LocalSimulator() as simulator, tempfile.TemporaryDirectory() as folder:
        reader = Reader(folder, simulator)
        check_command_table(reader)
        for (_, _, text), (_, _, test) in zip(blocks(), BLOCKS):
            test(reader, text)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


sys.exit(main())
