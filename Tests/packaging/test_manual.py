"""The man pages: rendered without a warning, and with everything in them that the programs and the header
have."""

import functools
import json
import re
import shutil

import record_schema
from harness import FUNCTIONS, PROGRAMS, ROOT, Skip, check, folder, installed, run

PAGES = ["man1/skillsvideo.1", "man1/skillsvideo-simulator.1", "man3/libskillsvideo.3",
         "man5/skillsvideo-records.5"]
HEADER = (ROOT / "include/skillsvideo.h").read_text()


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
    for text in (run("mandoc", "-Tutf8", "-Owidth=80", path).stdout,
                 run("groff", "-man", "-Tutf8", "-P-c", "-rLL=78n", path).stdout):
        wide = [line for line in re.sub(r".\x08|\x1b\[[\d;]*m", "", text).splitlines() if len(line) > 80]
        check(not wide, f"wider than a terminal of 80 columns: {wide}")


TESTS = {f"clean {page}": functools.partial(clean, page) for page in PAGES}


def test_functions():
    """Each function has a page with its prototype and what its callers must know."""
    bare = re.sub(r"/\*.*?\*/", " ", HEADER, flags=re.S)
    for name in FUNCTIONS:
        page = f"man3/{name}.3"
        clean(page)
        text = " ".join(rendered(page).split())
        prototype = re.search(rf"^\w[\w \*]*\b{name}\([^;]*\);", bare, re.M)[0]
        code = " ".join(prototype.split()).replace("(", "( ", 1)
        check(code in text or " ".join(prototype.split()) in text, f"{page} has no {code}")
        wanted = ["DESCRIPTION", "THREADS"] + ([] if prototype.startswith("void") else ["RETURN VALUE"])
        check(all(word in text for word in wanted), f"{page} lacks one of {wanted}")


def test_man():
    """man finds the pages by the name of a function and of the header."""
    if not shutil.which("man"):
        raise Skip("man is not installed")
    pages = {"MANPATH": str(installed() / "share/man"), "MANWIDTH": "80"}
    for name, words in (("sv_generate", "payload_json"), ("skillsvideo.h", "First program")):
        text = run("man", "--pager=cat", "3", name, env=pages, cwd=folder("man")).stdout
        check(words in re.sub(r".\x08", "", text), f"man {name}: {text[:500]}")


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


def test_schema_is_installed():
    installed_schema = json.loads((installed() / "share/skillsvideo/records.schema.json").read_text())
    check(installed_schema == record_schema.SCHEMA, "it is another")


def test_simulator():
    text = rendered(PAGES[1])
    for line in run(PROGRAMS / "skillsvideo-simulator", "--list-faults").stdout.splitlines():
        # Long lists of values are broken after a bar.
        check("".join(line.split()) in "".join(text.split()), f"no fault {line}")


def test_library():
    """Every function with its whole prototype, every number, and every chapter of the manual."""
    text = " ".join(rendered(PAGES[2]).split())
    bare = re.sub(r"/\*.*?\*/|//[^\n]*|^#.*?$", " ", HEADER, flags=re.S | re.M)
    prototypes = re.findall(r"[\w \*]+\bsv_[a-z_0-9]+\([^;]*\);",
                            bare[bare.index("typedef struct sv_client"):])
    check(len(prototypes) >= 44, len(prototypes))
    for prototype in prototypes:
        code = " ".join(prototype.split())
        check(code in text or code.replace("(", "( ", 1) in text, f"no {prototype}")
    for number in re.findall(r"\bSV_(?:ERR|EVENT)_[A-Z_]+ = -?\d+", bare):
        check(number in text, f"no {number}")
    chapters = re.findall(r"^ \* ([A-Z][A-Z ,-]+)$", HEADER, re.M)
    check({"FIRST PROGRAM", "EVENT LOOP", "TIME-OUTS", "MONEY", "SIGNALS AND THREADS"} <= set(chapters),
          chapters)
    for chapter in chapters:
        check(f" {chapter.capitalize()} " in text, f"no chapter {chapter}")
    options = HEADER[HEADER.index("The options, with their unit"):HEADER.index(
        " * ENVIRONMENT")].splitlines()[1:-1]
    check(len(options) > 70, options)
    for line in options:
        check(" ".join(line.lstrip(" *").split()) in text, f"no {line}")
