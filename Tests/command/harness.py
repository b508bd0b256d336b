"""Runs the command in a fresh folder with a clean environment, and looks at what it leaves."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "common"))
import record_schema
from places import CATALOGUE, COMMAND, ROOT, SIMULATOR  # noqa: F401
from suite import Failure, Skip, check  # noqa: F401

KEY = "sk-test-4ce1f0e9never-shown"
PATIENCE = 60

MAGIC = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"RIFF": "riff",
    b"GIF8": "gif",
}

NORMAL = [
    (re.compile(r"\bgen_[0-9a-f]{16}\b"), "gen_ID"),
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\b\d[\d.]* (bytes|KB|MB)\b"), "SIZE"),
    (re.compile(r'"elapsed_ms":\d+'), '"elapsed_ms":MS'),
    (re.compile(r"port 9 after \d+ ms"), "port 9 after 0 ms"),
    (re.compile(r'"idempotency_key":"[^"]+"'), '"idempotency_key":"KEY"'),
]


class Sandbox:
    """A folder of its own, which is also the home, and an environment with nothing of the caller's in it."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="skillsvideo-test-"))
        self.env = {
            "PATH": f"{SIMULATOR.parent}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm",
            "SKILLS_VIDEO_CATALOGUE": str(CATALOGUE),
        }
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def use(self, platform):
        """Lets the command find a platform and its key in the environment."""
        self.env["SKILLS_VIDEO_BASE_URL"] = platform.base_url
        self.env["SKILLS_VIDEO_API_KEY"] = platform.key

    def start(self, *arguments, program=COMMAND, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.Popen([program, *arguments], cwd=self.folder, env=self.env, **options)

    def run(self, *arguments, stdin=b"", program=COMMAND):
        process = self.start(*arguments, stdin=subprocess.PIPE, program=program)
        return finish(process, stdin)

    def run_line(self, line, stdin=b""):
        return self.run(*shlex.split(line)[1:], stdin=stdin)

    def files(self):
        """Every file below the folder, by its path, with what its first bytes say it is."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                found[str(path.relative_to(self.folder))] = kind(path.read_bytes())
        return found


class Run:
    """How a run ended."""

    def __init__(self, exit_status, stdout, stderr):
        self.exit_status = exit_status
        self.stdout = stdout.decode("utf-8", "replace")
        self.stderr = stderr.decode("utf-8", "replace")
        check(KEY not in self.stdout + self.stderr, "the key is in the output")
        for line in self.stdout.splitlines():
            if line.startswith('{"v":'):
                wrong = record_schema.flaw(json.loads(line))
                check(wrong is None, f"{wrong}: {line}")

    def expect(self, exit_status):
        check(self.exit_status == exit_status, f"exit {self.exit_status}, not {exit_status}; {self}")
        return self

    def __str__(self):
        return f"stdout:\n{self.stdout}\nstderr:\n{self.stderr}"


def finish(process, stdin=None):
    try:
        stdout, stderr = process.communicate(stdin, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        stdout, stderr = process.communicate()
        raise Failure(f"it did not end within {PATIENCE} s; stdout {stdout!r}, stderr {stderr!r}") from None
    return Run(process.returncode, stdout or b"", stderr or b"")


def children(process):
    """The processes that a process has started and that still live."""
    with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as listed:
        return [int(child) for child in listed.read().split()]


def kind(content):
    for magic, name in MAGIC.items():
        if content.startswith(magic):
            return content[8:12].decode("ascii", "replace").strip().lower() if name == "riff" else name
    return "empty" if not content else "other"


def normal(text):
    for pattern, word in NORMAL:
        text = pattern.sub(word, text)
    return text
