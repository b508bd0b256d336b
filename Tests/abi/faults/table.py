"""Compares what was seen with what is expected, and writes the fault table."""
import collections

import published
from terms import EXITS

HEAD = """# Fault table
`Tests/abi/faults/run.py --update` writes this table from a run of the shipped library against the simulator.
Each test run fails if its results differ from this table. `skillsvideo-simulator --list-faults` explains the
names of the faults.

- **client**: a cold client makes its first call; a warm one has made a credits call before. The command and
  the Python package run some faults too. Clients with the same end share a row. All time limits are small.
- **end**: the status, as `sv_status_name` returns it.
- **charge**: the charge state of the result. A successful download has no charge state.
- **jobs**: how many generations the platform made, and so charged, for this one call.
- **POSTs**, **GETs**: the requests that arrived. `1+` means at least one: the number depends on time. The
  GETs of a download are those of its file.
- **exit**: the exit status of the command.
- The phase "floor of credits" tests `min_credits`, and "report of credits" `report_credits`: faults of the
  balance query. The path "attached" follows a generation that another client created. In the phase
  "payload", the library refuses the payload. In the phase "system", the operating system refuses a
  descriptor: of a socket, or of a new client.

| phase | path | fault | client | end | charge | jobs | POSTs | GETs | exit |
|---|---|---|---|---|---|---|---|---|---|
"""

PHASES = [
    "payload", "system", "proxy", "TLS", "connect", "floor of credits", "report of credits", "create",
    "stream without an id", "stream", "poll after a lost stream", "poll", "download"]

Seen = collections.namedtuple("Seen", "status charge jobs posts gets exit")


class Row:
    def __init__(self, phase, path, spec, way, expected, seen, problem=None, outputs=None,
                 lacks_outputs=False, message=None):
        self.phase, self.path, self.spec, self.way = phase, path, spec, way
        # Alternatives are for races of the operating system that the platform cannot decide.
        self.expected, self.seen, self.problem = expected.split(" or "), seen, problem
        self.outputs, self.lacks_outputs, self.message = outputs, lacks_outputs, message
        self.name = f"{phase}, {path}, {spec}, {way}"

    def match(self):
        for expected in self.expected:
            words = expected.split()
            if all(fits(str(value), word) for value, word in zip(self.seen, words)):
                return words
        return None

    def problems(self):
        if self.problem:
            yield self.problem
        elif self.match() is None:
            yield f"expected {' or '.join(self.expected)}, saw {' '.join(map(str, self.seen))}"
        if self.seen.exit is not None and self.seen.exit != EXITS.get(self.seen.status):
            yield f"the exit status {self.seen.exit} for {self.seen.status}"
        if self.seen.status == "ok" and self.outputs is not None and bool(self.outputs) == self.lacks_outputs:
            yield f"{self.outputs} outputs"
        if self.seen.jobs > 1:
            yield f"{self.seen.jobs} jobs were made for one call"

    def cells(self):
        """Returns the expected value, or what was seen if that differs, so that a wrong table shows it."""
        if self.problem or self.match() is None:
            return [str(value) for value in self.seen]
        columns = zip(*(expected.split() for expected in self.expected))
        return [" or ".join(dict.fromkeys(column)) for column in columns]


def fits(value, word):
    return int(value) >= int(word[:-1]) if word.endswith("+") else value == word


def markdown(rows):
    lines = {}
    for row in sorted(rows, key=lambda row: PHASES.index(row.phase)):
        key = (row.phase, row.path, row.spec.replace("|", "\\|"), *row.cells())
        lines.setdefault(key, []).append(row.way)
    text = HEAD
    for (phase, path, spec, *cells), found in lines.items():
        ways = dict.fromkeys(found)
        if len(cells) < len(Seen._fields):
            cells.append(str(EXITS.get(cells[0], "")) if "command" in ways else "")
        text += f"| {' | '.join([phase, path, f'`{spec}`', ', '.join(ways), *cells])} |\n"
    return text


def write(text, updates):
    return published.write("FAULTS.md", "fault-table.md", text, updates)


def check_log(log):
    """Checks the rules for everything that a platform received."""
    problems = [f"the key was sent to {leak['path']}" for leak in log["key_leaks"]]
    # Downloads follow redirects, without the key.
    problems += [f"a redirect was followed to {request['path']}" for request in log["requests"]
                 if request["elsewhere"] and not request["path"].startswith("/outputs/")]
    made = log["creations"]["by_idempotency_key"]
    problems += [f"{count} jobs were made for the key {key}" for key, count in made.items() if count > 1]
    if sum(made.values()) != log["creations"]["total"]:
        problems.append("a job was made without an idempotency key")
    return problems
