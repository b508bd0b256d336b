"""Runs a script of a built skill as an agent would, and compares what it printed with a row of a table."""
import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence

TESTS = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(TESTS / "common"), str(TESTS / "abi" / "lifecycle")]
from scripted_server import Server  # noqa: E402

KEY = "sk-simulator"
WATCHDOG = 60


@dataclass
class Case:
    """A row. faults: which of the originals' faults it shows to be gone. simulator: faults of the local
    platform, or server: exchanges of a scripted one. kinds: the events of the lines in order, repeated ones
    once. records: parts of lines, to be found in this order. on_stderr: texts in standard error. check:
    returns what else is wrong."""

    name: str
    script: str
    args: Sequence[str]
    exit: int
    faults: Sequence[int] = ()
    simulator: str = ""
    server: Optional[Sequence[Any]] = None
    kinds: Optional[List[str]] = None
    records: Sequence[Dict[str, Any]] = ()
    on_stderr: Sequence[str] = ()
    environment: Dict[str, Optional[str]] = field(default_factory=dict)
    check: Optional[Callable[[Any], Optional[str]]] = None
    skill: str = "ai-image"


@dataclass
class Outcome:
    """What a run left."""

    exit: int
    out: str
    err: str
    server: Optional[Server]

    @property
    def objects(self) -> List[Dict[str, Any]]:
        """Every JSON object of standard output, on one line or several."""
        found, at = [], 0
        decoder = json.JSONDecoder(parse_constant=_refuse)
        text = self.out.strip()
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            found.append(value)
            at += len(text[at:]) - len(text[at:].lstrip())
        return found


def _refuse(word):
    raise ValueError(f"{word} is not JSON")


def environment(base_url, more):
    """What the scripts see: nothing of this machine's own settings."""
    hidden = ("SKILLS_VIDEO_", "SKILLSVIDEO_", "PYTHON")
    values = {name: value for name, value in os.environ.items()
              if not name.startswith(hidden) and not name.lower().endswith("_proxy")}
    values.update(SKILLS_VIDEO_API_KEY=KEY, PYTHONDONTWRITEBYTECODE="1")
    if base_url:
        values["SKILLS_VIDEO_BASE_URL"] = base_url
    values.update(more)
    return {name: value for name, value in values.items() if value is not None}


def run(case, folder, simulator):
    """Runs one row."""
    with contextlib.ExitStack() as stack:
        server = None
        if case.server is not None:
            server = stack.enter_context(Server(case.server))
            server.places.update(base=f"http://127.0.0.1:{server.port}/api/v1")
            base_url = server.places["base"]
        else:
            base_url = simulator.url(case.simulator or None)
        skill = os.path.join(folder, case.skill)
        words = [word.replace("{base}", base_url).replace("{skill}", skill) for word in case.args]
        command = [sys.executable, os.path.join(skill, "scripts", case.script), *words]
        done = subprocess.run(
            command, env=environment(base_url, case.environment), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=WATCHDOG, text=True, errors="replace", cwd=folder)
        return Outcome(done.returncode, done.stdout, done.stderr, server)


def collapsed(kinds):
    return [kind for index, kind in enumerate(kinds) if index == 0 or kinds[index - 1] != kind]


def holds(found, wanted):
    """Whether a value has all of another; a callable judges by itself."""
    if callable(wanted):
        return bool(wanted(found))
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(name in found and holds(found[name], wanted[name])
                                               for name in wanted)
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)


def problems(case, outcome):
    """Each thing that is not as the row says."""
    found = []
    if outcome.exit != case.exit:
        found.append(f"exit status {outcome.exit} instead of {case.exit}")
    if "Traceback" in outcome.err:
        found.append("a traceback")
    if "-secret-" in outcome.out + outcome.err:
        found.append("the key was printed")
    try:
        objects = outcome.objects
    except ValueError as error:
        return [*found, f"output is not JSON: {error}"]
    kinds = collapsed([one.get("event") for one in objects])
    if case.kinds is not None and kinds != case.kinds:
        found.append(f"events {kinds} instead of {case.kinds}")
    rest = iter(objects)
    found += [f"no line with {wanted}" for wanted in case.records
              if not any(holds(one, wanted) for one in rest)]
    found += [f"standard error lacks {text!r}" for text in case.on_stderr if text not in outcome.err]
    if outcome.server is not None:
        found += outcome.server.troubles
    wrong = case.check(outcome) if case.check else None
    return found + ([wrong] if wrong else [])
