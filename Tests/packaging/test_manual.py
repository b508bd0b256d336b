"""The man pages: rendered without a warning, and with everything in them that the programs and the header
have."""

import functools
import json
import re

import record_schema
from harness import PROGRAMS, ROOT, check, installed, run

PAGES = ["man1/skillsvideo.1", "man1/skillsvideo-simulator.1", "man3/libskillsvideo.3",
         "man5/skillsvideo-records.5"]


@functools.cache
def rendered(page):
    text = run("mandoc", "-Tutf8", "-Owidth=200", installed() / "share/man" / page).stdout
    return re.sub(r".\x08", "", text)


def clean(page):
    path = installed() / "share/man" / page
    lint = run("mandoc", "-Tlint", path, expect=None)
    check(lint.returncode == 0 and not lint.stdout, f"mandoc: {lint.stdout}")
    groff = run("groff", "-man", "-ww", "-z", "-Tutf8", path)
    check(not groff.stderr, f"groff: {groff.stderr}")


TESTS = {f"clean {page}": functools.partial(clean, page) for page in PAGES}


def test_command():
    """Every command and option is in the page, with the text of the help."""
    text = rendered(PAGES[0])
    top = json.loads(run(PROGRAMS / "skillsvideo", "--experimental-dump-help").stdout)["command"]
    commands = [command for command in top["subcommands"] if command.get("shouldDisplay", True)
                and command["commandName"] != "help"]
    check(len(commands) >= 9, commands)
    for command in commands:
        if command.get("subcommands"):
            continue
        check(re.search(rf"^   {command['commandName']}$", text, re.M),
              f"no chapter on {command['commandName']}")
        check(" ".join(command["abstract"].split()) in " ".join(text.split()),
              f"no abstract of {command['commandName']}")
        for argument in command["arguments"]:
            for name in argument.get("names", []):
                check(f"-{name['name']}" in text or name["name"] in ("version", "help"),
                      f"no option {name['name']}")


def test_records():
    """Every record of the JSON Schema, with its description and members, and an example of each."""
    text = rendered(PAGES[3])
    plain = " ".join(text.split())
    for name, schema in record_schema.DEFS.items():
        event = schema.get("properties", {}).get("event", {}).get("const")
        if "anyOf" in schema:
            continue
        check(re.search(rf"^   {event or name}\b", text, re.M), f"no heading {event or name}")
        check(" ".join(schema.get("description", "").split()) in plain, f"no description of {name}")
        for member in record_schema.described_by(name):
            check(re.search(rf"^       {re.escape(member)}\b", text, re.M), f"no member {name}.{member}")
        if event:
            check(f'"event": "{event}"' in text, f"no example of {event}")


def test_records_fit():
    """No line of the page is cut or broken in a terminal of 80 columns."""
    path = installed() / "share/man" / PAGES[3]
    wide = [line for line in re.sub(r".\x08", "", run("mandoc", "-Tutf8", path).stdout).splitlines()
            if len(line) > 80]
    check(not wide, wide)


def test_schema_is_installed():
    installed_schema = json.loads((installed() / "share/skillsvideo/records.schema.json").read_text())
    check(installed_schema == record_schema.SCHEMA, "it is another")


def test_simulator():
    text = rendered(PAGES[1])
    for line in run(PROGRAMS / "skillsvideo-simulator", "--list-faults").stdout.splitlines():
        check(" ".join(line.split()) in " ".join(text.split()), f"no fault {line}")


def test_library():
    """Every function with its whole prototype, every number, and every chapter of the manual."""
    text = " ".join(rendered(PAGES[2]).split())
    header = (ROOT / "include/skillsvideo.h").read_text()
    bare = re.sub(r"/\*.*?\*/|//[^\n]*|^#.*?$", " ", header, flags=re.S | re.M)
    prototypes = re.findall(r"[\w \*]+\bsv_[a-z_0-9]+\([^;]*\);",
                            bare[bare.index("typedef struct sv_client"):])
    check(len(prototypes) >= 44, len(prototypes))
    for prototype in prototypes:
        check(" ".join(prototype.split()) in text, f"no {prototype}")
    for number in re.findall(r"\bSV_(?:ERR|EVENT)_[A-Z_]+ = -?\d+", bare):
        check(number in text, f"no {number}")
    for chapter in ("Threads", "Options", "Handles", "Money", "Credits", "Endpoints", "Records"):
        check(f" {chapter} " in text, f"no chapter {chapter}")
    options = header[header.index("The options, with their unit"):header.index(
        " * STACK, MEMORY")].splitlines()[1:-1]
    check(len(options) > 70, options)
    for line in options:
        check(" ".join(line.lstrip(" *").split()) in text, f"no {line}")
