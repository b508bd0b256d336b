"""Cases written as text: what is given, and what is expected of the streams, the exit status and the
files."""

import contextlib
import difflib
import shlex
from pathlib import Path

from harness import KEY, Failure, Sandbox, normal
from platforms import Recorder, Simulator

FOLDER = Path(__file__).resolve().parent / "cases"
SECTIONS = ["stdout", "stderr", "request", "files"]


class Case:
    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.run_line, self.platform, self.stdin, self.exit_status = None, "none", b"", 0
        self.env, self.files, self.head, self.sections = [], [], [], {}
        self.read(path.read_text())

    def read(self, text):
        section = None
        for line in text.splitlines():
            if line.startswith("--- "):
                section = line[4:]
                if section not in SECTIONS:
                    raise ValueError(f"{self.path}: there is no section {section}")
                self.sections[section] = ""
            elif section:
                self.sections[section] += line + "\n"
            else:
                self.head.append(line)
                if line and not line.startswith("#"):
                    self.take(*line.split(": ", 1))

    def take(self, name, value=""):
        if name == "run":
            self.run_line = value
        elif name == "env":
            self.env.append(value.split("=", 1))
        elif name == "platform":
            self.platform = value
        elif name == "stdin":
            self.stdin = value.encode().decode("unicode_escape").encode("latin-1")
        elif name == "file":
            self.files.append(value.partition(" ")[::2])
        elif name == "exit":
            self.exit_status = int(value)
        else:
            raise ValueError(f"{self.path}: there is no line '{name}:'")

    def __call__(self):
        seen = self.observe()
        differences = []
        if seen["exit"] != self.exit_status:
            differences.append(f"exit {seen['exit']}, not {self.exit_status}")
        for name in SECTIONS:
            expected = self.sections.get(name, "")
            if name in seen and seen[name] != expected:
                differences.append(difference(name, expected, seen[name]))
        if differences:
            raise Failure("\n  ".join(differences))

    def update(self):
        """Writes what is seen into the case."""
        seen = self.observe()
        head = [f"exit: {seen['exit']}" if line.startswith("exit:") else line for line in self.head]
        text = "\n".join(head) + "\n"
        for name in SECTIONS:
            if seen.get(name):
                text += f"--- {name}\n{seen[name]}"
        self.path.write_text(text)

    def observe(self):
        with Sandbox() as box, contextlib.ExitStack() as stack:
            platform = self.start(stack)
            if platform:
                box.use(platform)
            for name, value in self.env:
                box.env[name] = value.replace("{key}", KEY)
            for name, content in self.files:
                (box.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (box.folder / name).write_text(content)
            run = box.run_line(self.run_line, self.stdin)
            files = "".join(f"{name} {what}\n" for name, what in box.files().items())
            seen = {"exit": run.exit_status, "stdout": whole(run.stdout), "stderr": whole(run.stderr),
                    "files": files}
            if isinstance(platform, Recorder):
                seen["request"] = "".join(body.decode() + "\n" for body in platform.bodies)
            return seen

    def start(self, stack):
        words = shlex.split(self.platform)
        if words[0] == "none":
            return None
        if words[0] == "recorder":
            return stack.enter_context(Recorder())
        if words[0] == "simulator":
            return stack.enter_context(Simulator(*words[1:]))
        raise ValueError(f"{self.path}: there is no platform {words[0]}")


def whole(text):
    """Normalised, and with its last line ended, as a case file has it."""
    text = normal(text)
    return text if not text or text.endswith("\n") else text + "\n\\ no newline at the end\n"


def difference(name, expected, seen):
    lines = difflib.unified_diff(expected.splitlines(), seen.splitlines(), f"{name} expected", f"{name} seen",
                                 lineterm="")
    return "\n    ".join(lines)


def load():
    return [Case(path) for path in sorted(FOLDER.glob("*.case"))]
